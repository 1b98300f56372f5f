"""A zero appears.

The 784 weights of the model of zero, drawn as a picture of 28 x 28: blue where ink speaks for a 0,
orange where it speaks against. At the start all are 0. Over 300 steps of gradient descent a
ring of blue forms, with orange in its middle, where a 0 has no ink. Beside it the cost falls, and
the share of right answers on digits not trained on rises above that of always saying no.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from animations.learning import digits, walk
from animations.style import Stage, mn
from logreg_edu import accuracy, largest_curvature, probability

STEPS = 300
STOPS = (0, 1, 2, 4, 7, 12, 20, 35, 60, 100, 170, 300)


@cache
def numbers() -> dict[str, object]:
    """The weights at the stops; cost at every step, on the training digits; test accuracy."""
    train, test = digits()
    is_zero = train.labels == 0
    path = walk(train.X, is_zero, 1 / largest_curvature(train.X), STEPS)
    stops = list(STOPS)
    says_zero = probability(test.X, path.w[stops].T, path.b[stops]) > 0.5
    return {
        "m": len(train.labels),
        "m_test": len(test.labels),
        "w": path.w[stops],
        "J": path.J,
        "accuracy": [accuracy(said, test.labels == 0) for said in says_zero.T],
        "always_no": accuracy(np.zeros(len(test.labels)), test.labels == 0),
    }


class ZeroAppears(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("A zero appears")
        steps = {0: "0", 100: "100", 200: "200", 300: "300"}
        cost = self.plane(steps, (0, 0.35, 0.7), (4.8, 1.9), (3.9, 1.6), ("", "cost J"))
        ticks = {0.85: "85 %", 0.9: "90 %", 0.95: "95 %", 1: "100 %"}
        names = "step", f"right answers, of {n['m_test']:,} test digits"
        right = self.plane(steps, ticks, (4.8, 1.9), (3.9, -1.3), names)
        weights, state = self.weights(0), self.state(0)
        name = self.formula("w", 44).next_to(weights, mn.LEFT, 0.3)
        self.say("The model of 0 has one weight per pixel. All start at 0: a blank page.")
        self.play(mn.FadeIn(weights, name, state), run_time=1.5)
        self.say("Always saying no is right nine times out of ten: that is the dashed line.")
        base = [right.at(0, n["always_no"]), right.at(STEPS, n["always_no"])]
        base = mn.DashedLine(*base, color=self.muted, stroke_width=3)
        self.play(mn.FadeIn(cost.drawing, right.drawing), mn.Create(base))
        self.say(f"Now gradient descent begins, on {n['m']:,} training digits.")
        for i, (before, stop) in enumerate(pairwise(STOPS), start=1):
            if stop == 2:
                self.say("Blue: ink here speaks for a 0. Orange: ink here speaks against it.")
            if stop == 20:
                self.say("A ring forms, and in its middle a hole, where zeros have hardly any ink.")
            if stop == 100:
                self.say("The longer it runs, the finer the details it finds.")
            new, new_state = self.weights(i), self.state(i)
            falls = cost.curve(range(before, stop + 1), n["J"][before : stop + 1], self.color("J"))
            rises = right.curve((before, stop), n["accuracy"][i - 1 : i + 1], self.color("hat(y)"))
            self.play(
                mn.FadeIn(new),
                mn.FadeOut(state, run_time=0.3),
                mn.FadeIn(new_state, run_time=0.6),
                mn.Create(falls, rate_func=mn.linear),
                mn.Create(rises, rate_func=mn.linear),
                run_time=1,
            )
            self.remove(weights)
            weights, state = new, new_state
        self.poster()
        self.say("Nobody drew this picture: gradient descent found it.")

    def weights(self, i: int) -> mn.Group:
        """The picture of the weights at a stop; full colour is half of the largest at the end."""
        w = numbers()["w"]
        return self.picture(w[i], 4.6, np.abs(w[-1]).max() / 2).move_to((-3.2, 0.5, 0))

    def state(self, i: int) -> mn.Text:
        """The step and the accuracy, in numbers."""
        words = f"step {STOPS[i]}: {numbers()['accuracy'][i]:.1%} right"
        return self.text(words, 24).move_to((-3.2, -2.3, 0))
