"""Ten at once, and the surest wins.

One test digit is shown to ten models. Each has its own picture of weights, and gives a probability:
ten bars rise, and the longest names the digit. Then comes a digit that they get wrong: the bar of a
wrong model is longest. A last picture shows why: it marks the pixels whose ink spoke more for
the wrong digit than for the right one, and those of which the reverse is true. What these add up
to, with the difference of the two biases, is the lead of the wrong model.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import digits, ten_models
from animations.style import Stage, mn
from logreg_edu import Models, one_vs_all_score, score

ROW, TOP_ROW = 0.56, 2.75  # between the rows of the models, and where the first is


@cache
def numbers() -> dict[str, object]:
    """The models; the surest right answer for a 3, and the surest wrong answer of all."""
    _, test = digits()
    descent = ten_models()
    models = Models(descent.w, descent.b)
    predicted, y_hat = one_vs_all_score(test.X, models)
    sure = y_hat.max(axis=1)
    right = np.where((predicted == 3) & (test.labels == 3), sure, -1).argmax()
    wrong = np.where(predicted != test.labels, sure, -1).argmax()
    rows = [right, wrong]
    said, true = predicted[wrong], test.labels[wrong]
    return {
        "W": models.W,
        "x": test.X[rows],
        "true": test.labels[rows],
        "predicted": predicted[rows],
        "y_hat": y_hat[rows],
        "z": score(test.X[rows], *models),
        "why": test.X[wrong] * (models.W[:, said] - models.W[:, true]),
        "biases": models.b[said] - models.b[true],
    }


def percent(p: float) -> str:
    """A probability in words that are true: none is 0 or 1."""
    if p < 0.001:
        return "<0.1 %"
    return ">99.9 %" if p > 0.999 else f"{100 * p:.1f} %"


def points(difference: float) -> str:
    """A difference of scores."""
    return f"{difference:.1f}".replace("-", "\N{MINUS SIGN}")


class TenAtOnce(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("Ten at once")
        digit = self.picture(n["x"][0], 2.6).move_to((-5.1, 1.6, 0))
        self.say("One test digit, and ten models. Each asks about its own digit: is it a 0? A 1?")
        self.play(mn.FadeIn(digit))
        strongest = np.abs(n["W"]).max() / 2
        rows = mn.Group()
        for k in range(10):
            y = TOP_ROW - ROW * k
            rows.add(self.text(f"{k}", 24).move_to((-2.4, y, 0)))
            rows.add(self.picture(n["W"][:, k], 0.5, strongest).move_to((-1.8, y, 0)))
        self.play(mn.LaggedStartMap(mn.FadeIn, rows, lag_ratio=0.1), run_time=2)
        self.say(
            "Each multiplies the picture by its weights, and turns the score into a probability."
        )
        formula = self.formula("hat(y)_k = sigma(x dot w_k + b_k)", 34).move_to((-5.1, -0.7, 0))
        self.play(mn.FadeIn(formula))
        bars, values = self.bars(0), self.values(0)
        self.play(mn.LaggedStartMap(mn.GrowFromEdge, bars, edge=mn.LEFT, lag_ratio=0.1), run_time=2)
        self.play(mn.FadeIn(values))
        self.say("Ten separate questions: the answers need not add up to one. The surest one wins.")
        winner = self.winner(0)
        self.play(mn.FadeIn(winner))
        self.wait(1, frozen_frame=True)

        true, said = n["true"][1], n["predicted"][1]
        self.say(f"Another test digit. Its label is {true}.")
        second = self.picture(n["x"][1], 2.6).move_to(digit)
        self.play(mn.FadeOut(digit, winner, values), mn.FadeIn(second))
        self.play(mn.Transform(bars, self.bars(1)), run_time=1.5)
        values, winner = self.values(1), self.winner(1)
        self.play(mn.FadeIn(values, winner))
        y_hat = n["y_hat"][1]
        self.say(
            f"The model of {said} is surest, at {100 * y_hat[said]:.0f} %. That of {true} says no."
        )
        mark = self.cross((3.6, TOP_ROW - ROW * said, 0), 0.3, self.no)
        self.play(mn.FadeIn(mark))
        self.say("Why? Look at each pixel: which of the two models did its ink speak for?")
        why = self.picture(n["why"], 2.6, np.abs(n["why"]).max() / 2).move_to((-5.1, -1.5, 0))
        label = self.text(f"blue: for {said}   orange: for {true}", 20).move_to((-5.1, 0.05, 0))
        self.play(mn.FadeOut(formula), mn.FadeIn(why, label), run_time=1.5)
        self.poster()
        pixels, biases = n["why"].sum(), n["biases"]
        self.say(
            f"The pixels put {said} ahead of {true} by {points(pixels)} points; the biases change"
            f" that by {points(biases)}, to {points(pixels + biases)}."
        )
        self.say("Each weight sees its own pixel, and none sees a shape.")

    def bars(self, i: int) -> mn.VGroup:
        """A bar for each probability."""
        n = numbers()
        bars = mn.VGroup()
        for k, p in enumerate(n["y_hat"][i]):
            color = self.color("hat(y)") if k == n["predicted"][i] else self.muted
            bar = mn.Rectangle(width=0.02 + 4.4 * p, height=0.36, stroke_width=0)
            bar.set_fill(color, 1).move_to((-1.3, TOP_ROW - ROW * k, 0), mn.LEFT)
            bars.add(bar)
        return bars

    def values(self, i: int) -> mn.VGroup:
        """The probabilities in numbers."""
        values = mn.VGroup()
        for k, p in enumerate(numbers()["y_hat"][i]):
            label = self.text(percent(p), 22)
            values.add(label.move_to((5.5, TOP_ROW - ROW * k, 0), mn.RIGHT))
        return values

    def winner(self, i: int) -> mn.VGroup:
        """A triangle at the row that wins, and what is concluded."""
        k = numbers()["predicted"][i]
        place = (-2.85, TOP_ROW - ROW * k, 0)
        arrow = mn.Triangle(color=self.ink, fill_opacity=1).scale(0.12).rotate(-np.pi / 2)
        return mn.VGroup(arrow.move_to(place))
