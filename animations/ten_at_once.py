"""Ten at once, and the surest wins.

Ten pictures of weights, on one colour scale, look at a 3. In all of them ink times weight adds up,
pixel by pixel, from the bias on, to ten scores; the sigmoid makes ten probabilities of them, and
the model of 3 is surest. Then a 7, to which the models of 2 and 3 both say yes and that of 7 says
no: the answer is wrong. One large picture shows which of 2 and 7 the ink of each pixel speaks for.
The biases favour 7, the pixels favour 2 by more.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import digits, ten_models
from animations.parts import in_powers, run_through, signed
from animations.style import Stage, mn
from logreg_edu import Models, one_vs_all_score

STRONGEST = 0.6  # the weight that gets the full colour, in all pictures
EDGE = 1.85
ZERO, UNIT = -4.6, 0.22  # of the bar that shows a lead: where 0 is, and how long 1 is
CELLS = [(-2.0 + 1.98 * (k % 5), 2.3 - 3.75 * (k // 5), 0.0) for k in range(10)]


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
    x, (said, true) = test.X[rows], (predicted[wrong], test.labels[wrong])
    products = x[..., np.newaxis] * models.W  # (2, 784, 10)
    sums = models.b + np.insert(products.cumsum(axis=1), 0, 0, axis=1)  # from the bias on
    return {
        "W": models.W,
        "x": x,
        "true": test.labels[rows],
        "predicted": predicted[rows],
        "y_hat": y_hat[rows],
        "sums": sums,
        "apart": models.W[:, said] - models.W[:, true],
        "lead": sums[1, :, said] - sums[1, :, true],
    }


class TenAtOnce(Stage):
    """The scene."""

    # After it a viewer can say: each of ten models adds up ink times its own weights, and gives a
    # probability of its own, so they need not add up to 1; the largest names the digit; where that
    # is wrong, the pixels and the biases show why.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.pixel, self.case = mn.ValueTracker(0), 0
        digit, second = (self.picture(x, 3.7).move_to((-5, 1.35, 0)) for x in n["x"])
        pages, labels = mn.Group(), mn.VGroup()
        for k, place in enumerate(CELLS):
            pages.add(self.picture(n["W"][:, k], EDGE, STRONGEST).move_to(place))
            labels.add(self.text(f"{k}").next_to(pages[k], mn.UP, 0.12))
            pages[k][0].add_updater(lambda image, k=k: self.paint(image, n["W"][:, k]))
        scale = self.color_scale(STRONGEST, 3.7, ("no", "yes")).move_to((-5.0, -3.2, 0))
        what = self.live(lambda: self.number(self.seen(), (-6.85, -2.62)))
        self.add(digit, pages, labels, scale, what)
        self.say("Ten pictures of weights look at one test digit. Each asks: is it mine?")
        layer = digit[0].copy()  # the digit without its paper
        layer.pixel_array[..., 3] = 255 * n["x"][0].reshape(28, 28)
        layers = [layer.copy() for _ in range(10)]
        moves = (
            ink.animate.set(height=EDGE).move_to(at) for ink, at in zip(layers, CELLS, strict=True)
        )
        self.play(mn.LaggedStart(*moves, lag_ratio=0.1), run_time=5.5)
        self.play(mn.FadeOut(*layers), run_time=1)
        scores = [self.live(lambda k=k: self.score(k)) for k in range(10)]
        self.say("Each adds up its score: from its bias on, pixel by pixel, ink times weight.")
        self.add(*scores)
        run_through(self, self.pixel, 7, digit)
        self.say("The sigmoid makes probabilities of the scores. The model of 3 is surest.")
        answers = self.answers(*scores)
        true, said = n["true"][1], n["predicted"][1]
        self.say(f"Another test digit, and again ten sums. Its label is {true}.")
        self.case = 1
        self.pixel.set_value(0)
        self.play(mn.FadeOut(digit, answers), mn.FadeIn(second), run_time=0.8)
        self.add(*scores)
        run_through(self, self.pixel, 5, second)
        self.say(f"Two models say yes. The surest says {said}, which is wrong: this is a {true}.")
        answers = self.answers(*scores)
        self.poster()
        total = self.text(f"sum of the ten:\n{n['y_hat'][1].sum():.2f}").move_to((-5.0, -1.35, 0))
        self.say("Each answers for itself: the ten probabilities need not add up to 1.")
        hints = (mn.Indicate(answers[k], color=self.yes) for k in (said, 3))
        self.play(mn.FadeIn(total, shift=mn.LEFT), *hints, run_time=3)
        self.say(
            f"Why not {true}? Blue: ink here speaks more for {said} than {true}. Orange: less."
        )
        self.pixel.set_value(0)
        page = self.picture(n["apart"], 6.9, STRONGEST).move_to((3.2, -0.3, 0))
        minus = f"weights of {said} \N{MINUS SIGN} weights of {true}"
        head = self.live(lambda: self.head(minus))
        favours = self.color_scale(STRONGEST, 3.7, (f"for {true}", f"for {said}"))
        page[0].add_updater(lambda image: self.paint(image, n["apart"]))
        self.play(
            mn.FadeOut(pages, labels, answers, total, scale, what),
            mn.FadeIn(page, head, favours.move_to((-5.0, -0.6, 0))),
            second.animate.shift(0.5 * mn.UP),
            run_time=1.5,
        )
        line = mn.Line((-6.8, -2.75, 0), (-0.6, -2.75, 0), color=self.muted)
        tick = mn.Line((ZERO, -2.6, 0), (ZERO, -2.9, 0), color=self.muted)
        words = mn.VGroup(line, tick, self.text("0").move_to((ZERO, -3.3, 0)))
        for who, color, x, side in (
            (true, self.no, -6.85, mn.LEFT),
            (said, self.yes, -0.75, mn.RIGHT),
        ):
            words.add(self.text(f"{who} leads", color=color).move_to((x, -3.3, 0), side))
        lead = self.live(self.lead)
        self.play(mn.FadeIn(words, lead), run_time=1.5)
        bias, total = n["lead"][[0, -1]]
        self.say(
            f"The biases put {true} ahead by {-bias:.1f}. "
            f"Ink times weight adds {total - bias:.1f} for {said}."
        )
        run_through(self, self.pixel, 8, page, second)
        self.say(
            f"So {said} leads by {total:.1f}. Without the stroke at the bottom {true} would lead."
        )
        stroke = mn.RoundedRectangle(width=5.3, height=1.6, color=self.ink, stroke_width=6)
        self.play(mn.Create(stroke.move_to((3.4, -1.67, 0))), run_time=2)

    def seen(self) -> str:
        """What the pictures show: it changes where the counting has begun."""
        return "weights" if self.pixel.get_value() == 0 else "ink \N{MULTIPLICATION SIGN} weight"

    def head(self, minus: str) -> mn.VMobject:
        """The same, of the large picture."""
        times = self.pixel.get_value() > 0
        words = f"ink \N{MULTIPLICATION SIGN} ({minus})" if times else minus
        return self.number(words, (0, 0)).move_to((6.65, 3.52, 0), mn.RIGHT)

    def paint(self, image: mn.ImageMobject, weights: np.ndarray) -> None:
        """Show the products with a digit as far as they are added up, and the weights beyond."""
        done, shown = int(self.pixel.get_value()), weights.copy()
        shown[:done] *= numbers()["x"][self.case][:done]
        image.pixel_array = self.shades(shown.reshape(28, 28), STRONGEST)

    def score(self, k: int) -> mn.VMobject:
        """The sum of a model so far."""
        z = numbers()["sums"][self.case, int(self.pixel.get_value()), k]
        x, y, _ = CELLS[k]
        return self.number(signed(z, 1), (0, y - 1.5), 38).set_x(x)

    def lead(self) -> mn.VGroup:
        """By how much the wrong model leads so far."""
        z = numbers()["lead"][int(self.pixel.get_value())]
        color, side = (self.yes, mn.RIGHT) if z > 0 else (self.no, mn.LEFT)
        bar = mn.Rectangle(width=UNIT * abs(z), height=0.6, stroke_width=0)
        bar.set_fill(color, 1).move_to((ZERO + UNIT * z / 2, -2.3, 0))
        return mn.VGroup(bar, self.number(f"{abs(z):.1f}", (0, 0), 46).next_to(bar, side, 0.15))

    def answers(self, *scores: mn.Mobject) -> mn.VGroup:
        """Ten probabilities in place of the scores, and a frame around the surest."""
        n = numbers()
        answers = mn.VGroup()
        for p, (x, y, _) in zip(n["y_hat"][self.case], CELLS, strict=True):
            bar = mn.Rectangle(width=0.03 + EDGE * p, height=0.2, stroke_width=0)
            bar.set_fill(self.color("hat(y)"), 1).move_to((x - EDGE / 2, y - 1.1, 0), mn.LEFT)
            answers.add(mn.VGroup(bar, self.formula(in_powers(p)).move_to((x, y - 1.5, 0))))
        self.play(mn.FadeOut(*scores), mn.FadeIn(answers), run_time=1)
        surest = mn.Square(EDGE + 0.1, color=self.color("hat(y)"), stroke_width=8)
        self.play(mn.Create(surest.move_to(CELLS[n["predicted"][self.case]])))
        return answers.add(surest)
