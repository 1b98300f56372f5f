from __future__ import annotations

import gzip
import os
import struct
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import scipy.sparse
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st

from logreg_edu.app.errors import DataError
from logreg_edu.app.formats import apart, matlab
from logreg_edu.app.readers import FOLDER_FILES, read_digits
from tests.digit_files import (
    IMAGES_IDX,
    LABELS,
    LABELS_IDX,
    PIXELS,
    idx,
    idx_header,
    mat,
    matlab_73,
    zipped,
)


@pytest.fixture
def here(monkeypatch):
    """Read .mat files in this process: a child costs 0.3 s, and these files are well-formed."""

    def load(file, _module):
        names, _ = matlab.declared(file)
        return matlab.load(file, names)

    monkeypatch.setattr(apart, "read_apart", load)


def write(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def pair(folder: Path, images=IMAGES_IDX, labels=LABELS_IDX) -> Path:
    (folder / "my-labels-idx1-ubyte").write_bytes(labels)
    path = folder / "my-images-idx3-ubyte"
    path.write_bytes(images)
    return path


def four_files(folder: Path, **changed: bytes) -> None:
    contents = (IMAGES_IDX, LABELS_IDX, idx(PIXELS[:2].reshape(2, 3, 3)), idx(LABELS[:2]))
    for name, content in zip(FOLDER_FILES, contents, strict=True):
        (folder / name).write_bytes(changed.get(name.split("-ubyte")[0].replace("-", "_"), content))


def refused(path: Path, because: str, named: Path | None = None) -> None:
    with pytest.raises(DataError, match=because) as caught:
        read_digits(path)
    message = str(caught.value)
    assert message.startswith(f"{named or path}: ")
    assert "; " in message  # what is wrong; what to do
    assert "\n" not in message


def same(digits, name: str, official_train=None, pixels=PIXELS, labels=LABELS) -> None:
    np.testing.assert_array_equal(digits.images, pixels)
    np.testing.assert_array_equal(digits.labels, labels)
    assert digits.images.dtype == digits.labels.dtype == np.uint8
    assert digits.images.flags.c_contiguous
    assert (digits.name, digits.image_shape) == (name, (3, 3))
    assert digits.official_train == official_train


# .mat


def test_mat_through_the_child(tmp_path):
    path = tmp_path / "my.digits.mat"
    path.write_bytes(mat(do_compression=True))
    same(read_digits(path), "my.digits")


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint64, np.float32, np.float64])
@pytest.mark.parametrize("compressed", [False, True])
def test_mat_of_any_number_type(tmp_path, here, dtype, compressed):
    path = tmp_path / "seven.mat"
    path.write_bytes(
        mat(PIXELS.T.astype(dtype), LABELS[None].astype(dtype), do_compression=compressed)
    )
    same(read_digits(path), "seven")


def test_format_goes_by_content_not_by_name(tmp_path, here):
    write(tmp_path, digits=mat(), **{"other.zip": mat(), "third.mat": zipped(mat())})
    for name in ("digits", "other", "third"):
        same(read_digits(next(tmp_path.glob(f"{name}*"))), name)


@pytest.mark.parametrize(("m", "official_train"), [(70_000, 60_000), (69_999, None)])
def test_mat_of_70_000_digits_has_the_official_split(tmp_path, here, m, official_train):
    path = tmp_path / "m.mat"
    path.write_bytes(mat(np.full((4, m), 7, np.uint8), (np.arange(m) % 10.0)[None]))
    digits = read_digits(path)
    assert digits.official_train == official_train
    assert digits.image_shape == (2, 2)


def changed(array: np.ndarray, value) -> np.ndarray:
    array = array.astype(type(value))
    array[0, 1] = value
    return array


@pytest.mark.parametrize(
    ("data", "label", "because"),
    [
        (changed(PIXELS.T, np.nan), LABELS[None], "pixels that are NaN or infinite"),
        (changed(PIXELS.T, np.inf), LABELS[None], "pixels that are NaN or infinite"),
        (changed(PIXELS.T, -np.inf), LABELS[None], "pixels that are NaN or infinite"),
        (changed(PIXELS.T, 256), LABELS[None], r"pixels from \d+ to 256 do not tell.*--pixel-max"),
        (changed(PIXELS.T, -1), LABELS[None], r"pixels from -1 to \d+ do not tell"),
        (changed(PIXELS.T, 1j), LABELS[None], "pixels that are numbers"),
        (0 * PIXELS.T, LABELS[None], "pixels from 0 to 0 do not tell"),
        (PIXELS.T, changed(LABELS[None], 10), "labels 1 to 10: is 10 your 0.*--zero 10"),
        (
            PIXELS.T,
            changed(LABELS[None], 11),
            "labels that are whole numbers 0 to 9, and has 1 to 11",
        ),
        (PIXELS.T, changed(LABELS[None], -1), "labels that are"),
        (PIXELS.T, changed(LABELS[None], 1.5), "labels that are"),
        (PIXELS.T, changed(LABELS[None], np.nan), "labels that are"),
        (PIXELS.T, np.full((1, 7), 3), "the digit 3 only"),
        (PIXELS[:1].T, LABELS[None, :1], "one array of pictures"),
        (PIXELS.T, LABELS[None, :6], "6 labels for pictures of shape .9, 7."),
        (PIXELS.T[:8], LABELS[None], "8 pixels per image, which is not a square"),
        (PIXELS.T[:, :7] + 0, np.arange(9.0)[None] % 7, "9 axis|is not known|not a square"),
        (np.zeros((7, 7)), LABELS[None], "which axis counts the pictures is not known"),
        (PIXELS.T[:, :0], LABELS[None, :0], "one array of pictures and one of labels, and holds"),
        (PIXELS.T[:0], LABELS[None], "holds no digits|one array of pictures"),
        (None, LABELS[None], r"one array of pictures and one of labels, and holds label \(1, 7\)"),
        (PIXELS.T, None, r"one of labels, and holds data \(9, 7\)"),
        (PIXELS.T.astype(object), LABELS[None], "one array of pictures"),
        (np.array([["ab", "cd"]]), LABELS[None, :2], "one array of pictures"),
    ],
)
def test_mat_that_is_no_digits(tmp_path, here, data, label, because):
    path = tmp_path / "bad.mat"
    path.write_bytes(mat(data, label))
    refused(path, because)


LEVELS = np.arange(63, dtype=float).reshape(9, 7) / 62  # 0 to 1: pixels (n, m) of every strength


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("largest", [1, 16, 255])
def test_pixels_of_another_size_are_scaled(tmp_path, here, largest, dtype):
    data = LEVELS * largest if dtype in (np.float32, np.float64) else (LEVELS * largest).round()
    write(tmp_path, **{"d.mat": mat(data.astype(dtype))})
    digits = read_digits(tmp_path / "d.mat")
    assert digits.pixel_max == largest
    right = [[round(255 * float(v) / largest) for v in row] for row in data.astype(dtype).T]
    np.testing.assert_array_equal(digits.images, right)


def test_the_scale_is_found_from_all_pictures_together(tmp_path, here):
    pale = PIXELS.T.copy()
    pale[:, 1:] = pale[:, 1:] > 128  # all but the first picture look binary
    write(tmp_path, **{"d.mat": mat(pale)})
    np.testing.assert_array_equal(read_digits(tmp_path / "d.mat").images, pale.T)


def test_a_scale_in_doubt_is_asked_for(tmp_path, here):
    path = tmp_path / "d.mat"
    large = np.zeros((289, 7))  # 17 x 17: no longer a small picture
    large[0] = 10
    path.write_bytes(mat(large))
    refused(path, "pixels from 0 to 10 do not tell which value is full ink.*--pixel-max")
    assert read_digits(path, pixel_max=20).images.max() == 128
    refused_with = pytest.raises(DataError, match=r"has a pixel of 10, above 9\.5; give a larger")
    with refused_with:
        read_digits(path, pixel_max=9.5)
    path.write_bytes(mat(PIXELS.T.astype(np.uint16) * 257))
    refused(path, "do not tell")
    digits = read_digits(path, pixel_max=65535)
    np.testing.assert_array_equal(digits.images, PIXELS)
    assert digits.pixel_max == 65535


def test_load_digits_of_scikit_learn_trains(tmp_path, here):
    bunch = sklearn.datasets.load_digits()
    write(tmp_path, **{"d.mat": mat(bunch.data.T, bunch.target[None])})
    digits = read_digits(tmp_path / "d.mat")
    np.testing.assert_array_equal(digits.images, np.rint(bunch.data / 16 * 255))
    assert (digits.pixel_max, digits.image_shape) == (16, (8, 8))


def test_mat_without_arrays_of_numbers(tmp_path, here):
    path = tmp_path / "text.mat"
    path.write_bytes(mat(None, None))
    refused(path, "holds no arrays of numbers; give another file")


def test_mat_with_a_variable_twice(tmp_path, here):
    path = tmp_path / "twice.mat"
    path.write_bytes(mat() + mat()[128:])
    refused(path, "each variable once")


def test_broken_mat_through_the_child(tmp_path):
    path = tmp_path / "bad.mat"
    path.write_bytes(mat().replace(struct.pack("=2i", 9, 7), struct.pack("=2i", 9, 8)))
    refused(path, "is broken")
    path.write_bytes(mat(label=LABELS[None, :6] + 0.5))
    refused(path, "6 labels for pictures of shape")
    path.write_bytes(mat(label=None))
    refused(path, "one array of pictures and one of labels")


def test_crash_of_the_child_is_a_broken_file(tmp_path, monkeypatch):
    path = tmp_path / "evil.mat"
    path.write_bytes(mat())
    monkeypatch.setattr(apart, "CHILD", "import os; os._exit(77)")
    refused(path, "crashed .* status 77")
    monkeypatch.setattr(apart, "CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "TIMEOUT", 0.2)
    refused(path, "to read, so it is broken")


def test_other_matlab_versions(tmp_path):
    path = tmp_path / "v.mat"
    path.write_bytes(matlab_73())
    same(read_digits(path), "v")
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(600))
    refused(path, "is broken")
    file = BytesIO()
    scipy.io.savemat(file, {"data": PIXELS.T, "label": LABELS}, format="4")
    path.write_bytes(file.getvalue())
    same(read_digits(path), "v")


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (PIXELS, LABELS[None]),
        (PIXELS, LABELS[:, None]),
        (PIXELS.T, LABELS[:, None]),
        (PIXELS.reshape(7, 3, 3), LABELS[None]),
        (PIXELS.T.reshape(3, 3, 7), LABELS[None]),
        (np.repeat(PIXELS.T.reshape(3, 3, 1, 7), 3, axis=2), LABELS[:, None]),
        (scipy.sparse.csc_array(PIXELS.T.astype(float)), LABELS[None]),
    ],
)
def test_which_axis_counts_the_pictures_follows_from_the_labels(tmp_path, here, data, label):
    path = tmp_path / "d.mat"
    path.write_bytes(mat(data, label))
    same(read_digits(path), "d")


# .zip


def test_zip(tmp_path, here):
    path = tmp_path / "seven.mat.zip"
    extras = {"__MACOSX/._digits.mat": b"finder", "README": b"text"}
    for name in ("digits.mat", "folder/digits.mat"):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
            path.write_bytes(zipped(mat(), name, method, **extras))
            same(read_digits(path), "seven")


def test_zip_through_the_child(tmp_path):
    path = tmp_path / "seven.zip"
    path.write_bytes(zipped(mat(do_compression=True)))
    same(read_digits(path), "seven")


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (zipped(b"hello"), "is not a file of digits"),
        (zipped(mat(np.zeros((784, 3000), np.uint8))), "no pictures do"),
        (zipped(mat(label=LABELS[None] + 1)), "labels 1 to 10"),
        (zipped(mat(), method=zipfile.ZIP_STORED).replace(PIXELS[3].tobytes(), bytes(9)), "CRC"),
        (zipped(mat())[:-30], "is broken"),
    ],
    # Not the bytes, in which is the time: workers would name the tests differently.
    ids=["text", "swollen", "labels", "changed", "cut"],
)
def test_zip_that_is_no_digits(tmp_path, here, content, because):
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    refused(path, because)


def test_encrypted_zip(tmp_path):
    content = bytearray(zipped(mat()))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    path = tmp_path / "secret.zip"
    path.write_bytes(content)
    refused(path, "encrypted")


# IDX


@pytest.mark.parametrize(
    ("images", "labels", "name"),
    [
        ("my-images-idx3-ubyte", "my-labels-idx1-ubyte", "my-images-idx3-ubyte"),
        ("my-images.idx3-ubyte", "my-labels.idx1-ubyte", "my-images"),
        ("my.idx3-ubyte", "my.idx1-ubyte", "my"),
    ],
)
@pytest.mark.parametrize("images_suffix", ["", ".gz"])
@pytest.mark.parametrize("labels_suffix", ["", ".gz"])
def test_idx_pair(tmp_path, images, labels, name, images_suffix, labels_suffix):
    pack = {"": bytes, ".gz": gzip.compress}
    path = tmp_path / (images + images_suffix)
    path.write_bytes(pack[images_suffix](IMAGES_IDX))
    (tmp_path / (labels + labels_suffix)).write_bytes(pack[labels_suffix](LABELS_IDX))
    same(read_digits(path), name)


def test_gzip_goes_by_content_not_by_name(tmp_path):
    write(
        tmp_path,
        **{"a-images-idx3-ubyte.gz": IMAGES_IDX, "a-labels-idx1-ubyte": gzip.compress(LABELS_IDX)},
    )
    same(read_digits(tmp_path / "a-images-idx3-ubyte.gz"), "a-images-idx3-ubyte")


@given(m=st.integers(2, 40), rows=st.integers(1, 9), columns=st.integers(1, 9), seed=st.integers(0))
def test_idx_of_any_shape(tmp_path_factory, m, rows, columns, seed):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (m, rows, columns))
    images[0, 0, 0] = 255  # else all could be so pale that the scale would be another
    labels = np.r_[3, 8, rng.integers(0, 10, m - 2)]
    digits = read_digits(pair(tmp_path_factory.mktemp("idx"), idx(images), idx(labels)))
    np.testing.assert_array_equal(digits.images.reshape(m, rows, columns), images)
    np.testing.assert_array_equal(digits.labels, labels)
    assert digits.image_shape == (rows, columns)


HUGE = 2**32 - 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("images", "because"),
    [
        (IMAGES_IDX[:-1], "must have 79 bytes|unpack to 79 bytes"),
        (IMAGES_IDX + b"\0", "must have 79 bytes|unpack to 79 bytes"),
        (IMAGES_IDX[:15], "ends before its 3 sizes"),
        (IMAGES_IDX[:3], "start with '00000803'|not a file of digits|starts with"),
        (LABELS_IDX, "starts with '00000801'"),
        (b"\0\0\x0d\x03" + IMAGES_IDX[4:], "must have 268 bytes|unpack to 268 bytes"),
        (idx_header(HUGE, HUGE, HUGE), "bytes, not 16|no pictures do"),
        (idx_header(HUGE, 28, 28) + bytes(99), "bytes, not 115|no pictures do"),
        (idx_header(0, 28, 28), "holds no digits"),
    ],
)
def test_images_that_are_broken(tmp_path, pack, images, because):
    labels = idx_header(0) if "no digits" in because else LABELS_IDX
    refused(pair(tmp_path, pack(images), labels), because)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("labels", "because"),
    [
        (LABELS_IDX[:-1], "must have 15 bytes|unpack to 15 bytes"),
        (LABELS_IDX + b"\0", "must have 15 bytes|unpack to 15 bytes"),
        (idx(LABELS[:6]), "6 labels for 7 images"),
        (idx_header(HUGE), "4,294,967,295 labels for 7 images"),
        (IMAGES_IDX, "starts with '00000803'"),
        (b"", "is empty|starts with ''"),
    ],
)
def test_labels_that_are_broken(tmp_path, pack, labels, because):
    path = pair(tmp_path, labels=pack(labels))
    refused(path, because, named=tmp_path / "my-labels-idx1-ubyte")


@pytest.mark.parametrize(
    ("labels", "because"),
    [([3, 1, 4, 1, 5, 10, 2], "labels 1 to 10: is 10 your 0"), ([4] * 7, "digit 4 only")],
)
def test_idx_labels_that_are_no_digits(tmp_path, labels, because):
    refused(pair(tmp_path, labels=idx(np.array(labels))), because)


def test_labels_in_order_may_shrink_a_thousandfold(tmp_path):
    labels = np.repeat(np.arange(10), 200_000)
    images = np.random.default_rng(1).integers(0, 256, (len(labels), 1, 1))
    digits = read_digits(pair(tmp_path, idx(images), gzip.compress(idx(labels))))
    np.testing.assert_array_equal(digits.labels, labels)


def test_labels_file_must_be_there(tmp_path):
    path = pair(tmp_path)
    (tmp_path / "my-labels-idx1-ubyte").unlink()
    refused(path, "needs its labels beside it")
    nameless = tmp_path / "digits"
    nameless.write_bytes(IMAGES_IDX)
    refused(nameless, "needs its labels beside it")


# A folder


@pytest.mark.parametrize("packed", [(), (0, 3), (0, 1, 2, 3)])
def test_folder(tmp_path, packed):
    four_files(tmp_path)
    for name in (FOLDER_FILES[i] for i in packed):
        plain = tmp_path / name
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    digits = read_digits(tmp_path)
    pixels, labels = np.r_[PIXELS, PIXELS[:2]], np.r_[LABELS, LABELS[:2]]
    same(digits, tmp_path.name, official_train=7, pixels=pixels, labels=labels)


def test_folder_has_a_name_even_as_a_dot(tmp_path, monkeypatch):
    four_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert read_digits(Path()).name == tmp_path.name


def test_folder_that_lacks_files(tmp_path):
    refused(tmp_path, "holds no files")
    four_files(tmp_path)
    (tmp_path / FOLDER_FILES[1]).unlink()
    (tmp_path / FOLDER_FILES[1]).mkdir()
    refused(tmp_path, "one file of training images and one of their labels")


def test_folder_that_does_not_fit_together(tmp_path):
    four_files(tmp_path, t10k_images_idx3=idx(PIXELS[:2, :6].reshape(2, 3, 2)))
    refused(tmp_path, "images of different sizes")
    four_files(tmp_path, t10k_labels_idx1=idx(LABELS[:3]))
    refused(tmp_path, "3 labels for 2 images", named=tmp_path / FOLDER_FILES[3])
    four_files(tmp_path, train_images_idx3=IMAGES_IDX[:-1])
    refused(tmp_path, "must have 79 bytes", named=tmp_path / FOLDER_FILES[0])


# No data at all


def test_path_may_be_text(tmp_path):
    same(read_digits(str(pair(tmp_path))), "my-images-idx3-ubyte")
    with pytest.raises(DataError, match="there is no such file or folder"):
        read_digits("none.mat")


def test_path_that_is_no_file(tmp_path):
    refused(tmp_path / "none.mat", "there is no such file or folder")
    file = tmp_path / "file"
    file.write_bytes(b"")
    refused(file, "is empty")
    refused(tmp_path / "file" / "none.mat", "there is no such file")
    refused(tmp_path / ("x" * 5000), "name too long|no such file")
    refused(tmp_path / "a\0b", "no such file|is broken")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        refused(tmp_path / "pipe", "neither a file nor a folder")


def test_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = pair(tmp_path)

    def denied(*_args, **_options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", denied)  # root may read everything, so no chmod
    refused(path, "cannot be read: Permission denied; check")


@pytest.mark.parametrize("content", [b"PK\x05\x06" + bytes(18), bytes(range(9, 250))])
def test_file_of_another_format(tmp_path, content):
    path = tmp_path / "digits.mat"
    path.write_bytes(content)
    refused(path, "is not a file of digits")


# The real thing


@pytest.mark.mnist
def test_real_mnist(mnist_folder):
    original, official = read_digits(mnist_folder / "mnist-original.mat"), read_digits(mnist_folder)
    assert original.name == "mnist-original"
    for digits in (original, official):
        assert digits.images.shape == (70_000, 784)
        assert digits.images.flags.c_contiguous
        assert digits.image_shape == (28, 28)
        assert digits.official_train == 60_000

    def count(digits, rows):
        table = np.column_stack([digits.labels[rows], digits.images[rows]])
        return Counter(row.tobytes() for row in table)

    for rows in (slice(60_000), slice(60_000, None)):
        assert count(original, rows) == count(official, rows)
