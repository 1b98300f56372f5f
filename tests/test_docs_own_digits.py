"""The page on digits of one's own: its photograph goes the way that it shows."""

from __future__ import annotations

import numpy as np

from benchmarks import pictures
from docs.figures import your_own_digits
from docs.tools import results
from logreg_edu import pretrained
from logreg_edu.app.prediction import predict
from logreg_edu.app.preparation import prepare
from logreg_edu.app.preparation.arithmetic import area_average


def test_the_photograph_is_read_and_each_step_was_taken():
    prepared = prepare(your_own_digits.photograph())
    assert predict(prepared.image, pretrained()).label == 4
    assert prepared.sheet and prepared.lines >= 5 and prepared.stroke
    assert len(prepared.steps()) >= 7


def test_the_stages_end_in_what_the_models_get():
    stages = list(your_own_digits.stages().items())
    assert [name[0] for name, _ in stages] == list("123456789")
    prepared = prepare(your_own_digits.photograph())
    *_, (_, stroke), (_, small), (_, field) = stages
    np.testing.assert_array_equal(field.ravel(), prepared.image / 255)
    assert small.shape == prepared.size and max(small.shape) == 20
    # The stages before are drawn anew by the steps' own functions.
    again = area_average(stroke, *small.shape)
    assert np.abs(again / again.max() - small).mean() < 0.02
    for _, picture in stages:
        assert picture.min() >= 0 and picture.max() <= 1


def test_some_letters_get_no_clear_answer_and_some_are_taken_for_digits():
    answers = [your_own_digits.read_letter(letter)[1] for letter in your_own_digits.LETTERS]
    assert [answer.rejected for answer in answers] == [True] * 3 + [False] * 3
    assert [answer.label for answer in answers[3:]] == [7, 2, 4]


def test_three_digits_that_show_the_kinds_of_answers():
    kinds = [predict(image, pretrained()) for image in your_own_digits.unclear()]
    assert [len(answer.says_yes) for answer in kinds] == [1, 0, 2]
    assert [answer.rejected for answer in kinds] == [False, True, True]


def test_the_figures_of_pictures_are_those_of_the_kinds_that_the_benchmark_draws():
    measured = results("pictures")["kinds"]
    assert list(measured) == list(pictures.KINDS)
    for counts in measured.values():
        for models in ("filters", "pixels"):
            assert sum(counts[models].values()) + counts["refused"] == counts["of"]
    # Such pictures may be read wrongly without a word, as the page says.
    silent = {kind for kind, counts in measured.items() if counts["filters"].get("wrong", 0) > 2}
    assert silent <= {"crossed out", "with the reflection of a lamp", "dashed"}
