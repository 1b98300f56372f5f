"""The line that learns.

A 1 and a 7 are each turned by half a turn over themselves: much of the 1's ink overlaps, little of
the 7's. By these two numbers, how much ink and which share overlaps, every sixteenth of 800 digits
gets its place in a plane, ones in blue and sevens in orange. On one side of a line the model says
1, on the other 7; digits on the wrong side carry a cross. Step by step gradient descent turns and
shifts the line. A ring marks a 1 and a 7 in nearly the same place.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.digit_plane import EDGE, UNIT, DigitPlane
from animations.learning import digits, ink, walk
from animations.style import Plane, mn
from logreg_edu import accuracy, largest_curvature, probability

STEPS = 300
EACH = 16  # of so many digits one is shown
TWO = (1, 30)  # of these: a 1 and a 7
SIZE = (13.4, 6.3)  # of the plane


def features(X: np.ndarray) -> np.ndarray:
    """Ink, and the share of it that overlaps when the picture is turned by half a turn; (m, 2).

    In units of a tenth and of a fifth, so that neither number is small.
    """
    turned = np.minimum(X, X[:, ::-1])  # the last pixel first
    return np.c_[10 * ink(X), 5 * ink(turned) / ink(X)]


@cache
def numbers() -> dict[str, object]:
    """Some of the examples; the descent; which of them are misread at each step."""
    train, _ = digits()
    pictures, labels = (part[np.isin(train.labels, (1, 7))] for part in train)
    X, y = features(pictures), (labels == 1).astype(float)
    path = walk(X, y, 1 / largest_curvature(X), STEPS)
    said = probability(X, path.w.T, path.b) > 0.5  # (m, steps)
    shown = slice(None, None, EACH)
    apart = np.linalg.norm(X[shown, np.newaxis] - X[shown], axis=2)
    apart[y[shown, np.newaxis] == y[shown]] = np.inf
    return {
        "m": len(y),
        "pictures": pictures[shown],
        "X": X[shown],
        "y": y[shown],
        "w": path.w,
        "b": path.b,
        "alike": np.unravel_index(apart.argmin(), apart.shape),  # a 1 and a 7, of those shown
        "accuracy": [accuracy(answers, y == 1) for answers in said.T],
        "misread": (y != said.T)[:, shown],
    }


class LineThatLearns(DigitPlane):
    """The scene."""

    # After it a viewer can say: with two numbers per digit a model is a line; each step turns and
    # shifts it, and most digits are soon on their side. The cost falls, the errors need not. Where
    # a 1 and a 7 have nearly the same two numbers, no line helps.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.plane = Plane((0.28, 1.74), (-0.2, 5.1), SIZE, (0, -0.1), mn.VGroup())
        colors = [self.yes if y else self.no for y in n["y"]]
        shares = [f"{n['X'][i, 1] / 5:.0%}".replace("%", " %") for i in TWO]
        turn, most, self.step = (mn.ValueTracker(start) for start in (0, 0, 1))
        pair, frames, words = mn.Group(), mn.VGroup(), mn.VGroup()
        for i, x, share in zip(TWO, (-3.5, 3.5), shares, strict=True):
            paint = lambda i=i: self.turned(n["pictures"][i], turn.get_value(), colors[i])  # noqa: E731
            pair.add(self.painted(paint, (6.4, 6.4)).move_to((x, 0.55, 0)))
            frames.add(mn.Square(6.4).set_stroke(self.muted, 2).move_to(pair[-1]))
            words.add(self.text(f"{share} overlaps", 44).move_to((x, -3.3, 0)))
        self.add(pair, frames)
        self.say(
            f"Turn each by half a turn, over itself: {shares[0]} of the 1's ink overlaps,"
            f" {shares[1]} of the 7's."
        )
        self.play(turn.animate.set_value(np.pi), run_time=6)
        self.play(mn.FadeIn(words), run_time=1)

        self.say("So each digit has two numbers: its ink, and the share of it that overlaps.")
        names = mn.VGroup(
            self.text("share that overlaps").move_to((-6.7, 3.5, 0), mn.LEFT),
            self.text("ink").move_to((6.7, -3.6, 0), mn.RIGHT),
            self.plane.curve([0.28, 0.28, 1.74], [5.1, -0.2, -0.2], self.muted, 3),
        )
        self.play(mn.FadeOut(words, frames), mn.FadeIn(names), run_time=1.5)
        moves = (
            image.clear_updaters()
            .animate.set(height=EDGE / UNIT)
            .move_to(self.plane.at(*n["X"][i]))
            for i, image in zip(TWO, pair, strict=True)
        )
        self.play(*moves, run_time=4)
        self.say("They are its place in a plane. Here are 50 of 800: ones blue, sevens orange.")

        def scatter() -> np.ndarray:
            shown = [i for i, (x, _) in enumerate(n["X"]) if x < most.get_value() or i in TWO]
            return self.scatter(
                self.plane, ((n["X"][i], n["pictures"][i], colors[i]) for i in shown)
            )

        points = self.painted(scatter, SIZE).move_to(names[2])
        self.add(points)
        self.remove(pair)
        self.play(most.animate.set_value(1.7), rate_func=mn.linear, run_time=7)
        points.clear_updaters()
        self.say("The model says 1 on one side of a line, 7 on the other. Crosses mark errors.")
        wrong = lambda: n["X"][n["misread"][int(self.step.get_value())]]  # noqa: E731
        line, crosses = self.live(self.line), self.crosses(self.plane, wrong)
        self.play(mn.FadeIn(line), run_time=2)
        sides = self.painted(lambda: self.sides(self.plane, *self.model()), SIZE)
        self.play(mn.FadeIn(sides.move_to(names[2]).set_z_index(-1)), run_time=2)
        self.play(mn.FadeIn(crosses), run_time=1.5)
        self.say("Each step of gradient descent turns and shifts the line.")
        self.descend(1, 9, 7)
        self.say("Soon most are on their side. The cost falls at every step; the errors need not.")
        self.descend(9, 100, 7.5)
        self.poster()
        left = round(n["m"] * (1 - n["accuracy"][-1]))
        self.say(
            f"After {STEPS} steps {left} of {n['m']} are wrong: a 1 and a 7 may have nearly the"
            " same numbers."
        )
        self.descend(100, STEPS, 6.5)
        where = self.plane.at(*n["X"][list(n["alike"])].mean(axis=0))
        ring = mn.Circle(0.7, color=self.ink, stroke_width=5).move_to(where)
        self.play(mn.Create(ring), run_time=1.5)

    def descend(self, first: int, last: int, seconds: float) -> None:
        """Go from a step to another, ever faster."""
        move = lambda step, t: step.set_value(first ** (1 - t) * last**t)  # noqa: E731
        self.play(mn.UpdateFromAlphaFunc(self.step, move, rate_func=mn.linear, run_time=seconds))

    def model(self) -> tuple[np.ndarray, float]:
        """The model, which moves from each step to the next."""
        n, step = numbers(), self.step.get_value()
        k, part = int(step), step % 1
        after = min(k + 1, STEPS)
        return tuple((1 - part) * n[key][k] + part * n[key][after] for key in "wb")

    def line(self) -> mn.VGroup:
        """Where the score is 0, and the share that is right."""
        n, step = numbers(), int(self.step.get_value())
        (w_1, w_2), b = self.model()
        x_1 = np.linspace(*self.plane.x, 2001)
        x_2 = -(w_1 * x_1 + b) / w_2
        first, *_, last = np.flatnonzero((self.plane.y[0] <= x_2) & (x_2 <= self.plane.y[1]))
        ends = [first, last]
        drawing = mn.VGroup(self.plane.curve(x_1[ends], x_2[ends], self.color("w"), 8))
        words = f"step {step}: {n['accuracy'][step]:.0%} of {n['m']} right".replace("%", " %")
        return drawing.add(self.number(words, (-0.95, 3.35), 37))
