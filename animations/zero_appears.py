"""A zero appears.

The 784 weights of the model of 0, drawn as one large picture of 28 x 28: orange where ink speaks
against a 0, blue where it speaks for it. At the start all are 0, a blank page. Over 300 steps of
descent, without a penalty, a blue ring forms, with an orange middle; beside it the probabilities of
two test digits move apart, up for a 0, down for a 3. Then the score of each is added up, from the
bias on, pixel by pixel, and the picture turns into ink times weight. The sigmoid makes a
probability of the score.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import digits, walk
from animations.parts import cells, percent, run_through, signed
from animations.style import Stage, mn
from logreg_edu import largest_curvature, probability

STEPS = 300
SHOWN = (0, 3)  # of each of these the first test digit is shown
STRONGEST = 0.25  # the weight that gets the full colour, at every step
LARGE = 50


@cache
def numbers() -> dict[str, object]:
    """The weights at every step; two test digits, what the model says to them, and how it adds."""
    train, test = digits()
    path = walk(train.X, train.labels == 0, 1 / largest_curvature(train.X), STEPS)
    x = np.array([test.X[test.labels == k][0] for k in SHOWN])
    products = x * path.w[-1]
    return {
        "m": len(train.labels),
        "w": path.w,
        "x": x,
        "y_hat": probability(x, path.w.T, path.b),  # (2, steps)
        "products": products,
        "sums": path.b[-1] + np.c_[np.zeros(2), products.cumsum(axis=1)],  # (2, 785), from the bias
    }


class ZeroAppears(Stage):
    """The scene."""

    # After it a viewer can say: training prints a picture into the weights, blue where ink makes
    # a 0 more likely and orange where less; a digit's score is its ink times this picture, added
    # up over all pixels, plus the bias.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.step, self.pixel, self.weighed = mn.ValueTracker(0), mn.ValueTracker(0), None
        self.page = self.picture(n["w"][0], 7.4, STRONGEST).move_to((-3.25, 0, 0))
        self.page[0].add_updater(self.paint)
        first = self.picture(n["x"][0], 2.8).move_to((2.35, 2.25, 0))
        second = self.picture(n["x"][1], 2.8).move_to((2.35, -0.95, 0))
        answers = [self.live(lambda i=i: self.answer(i)) for i in range(2)]
        state = self.live(lambda: self.number(f"step {self.now()}", (3.0, -3.45), 38))
        heads = mn.VGroup(
            *(self.text("is it a 0?").move_to((4.1, y, 0), mn.LEFT) for y in (3.4, 0.2))
        )
        self.add(self.page, first, second, *answers, heads, state)
        self.say("784 weights, one for each pixel, and a bias. All are 0: a blank page.")
        grid = cells(self, self.page)
        self.play(mn.LaggedStartMap(mn.Create, grid, lag_ratio=0.2), run_time=2.4)
        run_through(self, self.pixel, 4, self.page, first)
        self.play(mn.FadeOut(grid), run_time=0.6)
        self.say(
            f"Gradient descent, on {n['m']:,} digits. First both bars fall: most digits are no 0."
        )
        self.descend(0.3, 2, 6.5)
        self.say("Orange: ink here speaks against a 0.")
        self.descend(2, 5, 3.3)
        self.say("Blue: ink here speaks for it. The middle is orange: there a 0 is blank.")
        self.descend(5, 40, 7)
        self.say("Step by step a ring appears. Nobody drew it.")
        self.descend(40, STEPS, 6)
        self.poster()

        bias = signed(n["sums"][0, 0])
        self.say(f"How is the 0 judged? Its score z begins at the bias, by now {bias}.")
        self.play(mn.FadeOut(second, *answers, heads, state), run_time=0.8)
        line = mn.Line((0.9, -1.5, 0), (6.9, -1.5, 0), color=self.muted)
        tick = mn.Line((0, -1.35, 0), (0, -1.65, 0), color=self.muted).set_x(place(0))
        name = mn.VGroup(self.text("score"), self.formula("z")).arrange(mn.RIGHT, 0.2)
        marks = mn.VGroup(line, tick, name.move_to((5.4, 3.2, 0)))
        for word, color, z in (("no", self.no, -6.5), ("0", self.ink, 0), ("yes", self.yes, 3.3)):
            marks.add(self.text(word, color=color).move_to((place(z), -2.05, 0)))
        self.pixel.set_value(0)
        self.weighed = 0
        bar = self.live(self.bar)
        self.play(mn.FadeIn(marks, bar), run_time=1.5)
        self.say(
            "Each pixel adds ink times weight, now shown in the picture; without ink that is 0."
        )
        run_through(self, self.pixel, 8, self.page, first)
        result = self.result("The score z is {}; the sigmoid makes it {}.")
        self.say("Now the 3. Its middle stroke meets the strongest orange.")
        self.pixel.set_value(0)
        self.weighed = 1
        self.play(mn.FadeOut(first, result), mn.FadeIn(second.move_to(first)), run_time=0.8)
        run_through(self, self.pixel, 5, self.page, second)
        self.result("The score is {}, which makes {}: this is not a 0.")

    def now(self) -> int:
        """The step whose weights are shown."""
        return round(self.step.get_value())

    def descend(self, first: int, last: int, seconds: float) -> None:
        """Go from a step to another, ever faster."""
        move = lambda step, t: step.set_value(first ** (1 - t) * last**t)  # noqa: E731
        self.play(mn.UpdateFromAlphaFunc(self.step, move, rate_func=mn.linear, run_time=seconds))

    def paint(self, image: mn.ImageMobject) -> None:
        """Show the weights; when a digit is weighed, the products as far as they are added up."""
        n, weights = numbers(), numbers()["w"][self.now()]
        if self.weighed is not None:
            done = int(self.pixel.get_value())
            weights = np.r_[n["products"][self.weighed][:done], weights[done:]]
        image.pixel_array = self.shades(weights.reshape(28, 28), STRONGEST)

    def bar(self) -> mn.VGroup:
        """The sum so far."""
        z = numbers()["sums"][self.weighed, int(self.pixel.get_value())]
        bar = mn.Rectangle(width=abs(z) / 2, height=0.6, stroke_width=0)
        bar.set_fill(self.yes if z > 0 else self.no, 1).move_to((place(z / 2), -1, 0))
        return mn.VGroup(bar, self.number(signed(z).rjust(5), (4.5, 2.0), LARGE))

    def answer(self, i: int) -> mn.VGroup:
        """The probability that a digit gets at this step."""
        p = numbers()["y_hat"][i, self.now()]
        y = 2.2 - 3.2 * i
        bars = [mn.Rectangle(width=2.7 * share, height=0.5) for share in (p, 1)]
        bars[0].set_fill(self.color("hat(y)"), 1).set_stroke(width=0)
        bars[1].set_stroke(self.muted, 2)
        aligned = (bar.move_to((4.1, y - 0.3, 0), mn.LEFT) for bar in bars)
        return mn.VGroup(*aligned, self.number(percent(p), (4.1, y + 0.3), LARGE))

    def result(self, words: str) -> mn.VGroup:
        """The sum, and what the sigmoid makes of it."""
        n, i = numbers(), self.weighed
        answer = percent(n["y_hat"][i, -1])
        self.say(words.format(signed(n["sums"][i, -1]), answer))
        parts = self.formula("hat(y) = sigma(z) ="), self.text(answer, LARGE)
        result = mn.VGroup(*parts).arrange(mn.RIGHT, 0.2).move_to((3.9, -3.2, 0))
        self.play(mn.FadeIn(result, shift=0.3 * mn.DOWN), run_time=1.5)
        return result


def place(z: float) -> float:
    """Where a score is on its line."""
    return 4.8 + 0.5 * z
