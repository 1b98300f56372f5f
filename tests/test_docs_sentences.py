"""Sentences of the chapters that no block of theirs computes, each by means of its own."""

from __future__ import annotations

import html
import json
import re

import numpy as np
import pytest

from docs.tools import pages, playground
from logreg_edu.app.datasets import load


def sentence(chapter: int, words: str) -> None:
    """The page still says so, however its lines are broken."""
    (page,) = pages.DOCS.glob(f"chapters/{chapter:02}-*.md")
    assert words in " ".join(page.read_text("utf-8").split())


def test_what_momentum_leaves_on_a_parabola():
    sentence(9, r"On a parabola with $\kappa = 165$ about a hundred-thousandth would be left")
    x, step = 1.0, 0.0
    for _ in range(200):  # the flattest direction, with the rate 1 over the steepest
        step = 0.9 * step - x / 165
        x += step
    assert x == pytest.approx(1e-5, rel=0.2)


@pytest.mark.parametrize(("share_of_yes", "gain"), [(0.8, 2), (0.5, 3)])
def test_how_many_correct_digits_a_step_of_newton_adds(share_of_yes, gain):
    sentence(13, "about doubles the number of correct digits")
    sentence(13, "In the small valley, which is symmetric, it about triples them")
    w, bottom, digits = 1.0, np.log(share_of_yes / (1 - share_of_yes)), []
    for _ in range(4):
        digits.append(-np.log10(abs(w - bottom)))
        p = 1 / (1 + np.exp(-w))
        w -= (p - share_of_yes) / (p * (1 - p))
    assert digits[-1] / digits[-2] == pytest.approx(gain, rel=0.3)


def test_the_strokes_of_the_7_that_is_moved():
    sentence(14, "Its strokes are about")
    images, _ = playground.digits_and_filters()
    ends = np.diff(np.pad(images[7].reshape(28, 28) > 127, ((0, 0), (1, 1))).astype(int))
    assert np.median(np.nonzero(ends < 0)[1] - np.nonzero(ends > 0)[1]) == 4


def test_the_best_threshold_for_the_fives():
    sentence(8, "The best accuracy is near one half")
    digits, test, models = playground.trained()
    z = digits.images[test].astype(float) / 255 @ models.W[:, 5] + models.b[5]
    p, is_5 = 1 / (1 + np.exp(-z)), digits.labels[test] == 5
    thresholds = np.linspace(0.01, 0.99, 99)
    right = [np.mean((p > threshold) == is_5) for threshold in thresholds]
    assert 0.35 < thresholds[np.argmax(right)] < 0.65


def test_one_zero_of_the_dozen_has_less_ink_than_some_ones():
    sentence(3, "One zero has less ink than some ones")
    shown = json.loads(re.search(r"\{.*\}", html.unescape(playground.a_dozen()))[0])
    ink, is_zero = (np.array(shown[name]) for name in ("ink", "is_zero"))
    assert np.sum(ink[is_zero == 1] < ink[is_zero == 0].max()) == 1


def test_where_forty_long_steps_settle():
    sentence(6, r"$9 \, (\sigma(w) - \frac12) = 2 w$, so at about 1.24")
    assert 9 * (1 / (1 + np.exp(-1.24)) - 0.5) == pytest.approx(2 * 1.24, rel=0.002)


def test_digits_are_as_high_and_differ_in_width():
    sentence(11, "nearly all digits are 20 rows high")
    ink = load("sample").images.reshape(-1, 28, 28) > 0
    assert np.mean(ink.any(axis=2).sum(axis=1) == 20) > 0.85
