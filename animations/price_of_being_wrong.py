"""The loss of a wrong answer.

A picture of a 7 is asked: is it a 7? As the probability that the model gives to this truth falls
from 0.9 to 0.01, a dot climbs the curve of the loss, minus its logarithm: 0.11, 0.69, 2.30, 4.61.
Then the formula of the textbooks is computed beside the exact one for scores from 30 to 40: it
begins to move in jumps and, shortly before 37, breaks off at infinity; the exact one goes on.
"""

from __future__ import annotations

import numpy as np

from animations.learning import digits
from animations.style import Stage, mn
from logreg_edu import loss, sigmoid, textbook_loss

P = np.linspace(0.007, 0.995, 248)
STATIONS = (0.9, 0.5, 0.1, 0.01)
Z = np.arange(1500, 2001) / 50  # 30 to 40


def loss_of(p: float | np.ndarray) -> np.ndarray:
    """The loss of a "yes" that was given the probability p."""
    return loss(np.log(p) - np.log1p(-np.asarray(p)), 1)


def numbers() -> dict[str, object]:
    """The loss of probabilities; the loss of "no" at large scores, by both formulas."""
    with np.errstate(divide="ignore"):
        naive = textbook_loss(sigmoid(Z), 0)
    return {
        "loss": loss_of(P),
        "stations": loss_of(np.array(STATIONS)),
        "exact": loss(Z, 0),
        "naive": naive[np.isfinite(naive)],
        "breaks_at": Z[np.isinf(naive)][0],
    }


class PriceOfBeingWrong(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("The loss of a wrong answer")
        names = "probability given to the truth", "loss, in nats"
        plane = self.plane((0, 0.5, 1), range(6), (6.6, 4.6), (-2.6, 0.2), names)
        test = digits()[1]
        seven = self.picture(test.X[test.labels == 7][0], 1.9).move_to((4.2, 1.9, 0))
        asked = self.text("Is it a 7?   y = 1", 24).next_to(seven, mn.DOWN, 0.2)
        self.say("This is a 7, and a model is asked whether it is one. The truth is yes.")
        self.play(mn.FadeIn(plane.drawing, seven, asked), run_time=1.5)

        self.say("Its loss is minus the logarithm of the probability that it gave to the truth.")
        curve = plane.curve(P, n["loss"], self.color("J"))
        formula = self.formula("ell = -log hat(y)", 44).move_to((4.2, -0.5, 0))
        self.play(mn.Create(curve), mn.FadeIn(formula), run_time=2)

        p = mn.ValueTracker(STATIONS[0])
        dot = self.live(
            lambda: mn.Dot(plane.at(p.get_value(), loss_of(p.get_value())), 0.11, color=self.ink)
        )
        shown = self.live(lambda: self.readout(p.get_value()))
        words = [
            "Fairly sure, and right: the loss is only 0.11.",
            "Undecided: the loss is log 2, which is 0.69.",
            "It gives the truth one chance in ten: the loss is 2.30.",
            "One in a hundred: 4.61. Each further factor of ten adds 2.30, without limit.",
        ]
        self.add(dot, shown)
        for station, sentence in zip(STATIONS, words, strict=True):
            self.say(sentence)
            self.play(p.animate.set_value(station), run_time=2 if station < 0.9 else 0.5)
        self.poster()

        self.say(
            "Now in floating point, for answers that are sure and wrong: scores from 30 to 40."
        )
        dot.clear_updaters()
        shown.clear_updaters()
        self.play(mn.FadeOut(plane.drawing, curve, dot, shown, formula, seven, asked))
        names = "score z, where the truth is no", "loss, in nats"
        plane = self.plane((30, 32, 34, 36, 38, 40), (30, 35, 40), (11, 4.6), (-0.6, 0.2), names)
        exact = plane.curve(Z, n["exact"], self.color("J"), 7)
        right = self.formula('ell = log(1 + e^z) quad "exact"', 34)
        right.move_to(plane.at(37.9, 36.6), mn.LEFT)
        self.play(mn.FadeIn(plane.drawing), mn.Create(exact), mn.FadeIn(right), run_time=2)

        self.say("The textbook formula goes through the probability. From 33 on it moves in jumps.")
        Z_finite = Z[: len(n["naive"])]
        naive = plane.curve(Z_finite, n["naive"], self.ink, 3)
        wrong = self.formula('ell = -log(1 - hat(y)) quad "textbook"', 34)
        wrong.move_to(plane.at(30.3, 37.8), mn.LEFT)
        self.play(mn.Create(naive, rate_func=mn.linear), mn.FadeIn(wrong), run_time=4)

        self.say("Near 37 the probability rounds to 1. The formula takes log 0: infinite loss.")
        edge = plane.at(n["breaks_at"], 30), plane.at(n["breaks_at"], 40)
        where = self.text(f"inf from z = {n['breaks_at']:.2f} on", 22)
        where.move_to(plane.at(n["breaks_at"] + 0.2, 31.2), mn.LEFT)
        self.play(mn.Create(mn.DashedLine(*edge, color=self.ink)), mn.FadeIn(where))
        self.say("So the library computes the loss from the score, not from the probability.")

    def readout(self, p: float) -> mn.VGroup:
        """The probability and its loss, in numbers."""
        words = f'hat(y) = "{p:.2f}" quad ell = "{loss_of(p):.2f}"'
        return self.formula(words, 40).move_to((4.2, -1.6, 0))
