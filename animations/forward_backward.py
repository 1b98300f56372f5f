"""Forward, backward.

The example of chapter 5 as a graph: two pixels, two weights, a bias, and the truth "no". Numbers
travel forward from left to right: the score, the probability, the loss. The probability is wiggled,
and the loss answers by its slope times the wiggle. Then slopes travel back, and are multiplied on
the edges: what arrives at a weight is the error times its pixel. Last, four digits, each times
its error, add up to one picture; divided by 4 it is the gradient. A step goes against it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from animations.graph import BOXES, ROWS, TIMES, Graph
from animations.learning import walk
from animations.parts import signed
from animations.style import mn
from logreg_edu import backward, forward, loss, pixels_to_examples, probability, score, sigmoid
from logreg_edu.app.datasets import load

X, Y, W, B = np.array([[0.8, 0.4]]), np.zeros(1), np.array([2.0, -1.0]), -0.1
WIGGLE = np.linspace(-0.01, 0.01, 41)
COLORS = "hat(y)", "ell"
ALPHA = 2  # the learning rate of the last step
FOUR = [0, 2, 301, 600]  # of every fifth digit of the sample: two zeros, a 3 and a 6


def numbers() -> dict[str, object]:
    """The values of the graph, the slope of each edge; four digits times their errors."""
    z = score(X, W, B)[0]
    J, (y_hat,) = forward(X, Y, W, B)
    dJ_dw, dJ_db = backward(X, Y, np.array([y_hat]), W)
    wiggled = y_hat + WIGGLE
    sample = load("sample")
    digits, is_zero = pixels_to_examples(sample.images)[::5].astype(float), sample.labels[::5] == 0
    model = walk(digits, is_zero, 0.1, 10)
    error = probability(digits[FOUR], model.w[-1], model.b[-1]) - is_zero[FOUR]
    return {
        "terms": [*(X[0] * W), B],
        "z": z,
        "y_hat": y_hat,
        "loss": J,
        "slope_of_loss": 1 / (1 - y_hat),  # of -log(1 - y_hat), since y is 0
        "slope_of_sigmoid": y_hat * sigmoid(-z),
        "dJ_dw": dJ_dw,
        "dJ_db": dJ_db,  # with one example, dJ/db is dJ/dz is y_hat - y
        "answer": loss(np.log(wiggled / (1 - wiggled)), 0.0) - J,
        "digits": digits[FOUR],
        "error": error,
        "sum": digits[FOUR].T @ error,
        "step": -ALPHA / len(FOUR) * (digits[FOUR].T @ error),
    }


class ForwardBackward(Graph):
    """The scene."""

    # After it a viewer can say: values go forward to the loss, slopes come back and are multiplied
    # at every edge; a weight gets the error times its pixel, so the gradient of pictures is a
    # picture: the mean of the digits, each times its error.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.draw_graph([0.8, 0.4, 1], ["w_1 = 2", "w_2 = -1", "b = -0.1"], "y = 0")
        self.back = self.ink  # not orange: in the end that is negative
        self.say("Two pixels and a constant 1; two weights and a bias. The truth is no: y is 0.")
        self.play(mn.LaggedStart(*map(self.stress, self.inputs), lag_ratio=0.4), run_time=7)

        self.say("Forward: weight times pixel, all summed up, is the score z.")
        values = [
            self.token(f"{v:g}", (-5.4, y + 0.93)) for v, y in zip((*W, B), ROWS, strict=True)
        ]
        terms = [
            self.token(f"{v:.1f}", (-2.05, 0.62 * y)) for v, y in zip(n["terms"], ROWS, strict=True)
        ]
        self.through_pixels(values, terms, forward=True)
        z = self.arrive("z", n["z"], *terms)
        self.say("The sigmoid makes a probability, and the loss compares it with the truth.")
        y_hat = self.arrive("hat(y)", n["y_hat"], self.above(z))
        flash = mn.ShowPassingFlash(self.edges[-1].copy().set_stroke(self.ink, 10), 0.5)
        self.play(self.stress(self.inputs[3]), flash, run_time=0.8)
        self.arrive("ell", n["loss"], self.above(y_hat))

        self.say("Wiggle the probability by 0.01: the loss answers by about four times as much.")
        self.wiggle = mn.ValueTracker(20)
        gauges = self.live(self.gauges)
        self.add(gauges)
        for place in (40, 0, 40, 0, 40):
            move = self.wiggle.animate(rate_func=lambda t: mn.smooth(min(1, 1.4 * t)))
            self.play(move.set_value(place), run_time=1.3)
        self.say("Backward: slopes travel back, and are multiplied on every edge they pass.")
        self.play(mn.FadeOut(gauges), run_time=0.5)
        slope = self.token("1", (BOXES["ell"], -1.35), self.back)
        self.play(mn.FadeIn(slope), run_time=0.5)
        slope = self.ride(slope, 1, f"{n['slope_of_loss']:.3f}", n["slope_of_loss"], "hat(y)")
        self.say("The slope of the sigmoid is the probability times one minus it.")
        sigmoid_slope = self.formula("hat(y) (1 - hat(y))").move_to((1.3, 2.3, 0))
        self.play(mn.FadeIn(sigmoid_slope), run_time=0.7)
        slope = self.ride(slope, 0, f"{n['slope_of_sigmoid']:.4f}", n["dJ_db"], "z")
        self.say(f"At the score, {n['dJ_db']:.3f} remains: prediction minus truth, the error.")
        error = self.formula("= hat(y) - y").move_to((BOXES["z"], -2.2, 0))
        self.play(mn.FadeOut(sigmoid_slope), mn.FadeIn(error, shift=0.3 * mn.DOWN), run_time=1.5)
        self.play(self.stress(slope), self.stress(error), run_time=2)
        self.say("The bias gets the error, each weight the error times its pixel.")
        slopes = [
            self.token(f"{v:.3f}", (-5.75, y - 0.95), self.back)
            for v, y in zip((*n["dJ_dw"], n["dJ_db"]), ROWS, strict=True)
        ]
        self.play(self.edges[2:8].animate.set_color(self.back))
        errors = [slope.copy().move_to((-2.05, 0.62 * y, 0)) for y in ROWS]
        self.through_pixels(errors, slopes, forward=False)
        self.poster()
        self.add_up_digits()

    def token(self, words: str, place: Sequence[float], color: str | None = None) -> mn.Text:
        """A number that travels; a slope, which goes back, has an oval around it."""
        if color is None or words.startswith(TIMES):
            return super().token(words, place)
        number = self.text(words).move_to((*place, 0))
        oval = mn.SurroundingRectangle(number, buff=(0.12, 0.1), corner_radius=0.24, color=color)
        return mn.VGroup(oval.set_stroke(width=3).set_fill(self.paper, 1), number)

    def gauges(self) -> mn.VGroup:
        """By how much the probability is wiggled, and how the loss answers: on one scale."""
        n, i = numbers(), round(self.wiggle.get_value())
        drawing = mn.VGroup()
        for change, x, color in zip((WIGGLE[i], n["answer"][i]), (3.5, 6.55), COLORS, strict=True):
            bar = mn.Rectangle(width=0.5, height=32 * abs(change), stroke_width=0)
            bar.set_fill(self.color(color), 1).move_to((x, -2.4 + 16 * change, 0))
            words = f"{change:+.3f}".replace("-", "\N{MINUS SIGN}")
            drawing.add(bar, self.number(words, (x - 2.42, -2.55), 37))
            drawing.add(mn.Line((x - 0.4, -2.4, 0), (x + 0.4, -2.4, 0), color=self.muted))
        return drawing

    def add_up_digits(self) -> None:
        """Four digits, each times its error, added up."""
        n = numbers()
        strongest = 0.6  # at a larger one the 3 and the 6 would not be seen
        places = [(-5.35 + 3.57 * i, 2.15, 0) for i in range(4)]
        digits = [self.picture(x, 3.1).move_to(p) for x, p in zip(n["digits"], places, strict=True)]
        errors = mn.VGroup()
        for error, place in zip(n["error"], places, strict=True):
            words = f"{TIMES} {error:.2f}" if error > 0 else f"{TIMES} ({signed(error)})"
            words = self.text(words, 40, self.yes if error > 0 else self.no)
            errors.add(words.next_to(place + 1.55 * mn.DOWN, mn.DOWN, 0.2))
        total = self.picture(0 * n["sum"], 3.1, strongest).move_to((-0.1, -2.2, 0))
        self.say(
            "Four digits, each times its error in a model of 0. Orange: negative. Blue: positive."
        )
        self.play(mn.FadeOut(*self.mobjects), mn.FadeIn(*digits, total), run_time=1)
        self.play(mn.LaggedStartMap(mn.FadeIn, errors, lag_ratio=0.4), run_time=3)
        changes = n["error"][:, np.newaxis] * n["digits"]
        products = [self.picture(c, 3.1, strongest) for c in changes]
        products = [p.move_to(place) for p, place in zip(products, places, strict=True)]
        self.play(mn.FadeIn(*products), run_time=2)
        self.remove(*digits)
        self.say(
            "Their sum is one picture. Divided by 4 it is the gradient: a slope for every weight."
        )
        formula = self.formula("X^top (hat(y) - y) =").next_to(total, mn.LEFT, 0.3)
        for product, change, part in zip(products, changes, changes.cumsum(axis=0), strict=True):
            copy = product[0].copy()
            copy.pixel_array = self.shades(np.sign(change).reshape(28, 28), 1)
            copy.pixel_array[..., 3] = 255 * np.clip(
                np.abs(change.reshape(28, 28)) / strongest, 0, 1
            )
            self.play(copy.animate.move_to(total), run_time=1.1)
            self.remove(copy)
            total[0].pixel_array = self.shades(part.reshape(28, 28), strongest)
        self.play(mn.FadeIn(formula))
        self.say("The step, on the right, goes against it: where the sum is orange, weights rise.")
        step = self.picture(n["step"], 3.1, strongest).move_to((5.35, -2.2, 0))
        arrow = mn.Arrow((1.5, -2.2, 0), (3.75, -2.2, 0), buff=0, color=self.muted, stroke_width=6)
        times = mn.VGroup(
            self.formula(f"dot (-alpha \\/ {len(FOUR)})").move_to((2.6, -1.6, 0)),
            self.formula(f"alpha = {ALPHA}").move_to((2.6, -2.85, 0)),
            arrow,
        )
        self.play(mn.FadeIn(times), mn.FadeIn(step, shift=2 * mn.RIGHT), run_time=2)
