"""model.npz: trained models in a file that is either whole or refused.

An uncompressed .npz without pickles. `MEMBERS` is the whole format, with `FILTERS` beside it where
the models read responses of filters and not pixels; `digest` is the SHA-256 of the other members.
It contains no times: the same training gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import logreg_edu
from logreg_edu.app.called import suggest
from logreg_edu.app.errors import ModelFileError
from logreg_edu.app.files import replacing
from logreg_edu.digits import pixels_to_examples
from logreg_edu.features import CELLS, SIDE, WINDOW, Filters, deskew
from logreg_edu.one_vs_all import Models

FORMAT = 1
# name: (dtype, number of dimensions)
MEMBERS: dict[str, tuple[np.dtype[Any], int]] = {
    "W": (np.dtype("<f4"), 2),  # (n, K)
    "b": (np.dtype("<f4"), 1),  # (K,)
    "classes": (np.dtype("u1"), 1),  # (K,) the digit that each model is for
    "image_shape": (np.dtype("<u4"), 1),  # rows, columns; their product is n
    "fingerprints": (np.dtype("<u4"), 1),  # of training digits, see `fingerprints`
    "header": (np.dtype("u1"), 1),  # UTF-8 JSON: format, library version, report
    "digest": (np.dtype("u1"), 1),  # (32,)
}
# `logreg_edu.features.Filters`; the models then have n = 16 K weights, of features as they are.
FILTERS: dict[str, tuple[np.dtype[Any], int]] = {
    "filters_W": (np.dtype("<f4"), 2),  # (49, K)
    "filters_b": (np.dtype("<f4"), 1),  # (K,)
    "filters_absolute": (np.dtype("<u4"), 1),  # (1,) how many are random
}


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds.

    Attributes:
        models: W (n, K) and b (K,), float32.
        classes: (K,) the digit that each model is for: 0 to 9, or one of them.
        image_shape: (rows, columns) of the pictures it was trained on.
        fingerprints: of training digits, sorted; `overlap` compares others with them.
        report: how it was trained and how good it is, without times.
        filters: what the models read of deskewed pictures, or None where they read pixels.
    """

    models: Models
    classes: NDArray[np.uint8]
    image_shape: tuple[int, int]
    fingerprints: NDArray[np.uint32]
    report: dict[str, Any]
    filters: Filters | None = None


def examples(images: NDArray[np.uint8], filters: Filters | None) -> NDArray[np.float32]:
    """X (m, n), what models read of images (m, rows * columns): responses of filters, or pixels."""
    X = pixels_to_examples(images)
    return X if filters is None else filters(deskew(X))


def fingerprints(images: NDArray[np.uint8], most: int = 4096) -> NDArray[np.uint32]:
    """Record digits so that they are recognised later: the smallest of their 32-bit hashes.

    A few thousand are enough to notice that a model is tested on what it was trained on, and take
    16 kB, where the digits themselves would take megabytes.
    """
    hashes = (hashlib.blake2b(image, digest_size=4).digest() for image in images)
    return np.unique(np.frombuffer(b"".join(hashes), np.uint32))[:most]


def overlap(images: NDArray[np.uint8], known: NDArray[np.uint32]) -> float:
    """Estimate which share of these digits the model was trained on.

    Args:
        images: (m, n) digits.
        known: the fingerprints of a model file.

    Returns:
        0 to 1: of the digits whose hash is small enough to be recorded, the share that was.
    """
    asked = fingerprints(images, most=len(images))
    asked = asked[asked <= known[-1]] if len(known) else asked[:0]
    return float(np.isin(asked, known).mean()) if len(asked) else 0.0


def save_model(path: Path, model: ModelFile) -> None:
    """Write a model file: first beside the target, then in its place.

    Args:
        path: the file to write or to replace.
        model: what to write.

    Raises:
        OSError: the folder cannot be written to, or the disk is full; an older file stays.
    """
    header = {
        "format": FORMAT,
        "library": f"logreg_edu {logreg_edu.__version__}",
        "report": model.report,
    }
    arrays: dict[str, Any] = {
        "W": model.models.W,
        "b": model.models.b,
        "classes": model.classes,
        "image_shape": model.image_shape,
        "fingerprints": model.fingerprints,
        "header": np.frombuffer(json.dumps(header, allow_nan=False).encode(), np.uint8),
    }
    if model.filters is not None:
        W, b, absolute = model.filters
        arrays |= {"filters_W": W, "filters_b": b, "filters_absolute": [absolute]}
    types = MEMBERS | FILTERS
    arrays = {name: np.ascontiguousarray(a, types[name][0]) for name, a in arrays.items()}
    arrays["digest"] = _digest(arrays)
    # In memory first: if the disk is full, zipfile hides that behind a ValueError.
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    with replacing(path) as temporary:
        temporary.write_bytes(content.getbuffer())


def load_model(path: Path) -> ModelFile:
    """Read a model file, and trust nothing in it before it is checked.

    Args:
        path: a file that `save_model` wrote.

    Returns:
        The models and their report.

    Raises:
        ModelFileError: missing, truncated, altered, of another format or version.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{path}: {error.strerror}") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # NumPy's, about headers that nobody writes any more
            arrays = _read_members(content)
        header = json.loads(arrays["header"].tobytes())
        if not (isinstance(header, dict) and isinstance(header.get("report"), dict)):
            raise ValueError("its header has no report")
    except Exception as error:  # zipfile, json and NumPy's header reader raise errors of many types
        why = " ".join(str(error).split()) or type(error).__name__
        raise ModelFileError(
            f"{path}: is not a whole model file ({why}); train one with `{suggest('train')}`"
        ) from error
    if header.get("format") != FORMAT:
        raise ModelFileError(
            f"{path}: has format {header.get('format')!r}, of {header.get('library')!r}; this is"
            f" logreg_edu {logreg_edu.__version__}, which reads format {FORMAT}"
        )
    return ModelFile(
        models=Models(arrays["W"], arrays["b"]),
        classes=arrays["classes"],
        image_shape=tuple(arrays["image_shape"].tolist()),
        fingerprints=arrays["fingerprints"],
        report=header["report"],
        filters=_filters(arrays),
    )


def _filters(arrays: dict[str, np.ndarray]) -> Filters | None:
    if "filters_W" not in arrays:
        return None
    absolute = int(arrays["filters_absolute"][0])
    return Filters(arrays["filters_W"], arrays["filters_b"], absolute)


def _digest(arrays: dict[str, np.ndarray]) -> NDArray[np.uint8]:
    """SHA-256 of all members but the digest: names, shapes and bytes. (32,) uint8."""
    sha256 = hashlib.sha256()
    for name in MEMBERS | FILTERS:
        if name in arrays and name != "digest":
            sha256.update(f"{name} {arrays[name].shape}\n".encode())
            sha256.update(arrays[name].tobytes())
    return np.frombuffer(sha256.digest(), np.uint8)


def _read_members(content: bytes) -> dict[str, np.ndarray]:
    """Unpack exactly `MEMBERS`, or these and `FILTERS`, and check that they belong together."""
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(archive.namelist())
        members = MEMBERS | FILTERS if "filters_W.npy" in names else MEMBERS
        if names != sorted(f"{name}.npy" for name in members):
            raise ValueError("its members are not those of a model")
        for name, (dtype, dimensions) in members.items():
            info = archive.getinfo(f"{name}.npy")
            if info.compress_type != zipfile.ZIP_STORED or info.file_size > len(content):
                raise ValueError(f"{name} claims more bytes than there are")
            member = io.BytesIO(archive.read(info))  # checks the CRC
            array = np.lib.format.read_array(member, allow_pickle=False)
            if (array.dtype, array.ndim, array.flags.c_contiguous) != (dtype, dimensions, True):
                raise ValueError(f"{name} has type {array.dtype}, shape {array.shape}")
            arrays[name] = array
    n, K = arrays["W"].shape
    if not (
        np.array_equal(arrays["digest"], _digest(arrays))
        and arrays["b"].shape == arrays["classes"].shape == (K,)
        and len(set(range(10)).intersection(arrays["classes"].tolist())) == K > 0
        and arrays["image_shape"].shape == (2,)
        and (math.prod(arrays["image_shape"].tolist()) == n or "filters_W" in arrays)
        and np.isfinite(arrays["W"]).all()
        and np.isfinite(arrays["b"]).all()
    ):
        raise ValueError("its members do not belong together")
    if "filters_W" in arrays:
        _check_filters(arrays)
    return arrays


def _check_filters(arrays: dict[str, np.ndarray]) -> None:
    """Check that filters fit each other, the pictures and the models."""
    K = len(arrays["filters_b"])
    if not (
        arrays["filters_W"].shape == (WINDOW * WINDOW, K)
        and arrays["filters_absolute"].shape == (1,)
        and arrays["filters_absolute"][0] <= K
        and np.isfinite(arrays["filters_W"]).all()
        and np.isfinite(arrays["filters_b"]).all()
    ):
        raise ValueError("its filters do not belong together")
    if arrays["image_shape"].tolist() != [SIDE, SIDE]:
        raise ValueError(f"its filters are for pictures of {SIDE} x {SIDE} pixels")
    if len(arrays["W"]) != CELLS * CELLS * K:
        n = len(arrays["W"])
        raise ValueError(f"its models are for {n} features, its filters give {CELLS * CELLS * K}")
