"""Read digits from the files that people have them in, and refuse what is broken.

The first bytes of a file decide its format, not its name. Each format has a module in `formats`,
which gives arrays as they are; `arrangement` makes digits of them. Sizes are checked before memory
is allocated. Every error is a DataError of one line, which starts with the file's path.
"""

from __future__ import annotations

import bz2
import gzip
import os
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.arrangement import Choices, arranged
from logreg_edu.app.errors import DataError
from logreg_edu.app.formats import apart, folders, text
from logreg_edu.app.formats.common import Broken, Content, Part, complaint
from logreg_edu.app.formats.idx import GZIP, is_idx, read_idx
from logreg_edu.app.formats.matlab import read_mat
from logreg_edu.app.formats.numpy_files import read_npy, read_npz
from logreg_edu.app.formats.unreadable import what_it_is
from logreg_edu.app.formats.variables import content_of
from logreg_edu.digits import Digits

FOLDER_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
HDF5 = b"\x89HDF\r\n\x1a\n"
PACKED: dict[bytes, Any] = {GZIP: gzip.open, b"BZh": bz2.open}
NOT_UNPACKED: tuple[type[Exception], ...] = (OSError, EOFError, ValueError)
with suppress(ImportError):  # Python in a browser has no lzma
    import lzma

    PACKED[b"\xfd7zXZ"] = lzma.open
    NOT_UNPACKED += (lzma.LZMAError,)
_SUFFIXES = (
    *(".mat", ".zip", ".gz", ".idx3-ubyte", ".npz", ".npy", ".csv", ".arff", ".parquet", ".h5"),
    *(".hdf5", ".tar", ".tgz", ".bz2", ".xz"),
)
# How the name of a file of labels follows from that of its images.
LABELS_NAMES = (("images", "labels"), ("imgs", "labels"), ("X", "y"), ("x", "y"), ("data", "label"))


def read_digits(
    path: Path | str,
    pixel_max: float | None = None,
    *,
    zero: int | None = None,
    turn: str | None = None,
    ink: str | None = None,
    shape: tuple[int, int] | None = None,
    said: list[str] | None = None,
) -> Digits:
    """Read digits from a file, a folder or an archive; docs/data.md lists what is read.

    Args:
        path: of the file or folder.
        pixel_max: the pixel value that is full ink; None to find it from the pixels.
        zero: the label that stands for the digit 0: 10, or 1 where each label is one more than its
            digit; None to ask where labels are 1 to 10.
        turn: how to turn the pictures upright: "none", "transpose", "left", "right", "upside-down",
            "mirror", "flip" or "other-diagonal"; None to ask where they do not look upright.
        ink: "high" or "low", the values that ink has; None to ask where it looks low.
        shape: (rows, columns) of a picture; None for that of the file, or a square.
        said: a list to which what is found in the file is appended, one line each.

    Returns:
        The digits. ``official_train`` is known where a file or folder has a test part, and for a
        .mat or ARFF of 70,000 digits.

    Raises:
        DataError: the path is missing, or its content is broken, too large for its size, of
            another format, not digits, or in doubt; then the message names the option.
    """
    path, said = Path(path), [] if said is None else said
    with _named_errors(path):
        name = path.resolve().name
        if path.is_file():
            while Path(name).suffix in _SUFFIXES:
                name = Path(name).stem
        content = _read(path)
        return arranged(content, name, Choices(pixel_max, zero, turn, ink, shape), said)


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except DataError:  # names its file already
        raise
    except Exception as error:  # the libraries for the formats raise errors of many types
        raise DataError(f"{path}: {complaint(error)}") from error


def _read(path: Path) -> Content:
    if path.is_dir():
        return _read_folder(path)
    if not path.exists():
        raise Broken("there is no such file or folder; check the path")
    if not path.is_file():
        raise Broken("is neither a file nor a folder; give one of these")
    with path.open("rb") as file:
        head = file.read(1024)
        if reason := what_it_is(head):
            raise Broken(reason)
        if version := _matlab_version(head):
            content = content_of(read_mat(file), f"MATLAB {version}")
            if content.parts[0].labels.size == 70_000:
                content.official_train = 60_000
            return content
        if HDF5 in (head[:8], head[512:520]):
            matlab = head.startswith(b"MATLAB 7.3")
            if not _installed("h5py"):
                raise Broken(
                    f"is {'a MATLAB 7.3 file, which is HDF5' if matlab else 'an HDF5 file'}; to"
                    f" read it, `pip install h5py`{', or save it with -v7' if matlab else ''}"
                )
            return content_of(apart.read_apart(file, "hdf5"), "MATLAB 7.3" if matlab else "HDF5")
        if head.startswith(b"PAR1"):
            if not _installed("pyarrow"):
                raise Broken("is a Parquet file; to read it, `pip install pyarrow`")
            arrays = apart.read_apart(file, "parquet")
            return Content("Parquet", [Part(arrays["data"], arrays["label"])])
        if head.startswith(b"PK") and zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
            if any(name.endswith("data.pkl") for name in names):
                raise Broken("is a file of PyTorch's, a pickle; save its arrays with np.savez")
            if "[Content_Types].xml" in names:
                raise Broken("is an Excel or Office file; save the table as CSV")
            if names and all(name.endswith(".npy") for name in names):
                return content_of(read_npz(file), "NumPy .npz")
    if is_idx(_unpacked_head(path, 4)):
        return _read_pair(path, "IDX")
    if head.startswith(b"\x93NUMPY"):
        return _read_pair(path, "NumPy .npy")
    if head.startswith(b"PK\x03\x04") or _is_tar(head, path):
        return _read_archive(path)
    if any(head.startswith(magic) for magic in PACKED):
        return _read_packed(path)
    if text.is_arff(head):
        return text.read_arff(path)
    if text.is_libsvm(head):
        return text.read_libsvm(path)
    if text.is_table(head):
        return text.read_csv(path)
    raise Broken(
        f"is not a file of digits (it starts with {head[:8]!r}); give one of a format that the"
        " page on data lists, such as .mat, IDX, .npz or CSV"
    )


def _installed(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


def _matlab_version(head: bytes) -> int | None:
    """4 or 5, if these are the first bytes of such a file."""
    # Version 1.0 in either byte order; a 0 among the first four bytes would mean MATLAB 4.
    if head[124:128] in (b"\x00\x01IM", b"\x01\x00MI") and 0 not in head[:4]:
        return 5
    for order in "<>":
        if len(head) < 20:
            break
        kind, rows, columns, imaginary, length = struct.unpack_from(f"{order}5i", head)
        thousands = 0 if order == "<" else 1
        known = kind // 1000 == thousands and kind % 1000 in (*range(0, 60, 10), *range(2, 60, 10))
        named = 1 < length < 64 and head[19 + length : 20 + length] == b"\0"
        if known and rows > 0 and columns > 0 and imaginary in (0, 1) and named:
            return 4
    return None


def _unpacked_head(path: Path, length: int) -> bytes:
    """The first bytes of a file or, if it is packed with gzip, of what is in it."""
    with path.open("rb") as file:
        head = file.read(length)
    if head[:2] != GZIP:
        return head
    try:
        with gzip.open(path) as file:
            return file.read(length)
    except (OSError, EOFError, ValueError):
        return b""


def _is_tar(head: bytes, path: Path) -> bool:
    for magic, opener in PACKED.items():
        if head.startswith(magic):
            try:
                with opener(path) as file:
                    head = file.read(512)
            except NOT_UNPACKED:
                return False
    return head[257:262] == b"ustar"


def _read_packed(path: Path) -> Content:
    """Read a single file that is packed with gzip, bzip2 or xz."""
    most = max(50 * os.path.getsize(path), 2**20)
    with path.open("rb") as raw:
        head = raw.read(8)
    opener = next(opener for magic, opener in PACKED.items() if head.startswith(magic))
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder) / "inside"
        with opener(path) as packed, inside.open("wb") as file:
            while block := packed.read(2**20):
                file.write(block)
                if file.tell() > most:
                    raise Broken(
                        f"unpacks to over {most:,} bytes, which no pictures do; fetch it again"
                    )
        return _read(inside)


def _read_archive(path: Path) -> Content:
    with folders.unpacked(path) as folder:
        try:
            files = folders.files_in(folder)
            return _read(files[0]) if len(files) == 1 else _read_folder(folder)
        except DataError as error:
            raise Broken(str(error).replace(f"{folder}{os.sep}", "")) from error


def _read_pair(path: Path, kind: str) -> Content:
    """Read a file of images and the file of its labels beside it."""
    images = _read_array(path, images=True)
    names = {path.name.replace(a, b).replace("idx3", "idx1") for a, b in LABELS_NAMES}
    names |= {name.replace("idx1-ubyte", "idx2-int") for name in names}
    names |= {path.name.replace("idx3", "idx1")}
    names |= {name.removesuffix(".gz") for name in names}
    names |= {f"{name}.gz" for name in names}
    beside = [path.with_name(name) for name in sorted(names - {path.name})]
    found = [other for other in beside if other.is_file()]
    if not found:
        like = path.name.replace("images", "labels").replace("idx3", "idx1")
        like = like if like != path.name else f"labels{path.suffix}"
        raise Broken(f"needs its labels beside it, in a file named {like}; put it there")
    content = Content(kind, [Part(images, _read_array(found[0], False, len(images)))])
    return _emnist(content, [path])


def _read_array(path: Path, images: bool, count: int | None = None) -> NDArray:
    """Read a file with one array: IDX, or NumPy's."""
    with _named_errors(path):
        with path.open("rb") as file:
            head = file.read(8)
            file.seek(0)
            if head.startswith(b"\x93NUMPY"):
                array = read_npy(file, os.fstat(file.fileno()).st_size)
            elif head.startswith(b"PK"):
                array = next(iter(read_npz(file).values()))
            else:
                return read_idx(path, images, count)
        if images == (array.ndim == 1):
            raise Broken(f"is an array of shape {array.shape}; give a file of {array_kind(images)}")
        return array


def array_kind(images: bool) -> str:
    """What an array holds, in words."""
    return "images" if images else "labels"


def _emnist(content: Content, paths: list[Path]) -> Content:
    if all("emnist" in path.name.lower() for path in paths):
        content.turn = "transpose"
        content.notes.append("recognised by name: EMNIST; its pictures are transposed")
    return content


def _read_folder(folder: Path) -> Content:
    official = [find_file(folder, name) for name in FOLDER_FILES]
    if all(path.is_file() for path in official):
        pairs = [(official[0], official[1], False), (official[2], official[3], True)]
        return _read_pairs(pairs, "IDX")
    files = folders.files_in(folder)
    if not files:
        raise Broken("holds no files; give a folder of digits")
    shown = folders.class_folders(files)
    if len(shown) > len(files) / 2 and len({*shown.values()}) > 1:
        return folders.read_pictures(shown, folder)
    images: list[tuple[Path, int]] = []
    labels: list[tuple[Path, int]] = []
    others: list[Path] = []
    for path in files:
        axes = _axes(path)
        if not axes:
            others.append(path)
        else:
            (labels if len(axes) == 1 else images).append((path, axes[0]))
    if images or labels:
        pairs = folders.pair_up(images, labels)
        return _emnist(_read_pairs(pairs, "IDX or NumPy files"), [pair[0] for pair in pairs])
    if pages := [path for path in others if what_it_is(_unpacked_head(path, 1024))]:
        raise Broken(f"holds {pages[0].name}, which {what_it_is(_unpacked_head(pages[0], 1024))}")
    data = [p for p in others if p.suffix.lower() in (*_SUFFIXES, ".txt", ".data")]
    if not data:
        raise Broken(
            "holds no digits: no IDX files, no data file, no folder of pictures per digit; give"
            " another folder"
        )

    def read_one(path: Path) -> Content:
        with _named_errors(path):
            return _read(path)

    return folders.read_several(data, read_one)


def _axes(path: Path) -> tuple[int, ...]:
    """The sizes of the axes of the one array in a file; () if it has none or several."""
    head = _unpacked_head(path, 20)
    if is_idx(head):
        sizes = struct.unpack_from(f">{head[3]}I", head.ljust(20, b"\0"), 4)
        return sizes[:1] if len(sizes) == 2 else sizes  # QMNIST's labels have two
    with path.open("rb") as file:
        if head.startswith(b"\x93NUMPY"):
            version = np.lib.format.read_magic(file)
            if version == (1, 0):
                return np.lib.format.read_array_header_1_0(file)[0]
        elif head.startswith(b"PK") and zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
                if len(names) == 1 and names[0].endswith(".npy"):
                    with archive.open(names[0]) as member:
                        np.lib.format.read_magic(member)
                        return np.lib.format.read_array_header_1_0(member)[0]
    return ()


def _read_pairs(pairs: list[tuple[Path, Path, bool]], kind: str) -> Content:
    parts = []
    for images_path, labels_path, test in pairs:
        images = _read_array(images_path, images=True)
        parts.append(Part(images, _read_array(labels_path, False, len(images)), test))
    return Content(kind, parts)


def find_file(folder: Path, name: str) -> Path:
    """Find an IDX file, plain or gzip, under either of the names in use."""
    names = (name, name.replace("-idx", ".idx"))
    paths = [folder / (n + suffix) for n in names for suffix in ("", ".gz")]
    return next((path for path in paths if path.is_file()), paths[0])
