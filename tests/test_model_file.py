from __future__ import annotations

import dataclasses
import struct
import warnings
import zipfile

import numpy as np
import pytest

from logreg_edu.app.errors import ModelFileError
from logreg_edu.app.model_file import ModelFile, fingerprints, load_model, overlap, save_model
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


def same(a: ModelFile, b: ModelFile) -> bool:
    return (
        np.array_equal(a.models.W, b.models.W)
        and np.array_equal(a.models.b, b.models.b)
        and np.array_equal(a.classes, b.classes)
        and a.image_shape == b.image_shape
        and np.array_equal(a.fingerprints, b.fingerprints)
        and a.report == b.report
    )


def test_what_is_saved_is_what_is_loaded(tmp_path):
    model = small_model()
    save_model(tmp_path / "model.npz", model)
    assert same(load_model(tmp_path / "model.npz"), model)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    save_model(tmp_path / "a.npz", small_model())
    save_model(tmp_path / "b.npz", small_model())
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


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
