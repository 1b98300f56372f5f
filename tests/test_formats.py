"""Files of digits as people have them, made by the libraries that make them."""

from __future__ import annotations

import bz2
import gzip
import io
import pickle
import re
import struct
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
from PIL import Image
from scipy.io import savemat

from logreg_edu.app.datasets import load
from logreg_edu.app.errors import DataError
from logreg_edu.app.formats.apart import Blocks, pass_on, passed_on
from logreg_edu.app.formats.common import Broken
from logreg_edu.app.readers import read_digits
from tests.digit_files import MAT, tarred

M, TRAIN = 230, 170  # so that no two sizes are equal
HYPHENS = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")  # fmt: skip


@pytest.fixture(scope="module")
def real() -> tuple[np.ndarray, np.ndarray]:
    """230 real digits in random order: pictures (m, 28, 28) and labels."""
    sample = load("sample")
    rows = np.random.default_rng(3).permutation(5000)[:M]
    return sample.images[rows].reshape(M, 28, 28), sample.labels[rows]


def idx(array: np.ndarray, code: int = 8) -> bytes:
    kind = {8: ">u1", 12: ">i4"}[code]
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(kind).tobytes()


def same(digits, images, labels, train=None) -> None:
    np.testing.assert_array_equal(digits.images.reshape(images.shape), images)
    np.testing.assert_array_equal(digits.labels, labels)
    assert digits.official_train == train


def refused(path, because: str, **choices) -> None:
    with pytest.raises(DataError, match=because) as caught:
        read_digits(path, **choices)
    message = str(caught.value)
    assert message.startswith(str(path)) and "\n" not in message
    assert ";" in message or "`--" in message  # what to do


def png(image: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def shrunk(images: np.ndarray, side: int) -> np.ndarray:
    box = Image.Resampling.BOX
    return np.array([np.asarray(Image.fromarray(i).resize((side, side), box)) for i in images])


# The data sets of the page on data, one function per row: files of that form are written, and the
# pictures and the number of training digits that are to be read are returned.


def four_files(folder, names, images, labels, pack=bytes):
    folder.mkdir(exist_ok=True)
    parts = (images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])
    for name, part in zip(names, parts, strict=True):
        (folder / name).write_bytes(pack(idx(part, 12 if "-int" in name else 8)))


def mnist(folder, images, labels):
    four_files(folder, [f"{name}.gz" for name in HYPHENS], images, labels, gzip.compress)
    return images, TRAIN


def mnist_at_kaggle(folder, images, labels):
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        parts = (images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])
        for name, part in zip(HYPHENS, parts, strict=True):
            archive.writestr(f"{name}/{name}".replace("-idx", ".idx"), idx(part))
    return images, TRAIN


def mnist_of_keras(folder, images, labels):
    np.savez_compressed(
        folder / "mnist.npz", x_train=images[:TRAIN], y_train=labels[:TRAIN],
        x_test=images[TRAIN:], y_test=labels[TRAIN:],
    )  # fmt: skip
    return images, TRAIN


def mnist_at_openml(folder, images, labels):
    pytest.importorskip("arff")
    content = "@RELATION mnist_784\n" + "".join(f"@ATTRIBUTE pixel{j} real\n" for j in range(784))
    content += "@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}\n@DATA\n"
    for row, label in zip(images.reshape(M, 784), labels, strict=True):
        content += ",".join(map(str, row)) + f",{label}\n"
    (folder / "mnist_784.arff").write_text(content)
    return images, None


def mnist_at_hugging_face(folder, images, labels):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    cells = [{"bytes": png(image), "path": None} for image in images]
    for part, rows in (("train", slice(TRAIN)), ("test", slice(TRAIN, M))):
        table = {"image": cells[rows], "label": labels[rows].tolist()}
        pq.write_table(pa.table(table), folder / f"{part}-00000-of-00001.parquet")
    return images, TRAIN


def mnist_original(folder, images, labels):
    savemat(
        folder / "mnist-original.mat", {"data": images.reshape(M, 784).T, "label": labels * 1.0}
    )
    return images, None


def digit_recognizer(folder, images, labels):
    head = "label," + ",".join(f"pixel{j}" for j in range(784))
    table = np.column_stack([labels, images.reshape(M, 784)])
    np.savetxt(folder / "train.csv", table, "%d", ",", header=head, comments="")
    return images, None


def ex3data1(folder, images, labels):
    X = shrunk(images, 20) / 255
    X[0, 0, :2] = -0.1, 1.1
    columns = X.transpose(0, 2, 1).reshape(M, 400)
    ten = np.where(labels == 0, 10, labels)[:, None]
    savemat(folder / "ex3data1.mat", {"X": columns, "y": ten})
    return np.clip(np.rint(X.astype(np.float32) * 255), 0, 255), None


def emnist(folder, images, labels):
    def part(rows):
        flat = images[rows].transpose(0, 2, 1).reshape(-1, 784)
        return {"images": flat, "labels": labels[rows, None], "writers": labels[rows, None] + 99}

    parts = {"train": part(slice(TRAIN)), "test": part(slice(TRAIN, M))}
    savemat(folder / "emnist-digits.mat", {"dataset": parts | {"mapping": np.eye(10)}})
    return images, TRAIN


def emnist_idx(folder, images, labels):
    names = ["emnist-digits-" + name.replace("t10k", "test") + ".gz" for name in HYPHENS]
    four_files(folder, names, images.transpose(0, 2, 1), labels, gzip.compress)
    return images, TRAIN


def qmnist(folder, images, labels):
    names = [f"qmnist-{name}".replace("t10k", "test") for name in HYPHENS]
    names = [name.replace("labels-idx1-ubyte", "labels-idx2-int") for name in names]
    columns = np.column_stack([labels, np.arange(M * 7).reshape(M, 7)])
    four_files(folder, names, images, columns)
    return images, TRAIN


def kmnist(folder, images, labels):
    for part, rows in (("train", slice(TRAIN)), ("test", slice(TRAIN, M))):
        np.savez(folder / f"kmnist-{part}-imgs.npz", images[rows])
        np.savez(folder / f"kmnist-{part}-labels.npz", labels[rows])
    return images, TRAIN


def usps(folder, images, labels):
    h5py = pytest.importorskip("h5py")
    small = shrunk(images, 16)
    with h5py.File(folder / "usps.h5", "w") as file:
        for part, rows in (("train", slice(TRAIN)), ("test", slice(TRAIN, M))):
            group = file.create_group(part)
            group["data"], group["target"] = small[rows].reshape(-1, 256) / 255, labels[rows]
    return small, TRAIN


def usps_of_libsvm(folder, images, labels):
    sklearn = pytest.importorskip("sklearn.datasets")
    small = shrunk(images, 16)
    X = small.reshape(M, 256) / 127.5 - 1
    file = io.BytesIO()
    sklearn.dump_svmlight_file(X, labels + 1.0, file, zero_based=False)
    (folder / "usps.bz2").write_bytes(bz2.compress(file.getvalue()))
    return small, None


def svhn(folder, images, labels):
    small = shrunk(images, 32)
    colour = np.repeat(small.transpose(1, 2, 0)[:, :, None], 3, axis=2)
    ten = np.where(labels, labels, 10)[:, None]
    savemat(folder / "train_32x32.mat", {"X": colour, "y": ten})
    return small, None


def optdigits(folder, images, labels):
    small = np.rint(shrunk(images, 8) / 255 * 16).astype(int)
    table = np.column_stack([small.reshape(M, 64), labels])
    np.savetxt(folder / "optdigits.tra", table, "%d", ",")
    return np.rint(small * 255 / 16), None


OPTIONS = {"usps.bz2": {"zero": 1}}
FORMS = {
    "MNIST": mnist,
    "MNIST, `archive.zip` of Kaggle": mnist_at_kaggle,
    "MNIST, `mnist.npz` of Keras": mnist_of_keras,
    "MNIST, `mnist_784.arff` of OpenML": mnist_at_openml,
    "MNIST, Parquet of Hugging Face": mnist_at_hugging_face,
    "MNIST, `mnist-original.mat`": mnist_original,
    "Digit Recognizer, `train.csv`": digit_recognizer,
    "`ex3data1.mat`": ex3data1,
    "EMNIST Digits, `.mat`": emnist,
    "EMNIST Digits, IDX": emnist_idx,
    "QMNIST": qmnist,
    "KMNIST": kmnist,
    "USPS, `usps.h5`": usps,
    "USPS, `usps.bz2` of LibSVM": usps_of_libsvm,
    "SVHN, cropped": svhn,
    "`optdigits.tra`": optdigits,
}


@pytest.mark.parametrize("row", FORMS)
def test_each_data_set_of_the_page(tmp_path, real, row):
    images, labels = real
    expected, train = FORMS[row](tmp_path, images, labels)
    files = list(tmp_path.iterdir())
    path = files[0] if len(files) == 1 else tmp_path
    same(read_digits(path, **OPTIONS.get(path.name, {})), expected, labels, train)
    if path.name in OPTIONS:
        refused(path, "has labels 1 to 10")


def test_the_page_has_a_row_for_each():
    text = (Path(__file__).parents[1] / "docs/data.md").read_text("utf-8")
    table = text.partition("## Data sets of digits")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) \|", table, re.M)
    assert rows[: len(FORMS) + 2] == ["file", "---", *FORMS]


# MATLAB


@pytest.mark.parametrize("zero", [1, 10])
def test_labels_1_to_10_are_asked_about(tmp_path, real, zero):
    images, labels = real
    stored = labels + 1 if zero == 1 else np.where(labels, labels, 10)
    savemat(tmp_path / "d.mat", {"data": images.reshape(M, 784), "label": stored})
    refused(tmp_path / "d.mat", "is 10 your 0. `--zero 10`")
    same(read_digits(tmp_path / "d.mat", zero=zero), images, labels)


def test_minus_1_to_1(tmp_path, real):
    images, labels = real
    savemat(tmp_path / "d.mat", {"data": images.reshape(M, 784) / 127.5 - 1, "label": labels})
    same(read_digits(tmp_path / "d.mat"), images, labels)


def test_not_square(tmp_path, real):
    images, labels = real
    wide = np.pad(images, ((0, 0), (0, 0), (1, 3)))
    savemat(tmp_path / "d.mat", {"data": wide.reshape(M, -1), "label": labels})
    refused(tmp_path / "d.mat", "896 pixels per image.*--shape")
    digits = read_digits(tmp_path / "d.mat", shape=(28, 32))
    same(digits, wide, labels)
    assert digits.image_shape == (28, 32)


@pytest.mark.parametrize("kept", [[3, 8], [0, 1, 2, 3, 5, 6, 7, 8, 9]])
def test_only_some_digits(tmp_path, real, kept):
    images, labels = real
    rows = np.isin(labels, kept)
    savemat(tmp_path / "d.mat", {"data": images[rows].reshape(-1, 784), "label": labels[rows]})
    same(read_digits(tmp_path / "d.mat"), images[rows], labels[rows])


def test_shares_of_ink_in_matlab_4(tmp_path, real):
    images, labels = real
    variables = {"data": images.reshape(M, 784).T / 255, "label": labels * 1.0}
    savemat(tmp_path / "d.mat", variables, format="4")
    same(read_digits(tmp_path / "d.mat"), images, labels)


@pytest.mark.parametrize(
    ("done", "because", "answer"),
    [
        (lambda a: a.transpose(0, 2, 1), "look turned.*--turn transpose", {"turn": "transpose"}),
        (lambda a: a[:, :, ::-1], "look turned.*--turn mirror", {"turn": "mirror"}),
        (lambda a: 255 - a, "look inverted.*--ink low", {"ink": "low"}),
    ],
)
def test_pictures_that_are_turned_or_inverted_are_asked_about(
    tmp_path, real, done, because, answer
):
    images, labels = real
    savemat(tmp_path / "d.mat", {"data": done(images).reshape(M, 784), "label": labels})
    refused(tmp_path / "d.mat", because)
    same(read_digits(tmp_path / "d.mat", **answer), images, labels)
    kept = {"turn": "none"} if "turn" in answer else {"ink": "high"}
    same(read_digits(tmp_path / "d.mat", **kept), done(images), labels)


def test_trainX_and_testX(tmp_path, real):
    images, labels = real
    X = images.reshape(M, 784)
    names = {"trainX": X[:TRAIN], "trainY": labels[:TRAIN], "testX": X[TRAIN:]}
    savemat(tmp_path / "d.mat", names | {"testY": labels[TRAIN:]})
    same(read_digits(tmp_path / "d.mat"), images, labels, TRAIN)


# HDF5


def test_hdf5(tmp_path, real):
    h5py = pytest.importorskip("h5py")
    images, labels = real
    with h5py.File(tmp_path / "d", "w") as file:
        for part, rows in (("train", slice(TRAIN)), ("test", slice(TRAIN, M))):
            group = file.create_group(part)
            group["data"], group["target"] = images[rows].reshape(-1, 784) / 255, labels[rows]
    same(read_digits(tmp_path / "d"), images, labels, TRAIN)


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_matlab_73(tmp_path, real, compression):
    h5py = pytest.importorskip("h5py")
    images, labels = real
    path = tmp_path / "d.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        # As MATLAB writes data (784, m) and label (1, m).
        for name, array in (("data", images.reshape(M, 784)), ("label", labels[:, None])):
            file.create_dataset(name, data=array, compression=compression)
            file[name].attrs["MATLAB_class"] = np.bytes_("uint8")
    content = path.read_bytes()
    head = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM"
    path.write_bytes(head + content[128:])
    same(read_digits(path), images, labels)


def test_hdf5_is_read_block_by_block(tmp_path):
    h5py = pytest.importorskip("h5py")
    sample, path = load("sample"), tmp_path / "digits.mat"
    images, labels = sample.images[:2300] / 255, sample.labels[:2300, None] * 1.0
    with h5py.File(path, "w") as file:
        file.create_dataset("data", data=images, chunks=(7, 13))
        file.create_dataset("label", data=labels)
        for name in file:
            file[name].attrs["MATLAB_class"] = np.bytes_("double")
    same(read_digits(path), sample.images[:2300].reshape(-1, 28, 28), sample.labels[:2300])


def test_arrays_are_passed_on_as_they_are():
    matrix = np.arange(12).reshape(3, 4)
    blocks = Blocks((3, 4), matrix.dtype, False, iter([matrix[:2], matrix[2:]]))
    columns = Blocks((4, 3), matrix.dtype, True, iter([matrix[:2], matrix[2:]]))
    arrays = {
        "by_rows": matrix,
        "by_columns": matrix.T,
        "none": np.zeros((0, 3)),
        "one": matrix[:1],
    }
    with tempfile.TemporaryFile() as file:
        pass_on({**arrays, "blocks": blocks, "columns": columns}, file)
        found = passed_on(file)
        with pytest.raises(Broken, match="does not hold"):
            pass_on({"few": Blocks((3, 4), matrix.dtype, False, [matrix[:2]])}, file)
    for name, array in {**arrays, "blocks": matrix, "columns": matrix.T}.items():
        np.testing.assert_array_equal(found[name], array, strict=True)
        assert found[name].strides == array.strides and found[name].flags.aligned


def test_octave_hdf5(tmp_path, real):
    h5py = pytest.importorskip("h5py")
    images, labels = real
    with h5py.File(tmp_path / "d", "w") as file:
        for name, array in (("X", images.reshape(M, 784)), ("y", labels[:, None])):
            group = file.create_group(name)
            group["type"], group["value"] = np.bytes_("matrix"), array.T.astype(float)
    same(read_digits(tmp_path / "d"), images, labels)


# NumPy


def test_npz_of_keras(tmp_path, real):
    images, labels = real
    np.savez_compressed(
        tmp_path / "d.npz", x_train=images[:TRAIN], y_train=labels[:TRAIN],
        x_test=images[TRAIN:], y_test=labels[TRAIN:],
    )  # fmt: skip
    same(read_digits(tmp_path / "d.npz"), images, labels, TRAIN)


def test_npy_pair(tmp_path, real):
    images, labels = real
    np.save(tmp_path / "images.npy", images)
    refused(tmp_path / "images.npy", r"needs its labels beside it.*labels\.npy")
    np.save(tmp_path / "labels.npy", labels)
    same(read_digits(tmp_path / "images.npy"), images, labels)
    same(read_digits(tmp_path), images, labels)
    content = (tmp_path / "images.npy").read_bytes()
    (tmp_path / "images.npy").write_bytes(content[:-1])
    refused(tmp_path / "images.npy", "must have")


# Text


@pytest.mark.parametrize("label_first", [True, False])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", " "])
def test_csv(tmp_path, real, label_first, header, delimiter):
    images, labels = real
    names = [f"pixel{j}" for j in range(784)]
    columns = [labels[:, None], images.reshape(M, 784)]
    table = np.column_stack(columns if label_first else columns[::-1])
    titles = ["label", *names] if label_first else [*names, "class"]
    first = delimiter.join(f'"{title}"' for title in titles) if header else ""
    np.savetxt(tmp_path / "d", table, "%d", delimiter, header=first, comments="")
    if not header:
        content = (tmp_path / "d").read_text().lstrip("\n")
        (tmp_path / "d").write_text(content)
    same(read_digits(tmp_path / "d"), images, labels)


@pytest.mark.parametrize("save", ["csv", "libsvm"])
def test_text_that_was_unpacked_and_is_still_named_gz(tmp_path, real, save):
    images, labels = real
    X, path = images.reshape(M, -1), tmp_path / "digits.gz"
    with path.open("wb") as file:
        if save == "csv":
            np.savetxt(file, np.column_stack([labels, X]), "%d", ",")
        else:
            sklearn.datasets.dump_svmlight_file(X * 1.0, labels * 1.0, file, zero_based=False)
    same(read_digits(path), images, labels)


def test_csv_without_labels(tmp_path, real):
    images, _ = real
    np.savetxt(tmp_path / "d.csv", images.reshape(M, 784), "%d", ",")
    refused(tmp_path / "d.csv", "784 columns, of which none may be the labels.*'label'")
    (tmp_path / "d.csv").write_text("1,2,3,4,5\n1,2,3,4\n")
    refused(tmp_path / "d.csv", "is no table of numbers")
    (tmp_path / "d.csv").write_text("label,pixel0,pixel1,pixel2,pixel3\n")
    refused(tmp_path / "d.csv", "holds no digits")


def test_a_packed_tar_is_read_to_its_checksum(tmp_path):
    content = bytearray(tarred(MAT))
    path = tmp_path / "d.tar.gz"
    path.write_bytes(content)
    assert len(read_digits(path).labels) == 7
    content[-8] ^= 1
    path.write_bytes(content)
    refused(path, "CRC")


@pytest.mark.parametrize("from_zero", [True, False], ids=["from 0", "from 1"])
@pytest.mark.parametrize("at", [(0, 0), (9, 0), (0, 3), (-1, -1)], ids=str)
def test_libsvm(tmp_path, real, from_zero, at):
    """Its pixels are numbered from 1 or 0; what is blank everywhere is left out."""
    sklearn = pytest.importorskip("sklearn.datasets")
    images, labels = real
    assert not images[:, 0, 0].any() and not images[:, -1, -1].any()
    images = images.copy()
    images[5, *at] = 1  # the first pixel, the last, others of the margin
    sklearn.dump_svmlight_file(
        images.reshape(M, 784) * 1.0, labels * 1.0, str(tmp_path / "d"), zero_based=from_zero
    )
    same(read_digits(tmp_path / "d"), images, labels)
    (tmp_path / "d.bz2").write_bytes(bz2.compress((tmp_path / "d").read_bytes()))
    same(read_digits(tmp_path / "d.bz2"), images, labels)


def test_arff(tmp_path, real):
    arff = pytest.importorskip("arff")
    images, labels = real
    attributes = [(f"pixel{j}", "REAL") for j in range(784)]
    table = np.column_stack([images.reshape(M, 784).astype(int), labels]).tolist()
    rows = [[*row[:-1], str(row[-1])] for row in table]
    content = arff.dumps(
        {
            "description": "digits",
            "relation": "d",
            "attributes": [*attributes, ("class", [str(k) for k in range(10)])],
            "data": rows,
        }
    )
    (tmp_path / "d.arff").write_text(content)
    same(read_digits(tmp_path / "d.arff"), images, labels)


def test_parquet(tmp_path, real):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    images, labels = real

    cells = [{"bytes": png(image), "path": None} for image in images]
    for name, rows in (("train-0.parquet", slice(TRAIN)), ("test-0.parquet", slice(TRAIN, M))):
        table = {"image": cells[rows], "label": labels[rows].tolist()}
        pq.write_table(pa.table(table), tmp_path / name)
    same(read_digits(tmp_path), images, labels, TRAIN)
    columns = {f"p{j}": images.reshape(M, 784)[:, j] for j in range(784)} | {"label": labels}
    pq.write_table(pa.table(columns), tmp_path / "columns")
    same(read_digits(tmp_path / "columns"), images, labels)


# IDX, folders, archives


@pytest.mark.parametrize(
    "names",
    [
        [n.replace("-idx", ".idx") for n in HYPHENS],
        [n.replace("t10k", "test") for n in HYPHENS],
        [f"{n} (1).gz" for n in HYPHENS],
        [f"MNIST/raw/{n}" for n in HYPHENS],
        [f"{n}/{n}" for n in HYPHENS],
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_idx_by_other_names(tmp_path, real, names, pack):
    images, labels = real
    parts = (images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        for name, part in zip(names, parts, strict=True):
            path = tmp_path / "folder" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pack(idx(part)))
            archive.write(path, name)
    with tarfile.open(tmp_path / "d.tgz", "w:gz") as tar:
        tar.add(tmp_path / "folder", "digits")
    for given in ("folder", "d.zip", "d.tgz"):
        same(read_digits(tmp_path / given), images, labels, TRAIN)


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out"])
def test_no_archive_writes_outside(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr(name, "1,2")
    refused(tmp_path / "d.zip", "a path that leads out of it")
    with tarfile.open(tmp_path / "d.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    refused(tmp_path / "d.tar", "a path that leads out of it")


def test_a_folder_of_pictures_per_digit(tmp_path, real):
    images, labels = real
    shown = []
    for i in range(40):
        folder = tmp_path / str(labels[i])
        folder.mkdir(exist_ok=True)
        Image.fromarray(images[i]).save(folder / f"{i}.png")
        shown.append(labels[i])
    (tmp_path / "3" / "broken.png").write_bytes(b"\x89PNG")
    said: list[str] = []
    digits = read_digits(tmp_path, said=said)
    assert sorted(digits.labels) == sorted(shown)
    assert digits.image_shape == (28, 28)
    assert [line for line in said if line.startswith("left out 3/broken.png: is a broken")]


# What is something else


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"<!DOCTYPE html><title>403 Forbidden</title>", r"is a web page \(403 Forbidden\)"),
        (b"\r" * 60 + b"F3", "is no table of numbers"),  # told at once
        (pickle.dumps([1, 2]), "is a pickle"),
        (gzip.compress(pickle.dumps([1, 2]), mtime=0), "is a pickle"),
        (b"# Created by Octave 8.4.0, Mon Jan 01 00:00:00 2024", "save -v7"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"\x89PNG\r\n\x1a\n", "is a picture; give a folder"),
        (b"", "is empty"),
    ],
)
def test_what_it_is_is_told(tmp_path, content, because):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(content)
    refused(tmp_path / "train-images-idx3-ubyte.gz", because)


@pytest.mark.parametrize(
    ("format", "magic"), [("h5py", b"\x89HDF\r\n\x1a\n"), ("pyarrow", b"PAR1")]
)
def test_a_missing_package_is_named(tmp_path, monkeypatch, format, magic):
    monkeypatch.setattr("logreg_edu.app.readers._installed", lambda name: False)
    (tmp_path / "d").write_bytes(magic + bytes(99))
    refused(tmp_path / "d", f"; to read it, `pip install {format}`")
