from __future__ import annotations

import dataclasses
import struct
import warnings
import zipfile

import numpy as np
import pytest

from logreg_edu.app.errors import ModelFileError
from logreg_edu.app.model_file import (
    FILTERS,
    ModelFile,
    examples,
    fingerprints,
    load_model,
    overlap,
    save_model,
)
from logreg_edu.features import Filters, deskew
from logreg_edu.one_vs_all import Models


def small_model(n: int = 6, K: int = 3) -> ModelFile:
    rng = np.random.default_rng(5)
    return ModelFile(
        models=Models(
            rng.normal(size=(n, K)).astype(np.float32), rng.normal(size=K).astype(np.float32)
        ),
        classes=np.arange(K, dtype=np.uint8),
        image_shape=(2, n // 2),
        fingerprints=np.array([3, 8, 2**32 - 1], dtype=np.uint32),
        report={"data": "made up", "accuracy": 0.5},
    )


def model_of_filters(K: int = 6, absolute: int = 2, **changes) -> ModelFile:
    """Three models of K filters; `changes` are made to its parts."""
    rng = np.random.default_rng(7)
    parts = {
        "W": rng.normal(size=(49, K)).astype(np.float32),
        "b": rng.normal(size=K).astype(np.float32),
        "absolute": absolute,
    }
    model = small_model(16 * K)
    filters = Filters(**parts | {name: changes.pop(name) for name in parts if name in changes})
    return dataclasses.replace(model, **{"image_shape": (28, 28), "filters": filters} | changes)


def same(a: ModelFile, b: ModelFile) -> bool:
    filters = [
        x if x is None else [part.tolist() for part in map(np.asarray, x)]
        for x in (a.filters, b.filters)
    ]
    return (
        filters[0] == filters[1]
        and np.array_equal(a.models.W, b.models.W)
        and np.array_equal(a.models.b, b.models.b)
        and np.array_equal(a.classes, b.classes)
        and a.image_shape == b.image_shape
        and np.array_equal(a.fingerprints, b.fingerprints)
        and a.report == b.report
    )


@pytest.mark.parametrize("make", [small_model, model_of_filters])
def test_what_is_saved_is_what_is_loaded(tmp_path, make):
    model = make()
    save_model(tmp_path / "model.npz", model)
    assert same(load_model(tmp_path / "model.npz"), model)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    save_model(tmp_path / "a.npz", small_model())
    save_model(tmp_path / "b.npz", small_model())
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"W": np.zeros((50, 6), np.float32)}, "its filters do not belong together"),
        ({"W": np.zeros((49, 5), np.float32)}, "its filters do not belong together"),
        ({"absolute": 7}, "its filters do not belong together"),
        ({"b": np.full(6, np.nan, np.float32)}, "its filters do not belong together"),
        ({"W": np.full((49, 6), np.inf, np.float32)}, "its filters do not belong together"),
        ({"image_shape": (20, 20)}, "its filters are for pictures of 28 x 28 pixels"),
        (
            {"W": np.zeros((49, 7), np.float32), "b": np.zeros(7, np.float32)},
            "its models are for 96 features, its filters give 112",
        ),
    ],
)
def test_filters_that_do_not_fit_are_refused(tmp_path, changes, why):
    save_model(tmp_path / "model.npz", model_of_filters(**changes))
    with pytest.raises(ModelFileError, match=rf"model\.npz: is not a whole model file \({why}\)"):
        load_model(tmp_path / "model.npz")


def test_a_file_with_a_part_of_the_filters_is_refused(tmp_path):
    save_model(tmp_path / "whole.npz", model_of_filters())
    with np.load(tmp_path / "whole.npz") as archive:
        for missing in FILTERS:
            np.savez(tmp_path / "part.npz", **{n: archive[n] for n in archive if n != missing})
            with pytest.raises(ModelFileError, match="its members are not those of a model"):
                load_model(tmp_path / "part.npz")


def test_what_models_of_filters_read():
    model, images = model_of_filters(), np.eye(2, 784, dtype=np.uint8) * 200
    X = examples(images, model.filters)
    np.testing.assert_array_equal(X, model.filters(deskew(images / 255)))
    assert X.shape == (2, 96)


def test_numpy_reads_it_without_pickles(tmp_path):
    save_model(tmp_path / "model.npz", small_model())
    with np.load(tmp_path / "model.npz", allow_pickle=False) as archive:
        assert archive["W"].shape == (6, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"models": Models(np.full((6, 3), np.nan, np.float32), np.zeros(3, np.float32))},
        {"models": Models(np.zeros((6, 3), np.float32), np.zeros(4, np.float32))},
        {"models": Models(np.zeros((7, 3), np.float32), np.zeros(3, np.float32))},
        {"classes": np.zeros(2, np.uint8)},
        {"image_shape": (5, 5)},
    ],
)
def test_parts_that_do_not_belong_together_are_refused(tmp_path, change):
    save_model(tmp_path / "model.npz", dataclasses.replace(small_model(), **change))
    with pytest.raises(ModelFileError, match=r"model\.npz: is not a whole model file"):
        load_model(tmp_path / "model.npz")


def test_another_format_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("logreg_edu.app.model_file.FORMAT", 7)
    save_model(tmp_path / "model.npz", small_model())
    monkeypatch.undo()
    with pytest.raises(ModelFileError, match=r"format 7, of 'logreg_edu .* reads format 1"):
        load_model(tmp_path / "model.npz")


def test_not_a_model(tmp_path):
    (tmp_path / "text.npz").write_text("hello")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    np.savez(tmp_path / "pickle.npz", a=np.array([{}], dtype=object))
    for name in ("text.npz", "other.npz", "pickle.npz"):
        with pytest.raises(ModelFileError, match=name):
            load_model(tmp_path / name)
    with pytest.raises(ModelFileError, match="No such file"):
        load_model(tmp_path / "nowhere.npz")
    with pytest.raises(ModelFileError, match=r"[Dd]irectory|denied"):
        load_model(tmp_path)


def test_a_compressed_copy_is_refused(tmp_path):
    save_model(tmp_path / "model.npz", small_model())
    with zipfile.ZipFile(tmp_path / "model.npz") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "model.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(ModelFileError, match="claims more bytes"):
        load_model(tmp_path / "model.npz")


def test_a_header_of_long_ago_is_refused_without_a_warning(tmp_path):
    path = tmp_path / "model.npz"
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L)}\n"
    W = b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header + bytes(24)
    save_model(path, small_model(n=2))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"W.npy": W}).items():
            archive.writestr(name, content)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with pytest.raises(ModelFileError, match="additional header parsing"):
            load_model(path)
    assert said == []


def test_overlap_tells_known_digits_from_new_ones():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (9000, 16), dtype=np.uint8)
    known = fingerprints(images[:7000])
    assert len(known) == 4096 and (np.diff(known.astype(np.int64)) > 0).all()
    assert overlap(images[:7000], known) == 1
    assert overlap(images[7000:], known) == 0
    assert 0.35 < overlap(images[5000:], known) < 0.65  # half of these are known
    assert overlap(images[:10], np.array([], dtype=np.uint32)) == 0
