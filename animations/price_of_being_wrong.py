"""The loss of a wrong answer.

A model is asked of four handwritten digits: is it a 7? A bar shows the probability that it gives to
the truth; beside it the loss grows, little where the model is sure and right, far where it is sure
and wrong. All four lie on one curve, minus the natural logarithm. Then the axis is stretched until
equal steps divide by ten: the curve becomes a straight line, and each step adds 2.30, without
limit.
"""

from __future__ import annotations

import numpy as np

from animations.learning import digits, so_far, ten_models
from animations.style import Stage, mn
from logreg_edu import loss, score, sigmoid

ROWS = (736, 729, 739, 342)  # of the test digits: three 7s, and a 3
TENTHS = 10.0 ** -np.arange(7)


def loss_of(p: float | np.ndarray) -> np.ndarray:
    """The loss of a "yes" that was given the probability p."""
    return loss(np.log(p) - np.log1p(-np.asarray(p)), 1)


def numbers() -> dict[str, object]:
    """Four digits, the probability of a 7, and of the truth; their losses, and those of tenths."""
    _, test = digits()
    rows, models = list(ROWS), ten_models()
    y = (test.labels[rows] == 7).astype(float)
    z = score(test.X[rows], models.w[:, 7], models.b[7])
    return {
        "X": test.X[rows],
        "y": y,
        "y_hat": sigmoid(z),
        "p": sigmoid(np.where(y == 1, z, -z)),
        "loss": loss(z, y),
        "tenths": np.append(0, loss_of(TENTHS[1:])),
        "curve": loss_of(np.exp(-np.linspace(0.001, 15, 301))),
    }


def in_words(p: float) -> str:
    """A probability as it is printed: a small one so exactly that its loss can be checked."""
    return f"{p:.2g}" if p >= 0.1 else f"{p:.5f}"


class PriceOfBeingWrong(Stage):
    """The scene."""

    # After it a viewer can say: the loss is minus the natural logarithm of the probability that the
    # truth was given. Sure and right costs next to nothing, sure and wrong a lot; each factor of
    # ten adds the same, and there is no limit.

    def construct(self) -> None:
        """Called by manim."""
        n = self.n = numbers()
        self.stage, self.steps = mn.ValueTracker(0), mn.ValueTracker(0)
        self.shown, self.y_hat, self.loss = 0, mn.ValueTracker(0.5), mn.ValueTracker(0)
        names, wide = ("probability of the truth", "loss"), ((11.6, 5.6), (0.5, 0.15))
        near = {k: f"{10.0**k:g}" for k in (-3, -2, -1, 0)}
        far = {-6: "0.000001", -4: "0.0001", -2: "0.01", 0: "1"}
        self.planes = [
            self.plane((0, 0.5, 1), (0, 2, 4, 6), (7.9, 5.6), (2.4, 0.15), names),
            self.plane(near, (0, 2, 4, 6), *wide, names),
            self.plane(far, (0, 5, 10, 15), *wide, names),
        ]
        for plane in self.planes[1:]:
            plane.drawing.remove(plane.drawing[5])  # the 0 of the loss lies on another label
        self.planes[2].drawing[-1].shift(0.3 * mn.UP)  # above the last number
        digits = [self.picture(x, 3.7).move_to((-4.95, 1.9, 0)) for x in n["X"]]
        bar, sticks, thumbs = self.live(self.bar), mn.VGroup(), mn.Group()
        self.add(self.planes[0].drawing, digits[0], bar)
        said = (
            "Is it a 7? The model says yes with {}, and it is one: the loss is only {}.",
            "This 7 gets {}. The model is undecided, and the loss is {}.",
            "This 7 gets only {}: the model is wrong, and the loss is {}.",
            "This is a 3, but the model says 7. The truth gets {}: the loss is {}.",
        )
        for i, (p, ell, words) in enumerate(zip(n["p"], n["loss"], said, strict=True)):
            self.say(words.format(in_words(p), f"{ell:.2f}"))
            if i:
                self.play(mn.FadeOut(digits[i - 1], bar), mn.FadeIn(digits[i]), run_time=0.8)
                self.y_hat.set_value(0.5), self.loss.set_value(0)
                self.shown = i
                self.add(bar)
            self.play(self.y_hat.animate.set_value(n["y_hat"][i]), run_time=1.5)
            self.wait(0.5 if i else 2)
            sticks.add(self.live(lambda p=p: self.line([p, p], [0, self.loss.get_value()], 9)))
            self.add(sticks[-1])
            self.play(self.loss.animate.set_value(ell), run_time=2)
            sticks[-1].clear_updaters()
            thumbs.add(self.thumb(i))
            self.play(mn.ReplacementTransform(digits[i].copy(), thumbs[i]), run_time=1)

        self.say(
            "All losses lie on one curve: minus the natural logarithm of the truth's probability."
        )
        curve = self.live(lambda: self.line(np.exp(-n["curve"]), n["curve"], 6))
        formula = self.formula("ell = -log {{P(y)}}", 80).move_to((3.4, 2.5, 0))
        lit = self.marker(formula.select(0))
        dots = self.live(self.dots)
        self.play(mn.Create(curve, suspend_mobject_updating=True), run_time=2.5)
        self.play(mn.FadeIn(formula, dots))
        self.play(mn.FadeIn(lit))
        self.poster()

        self.say("Stretch the axis until equal steps divide by ten: the curve becomes straight.")
        self.change(1, mn.FadeOut(lit, sticks), mn.FadeOut(digits[-1], bar, run_time=2))

        self.say("Each time the truth is ten times less likely, the loss grows by 2.30.")
        self.add(self.live(self.stairs))
        labels = mn.VGroup()
        for k in (1, 2):
            self.play(self.steps.animate.set_value(k), run_time=2)
            labels.add(self.text(f"+{n['tenths'][k] - n['tenths'][k - 1]:.2f}", 48))
            labels[-1].next_to(self.at(TENTHS[k], n["tenths"][k] - 1.75), mn.RIGHT, 0.3)
            self.play(mn.FadeIn(labels[-1]), run_time=0.7)

        self.say(f"At one in a million it is {n['tenths'][6]:.2f}. There is no upper limit.")
        self.play(mn.FadeOut(labels, thumbs, dots), run_time=0.5)
        self.change(2, seconds=2.5)
        self.play(self.steps.animate.set_value(6), rate_func=mn.linear, run_time=3)

    def change(self, stage: int, *also: mn.Animation, seconds: float = 4) -> None:
        """Let all go to its place on the next plane."""
        old, new = (plane.drawing for plane in self.planes[stage - 1 : stage + 1])
        self.play(
            self.stage.animate(run_time=seconds).set_value(stage),
            *(mn.ReplacementTransform(old[k], new[k], run_time=seconds) for k in (0, -2, -1)),
            mn.FadeOut(old[1:-2]),
            mn.Succession(mn.Wait(seconds - 1), mn.FadeIn(new[1:-2])),
            *also,
        )

    def at(self, p: np.ndarray | float, loss: np.ndarray | float) -> np.ndarray:
        """Where a probability and a loss are: on a plane, or on the way from one to the next."""
        across = p, np.log10(p), np.log10(p)
        places = [plane.at(x, loss) for plane, x in zip(self.planes, across, strict=True)]
        before = min(int(self.stage.get_value()), 1)
        return mn.interpolate(*places[before : before + 2], self.stage.get_value() - before)

    def line(self, p: list[float], loss: list[float], width: float) -> mn.VMobject:
        """A line in the colour of the loss, as far up as the plane goes."""
        seen = np.asarray(loss) <= 6 + 7.82 * max(self.stage.get_value() - 1, 0)
        line = mn.VMobject(stroke_color=self.color("ell"), stroke_width=width)
        return line.set_points_as_corners(self.at(p, loss)[seen])

    def bar(self) -> mn.VGroup:
        """What the model says, the part of the truth lit; below, each number once it is reached."""
        y_hat, loss, left = self.y_hat.get_value(), self.loss.get_value(), -6.8
        truth, final, price = (self.n[key][self.shown] for key in ("y", "y_hat", "loss"))
        p, color = (y_hat, self.yes) if truth else (1 - y_hat, self.no)
        whole = mn.Rectangle(width=3.7, height=0.6, stroke_width=0).set_fill(self.faint, 1)
        whole.move_to((-4.95, -0.45, 0))
        part = whole.copy().set_fill(color).stretch_to_fit_width(3.7 * p)
        drawing = mn.VGroup(whole, part.align_to(whole, mn.LEFT if truth else mn.RIGHT))
        drawing.add(self.number("7", (left, -1.3)), self.number("not 7", (left + 2.3, -1.3)))
        said = self.number(in_words(p), (left, -2.55), 72, color)
        loses = self.number(f"loss {loss:.2f}", (left, -3.6), 56, self.color("ell"))
        # There are the same parts in every frame, seen or not.
        return drawing.add(said.set_opacity(y_hat == final), loses.set_opacity(loss == price))

    def dots(self) -> mn.VGroup:
        """Where the digits are on the curve."""
        places = zip(self.n["p"], self.n["loss"], strict=True)
        return mn.VGroup(*(mn.Dot(self.at(*place), 0.11, color=self.ink) for place in places))

    def thumb(self, i: int) -> mn.Group:
        """A digit beside the end of its stick; above its point, where the curve is straight."""
        p, loss = self.n["p"][i], self.n["loss"][i]
        shift = 0.62 * mn.UP if p > 0.2 else 0.62 * mn.RIGHT

        def place(picture: mn.Mobject) -> None:
            away = mn.interpolate(shift, 0.85 * mn.UP, min(1, self.stage.get_value()))
            picture.move_to(self.at(p, loss) + away)

        return self.picture(self.n["X"][i], 0.95).add_updater(place, call_updater=True)

    def stairs(self) -> mn.VGroup:
        """A tenth of the probability to the left, then up to the line, and so on."""
        tenths, steps = self.n["tenths"], self.steps.get_value()
        corners = np.arange(13)
        _, across, up = so_far(2 * steps, tenths[(corners + 1) // 2], tenths[corners // 2])
        end = self.at(np.exp(-up[-1]), up[-1])
        label = self.number(f"{up[-1]:.2f}", end + 0.4 * mn.RIGHT, 56)
        seen = mn.VGroup(mn.Dot(end, 0.13, color=self.ink), label).set_opacity(steps > 2)
        return mn.VGroup(self.line(np.exp(-across), up, 9), seen)
