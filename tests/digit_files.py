"""Small files of digits to test with, of each kind that the readers take."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile

import numpy as np
import scipy.io
from PIL import Image

# Seven images of 3 x 3 pixels.
PIXELS = np.random.default_rng(0).integers(0, 256, (7, 9), dtype=np.uint8)
LABELS = np.array([3, 1, 4, 1, 5, 9, 2], dtype=np.uint8)


def mat(data=PIXELS.T, label=LABELS[np.newaxis], **options) -> bytes:
    """A MATLAB 5 file; a variable that is None is left out."""
    file = io.BytesIO()
    variables = {"data": data, "label": label, "comment": "not ours"}
    scipy.io.savemat(file, {k: v for k, v in variables.items() if v is not None}, **options)
    return file.getvalue()


def idx(array: np.ndarray) -> bytes:
    return idx_header(*array.shape) + array.astype(np.uint8).tobytes()


def idx_header(*sizes: int) -> bytes:
    return bytes([0, 0, 8, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes)


def zipped(content: bytes, name="digits.mat", method=zipfile.ZIP_DEFLATED, **more: bytes) -> bytes:
    """A .zip around one file and, named with __dot__ for a dot, more."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, content)
        for other, other_content in more.items():
            archive.writestr(other.replace("__dot__", "."), other_content)
    return file.getvalue()


MAT, IMAGES_IDX, LABELS_IDX = mat(), idx(PIXELS.reshape(7, 3, 3)), idx(LABELS)


def tarred(content: bytes, name="digits.mat") -> bytes:
    """A .tar.gz around one file."""
    file, member = io.BytesIO(), tarfile.TarInfo(name)
    member.size = len(content)
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def matlab_73(compression: str | None = None) -> bytes:
    """What MATLAB writes with -v7.3: a header, then HDF5, with the axes in the opposite order."""
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w", userblock_size=512) as content:
        for name, array in (("data", PIXELS), ("label", LABELS[:, None])):
            content.create_dataset(name, data=array, compression=compression)
            content[name].attrs["MATLAB_class"] = np.bytes_("uint8")
    head = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM"
    return head + file.getvalue()[128:]


def parquet() -> bytes:
    """A column of pictures in PNG and one of labels."""
    import pyarrow
    import pyarrow.parquet

    cells = []
    for image in PIXELS.reshape(7, 3, 3):
        png = io.BytesIO()
        Image.fromarray(image).save(png, "PNG")
        cells.append({"bytes": png.getvalue(), "path": None})
    file = io.BytesIO()
    table = pyarrow.table({"image": cells, "label": LABELS.tolist()})
    pyarrow.parquet.write_table(table, file)
    return file.getvalue()


def csv(*columns: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savetxt(file, np.column_stack(columns), "%d", ",")
    return file.getvalue()


def libsvm() -> bytes:
    lines = (" ".join(f"{j}:{v}" for j, v in enumerate(row, 1)) for row in PIXELS)
    return "".join(f"{k} {line}\n" for k, line in zip(LABELS, lines, strict=True)).encode()


def arff() -> bytes:
    names = "".join(f"@ATTRIBUTE p{j} REAL\n" for j in range(9)) + "@ATTRIBUTE class REAL\n"
    return f"@RELATION digits\n{names}@DATA\n".encode() + csv(PIXELS, LABELS)
