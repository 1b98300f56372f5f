"""The line that learns.

Real ones and sevens as points: to the right those with more ink, further up those that look the
same when turned by half a turn, as a 1 does and a 7 does not. On one side of a line the model says
1, on the other 7. Step by step gradient descent turns and shifts it. Points on the wrong side
carry a cross; they become fewer while the cost, beside it, falls. Some stay wrong to the end.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from animations.learning import digits, ink, walk
from animations.style import Plane, Stage, mn
from logreg_edu import accuracy, largest_curvature, probability

STEPS = 300
STOPS = (2, 3, 4, 6, 9, 14, 22, 36, 60, 100, 170, 300)
X_1, X_2 = {0: "0", 1: "0.1", 2: "0.2", 2.6: ""}, {0: "0", 2.5: "50 %", 5: "100 %"}  # the frame


def features(X: np.ndarray) -> np.ndarray:
    """Ink, and the share of it that stays ink when the picture is turned by half a turn; (m, 2).

    In units of a tenth and of a fifth, so that neither number is small.
    """
    turned = np.minimum(X, X[:, ::-1])  # the last pixel first
    return np.c_[10 * ink(X), 5 * ink(turned) / ink(X)]


@cache
def numbers() -> dict[str, object]:
    """Every fourth example; the descent; which of them are misread at the stops."""
    train, _ = digits()
    pictures, labels = (part[np.isin(train.labels, (1, 7))] for part in train)
    X, y = features(pictures), (labels == 1).astype(float)
    path = walk(X, y, 1 / largest_curvature(X), STEPS)
    y_hat = [probability(X, w, b) for w, b in zip(path.w, path.b, strict=True)]
    shown = np.arange(0, len(y), 4)
    return {
        "X": X[shown],
        "y": y[shown],
        "w": path.w,
        "b": path.b,
        "J": path.J,
        "accuracy": [accuracy(p > 0.5, y == 1) for p in y_hat],
        "misread": [(y_hat[k] > 0.5)[shown] != y[shown] for k in STOPS],
        "m": len(y),
        "examples": pictures[[np.argmax(y == 1), np.argmax(y == 0)]],
    }


class LineThatLearns(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("The line that learns")
        names = "ink", "ink that stays put under a half turn"
        plane = self.plane(X_1, X_2, (6.4, 4.7), (-2.7, 0.2), names)
        steps = {0: "0", 100: "100", 200: "200", 300: "300"}
        cost = self.plane(steps, (0, 0.35, 0.7), (4.6, 2), (4.1, -1.3), ("step", "cost J"))
        points = mn.VGroup()
        for at, is_one in zip(n["X"], n["y"], strict=True):
            shape = (
                mn.Dot(radius=0.055) if is_one else mn.Square(0.1, fill_opacity=1, stroke_width=0)
            )
            points.add(shape.set_color(self.yes if is_one else self.no).move_to(plane.at(*at)))
        kinds = mn.Group()
        for picture, name, color in zip(n["examples"], "17", (self.yes, self.no), strict=True):
            label = self.text(f"{name}: {'dots' if name == '1' else 'squares'}", 20, color)
            kinds.add(mn.Group(self.picture(picture, 1.1), label).arrange(mn.DOWN, 0.15))
        kinds.arrange(mn.RIGHT, 0.9).move_to((4.1, 2.4, 0))
        self.say(f"Ones and sevens, by two features; every fourth of the {n['m']} is drawn.")
        self.play(mn.FadeIn(plane.drawing, kinds), run_time=1)
        self.play(mn.LaggedStartMap(mn.FadeIn, points[:], lag_ratio=0.02), run_time=2)

        self.say("The model says 1 on one side of a line, 7 on the other. A cross marks an error.")
        line, crosses, state = self.boundary(plane, 0), self.crosses(plane, 0), self.state(0)
        curve = cost.curve(range(STOPS[0] + 1), n["J"][: STOPS[0] + 1], self.color("J"))
        self.play(mn.FadeIn(cost.drawing), mn.Create(line), mn.FadeIn(crosses, state, curve))
        for i, (before, stop) in enumerate(pairwise(STOPS), start=1):
            if i == 1:
                self.say("Each step of gradient descent turns and shifts the line a little.")
            if stop == 36:
                self.say("It moves more and more slowly: most points are settled by now.")
            longer = cost.curve(range(before, stop + 1), n["J"][before : stop + 1], self.color("J"))
            self.remove(crosses, state)
            crosses, state = self.crosses(plane, i), self.state(i)
            self.add(crosses, state)
            new = self.boundary(plane, i)
            self.play(mn.Transform(line, new), mn.Create(longer, rate_func=mn.linear), run_time=1)
        self.poster()
        self.say(
            "Some stay on the wrong side: two features and a straight line can only do so much."
        )

    def boundary(self, plane: Plane, i: int) -> mn.Line:
        """Where the score is 0, from one edge of the frame to another."""
        n, k = numbers(), STOPS[i]
        (w_1, w_2), b = n["w"][k], n["b"][k]
        x = np.linspace(*plane.x, 2001)
        y = -(w_1 * x + b) / w_2
        first, *_, last = np.flatnonzero((plane.y[0] <= y) & (y <= plane.y[1]))
        ends = plane.at(x[[first, last]], y[[first, last]])
        return mn.Line(*ends, color=self.color("w"), stroke_width=6)

    def crosses(self, plane: Plane, i: int) -> mn.VGroup:
        """The marks of the misread points."""
        n = numbers()
        found = n["X"][n["misread"][i]]
        return mn.VGroup(*(self.cross(plane.at(*at), 0.2) for at in found))

    def state(self, i: int) -> mn.Text:
        """The step and the accuracy, in numbers."""
        step = STOPS[i]
        words = f"step {step}: {numbers()['accuracy'][step]:.1%} right"
        return self.text(words, 22).move_to((4.1, 0.85, 0))
