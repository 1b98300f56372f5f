"""What the playground takes from Python: written into its pages when the site is built."""

from __future__ import annotations

import base64
import json

import numpy as np
from numpy.typing import NDArray

from logreg_edu import one_vs_all_score, pixels_to_examples, pretrained
from logreg_edu.app.datasets import load
from logreg_edu.app.prediction import LEAST_CONFIDENCE, REJECTED, RIGHT_OF_REJECTED
from logreg_edu.digits import Digits

RIGHT_EACH = 9  # per class: digits that the shipped models get right
WRONG_EACH = 1  # and digits that they get wrong
BOWL_EACH = 50  # zeros, and as many ones


def models() -> str:
    """The shipped models: float32, little-endian, W one model after the other, then b.

    As attributes, below which confidence an answer is rejected and how often that happens.
    """
    W, b = pretrained()
    numbers = np.concatenate([W.T.ravel(), b]).astype("<f4")
    rejects = (
        f' data-least-confidence="{LEAST_CONFIDENCE}" data-rejected="{REJECTED:.1%}"'
        f' data-right-of-rejected="{RIGHT_OF_REJECTED:.0%}"'
    )
    return _hidden("playground-models", _text(numbers.tobytes()), rejects)


def digits() -> str:
    """A hundred digits of the sample: labels as an attribute, pixels one after the other."""
    chosen = choose_digits()
    labels = "".join(map(str, chosen.labels))
    return _hidden("playground-digits", _text(chosen.images.tobytes()), f' data-labels="{labels}"')


def choose_digits() -> Digits:
    """Ten of each digit, drawn at random: the shipped models get nine right and one wrong."""
    sample = load("sample")
    read = one_vs_all_score(pixels_to_examples(sample.images), pretrained())[0]
    rng = np.random.default_rng(0)
    rows: list[int] = []
    for k in range(10):
        ours = sample.labels == k
        right = rng.choice(np.flatnonzero(ours & (read == k)), RIGHT_EACH, replace=False)
        wrong = rng.choice(np.flatnonzero(ours & (read != k)), WRONG_EACH, replace=False)
        rows += [*sorted(right.tolist()), *wrong.tolist()]
    return Digits(sample.images[rows], sample.labels[rows], "sample", sample.image_shape)


def bowl() -> str:
    """Zeros and ones of the sample, each with its ink, for two parameters: w and b."""
    ink, is_zero = zeros_and_ones()
    content = json.dumps({"ink": ink.tolist(), "is_zero": is_zero.tolist()}, separators=(",", ":"))
    return _hidden("playground-bowl", content)


def zeros_and_ones() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ink of some zeros and ones, and which of them are zeros.

    Returns:
        (ink, is_zero): (m,) sums of the pixels 0-255, and (m,) labels 0 or 1.
    """
    sample = load("sample")
    rows = [row for k in (0, 1) for row in np.flatnonzero(sample.labels == k)[:BOWL_EACH]]
    return sample.images[rows].sum(axis=1, dtype=np.int64), (sample.labels[rows] == 0).astype(int)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _hidden(name: str, content: str, attributes: str = "") -> str:
    return f'<div id="{name}" hidden data-search-exclude=""{attributes}>{content}</div>'
