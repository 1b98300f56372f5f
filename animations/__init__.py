"""Animations of the book, drawn from the library's own numbers: `python -m animations --list`.

One idea, one file: a pure function `numbers`, which calls `logreg_edu` and needs no manim, and one
scene that shows them. `style.py` has what scenes share, `film.py` makes files of them.
"""

from __future__ import annotations

# The scenes in reading order: the class of each is named like its file, in CamelCase.
SCENES = (
    "score_to_probability",
    "price_of_being_wrong",
    "forward_backward",
    "the_erratum",
    "down_the_bowl",
    "three_learning_rates",
    "line_that_learns",
    "zero_appears",
    "ten_at_once",
    "confusion_fills_up",
    "round_bowl",
    "one_step_of_newton",
    "from_92_to_99",
)
