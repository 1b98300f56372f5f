"""Small files of digits to test with, of each kind that the readers take."""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np
import scipy.io

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


def matlab_73() -> bytes:
    """The first bytes of what MATLAB writes with -v7.3: a header, then HDF5."""
    text = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM"
    return text.ljust(512, b"\0") + b"\x89HDF\r\n\x1a\n" + bytes(40)
