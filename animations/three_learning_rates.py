"""Three learning rates.

The valley of chapter 6 from above: the cost of a weight and a bias, for fifty zeros and fifty ones,
with a penalty. Its largest curvature is L. From one start three descents take their steps together,
and beside the map the cost of each is drawn over the steps. With a tenth of 1/L the path creeps.
With 1/L it drops into the valley in one step and follows it to the minimum. With 2.2/L it leaps
from side to side of the valley; its cost stays high, and soon every other step raises it.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from animations.learning import cost_map, ink
from animations.style import Plane, Stage, mn
from logreg_edu import accelerated_descent, cost_and_gradient, largest_curvature, pixels_to_examples
from logreg_edu.app.datasets import load

STEPS, LAST = 40, 8  # how many are taken, and how many of them are drawn at a time
SHARES = (0.1, 1.0, 2.2)  # of 1/L
L2, START = 1.0, (-3.0, 3.0)  # w and b
W, B = np.linspace(-3.8, 4.2, 161), np.linspace(-0.7, 3.4, 161)
LEVELS = np.array([0.66, 0.8, 1.1, 1.6, 2.3, 3.2, 4.3, 5.6, 7.1, 8.8])


def zeros_and_ones() -> tuple[np.ndarray, np.ndarray]:
    """The first fifty of each in the sample: their ink, scaled, X (100, 1); and y, 1 for a 0."""
    sample = load("sample")
    rows = np.concatenate([np.flatnonzero(sample.labels == k)[:50] for k in (0, 1)])
    x = ink(pixels_to_examples(sample.images[rows]).astype(float))
    return ((x - x.mean()) / x.std())[:, np.newaxis], sample.labels[rows] == 0


@cache
def numbers() -> dict[str, object]:
    """The bowl, its minimum, and three descents: (3, steps) of w, b and J."""
    X, y = zeros_and_ones()
    L = largest_curvature(X, L2)
    paths = []
    for share in SHARES:
        (w, b), stops = START, []
        for _ in range(STEPS + 1):
            J, dJ_dw, dJ_db = cost_and_gradient(X, y, np.array([w]), b, L2)
            stops.append((w, b, J))
            w, b = w - share / L * dJ_dw[0], b - share / L * dJ_db
        paths.append(stops)
    w, b, J = np.moveaxis(np.array(paths, dtype=float), -1, 0)
    bottom = accelerated_descent(X, y, L2, iterations=2000, tolerance=1e-12)
    surface = cost_map(X, y, W, B) + L2 / 2 * W**2
    lowest = [bottom.w[0], bottom.b, bottom.cost_history[-1]]
    return {"surface": surface, "bottom": lowest, "w": w, "b": b, "J": J}


class ThreeLearningRates(Stage):
    """The scene."""

    # After it a viewer can say: too small a rate creeps, 1/L descends at every step and is fast,
    # and beyond 2/L a path may leap across the valley, with a cost that stays high and rises.

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        size, center = (7.4, 6.8), (-2.75, 0.35)
        border = mn.Rectangle(width=size[0], height=size[1], color=self.muted, stroke_width=2)
        border = mn.VGroup(border.move_to((*center, 0)))
        self.map = Plane((W[0], W[-1]), (B[0], B[-1]), size, center, border)
        ticks = {0: "0", STEPS: f"{STEPS}"}, {0: "0", 9: "9"}
        self.cost = self.plane(*ticks, (4.5, 6.4), (4.45, 0.15))
        names = mn.VGroup(
            self.formula("w").next_to(border, mn.DOWN, 0.2),
            self.formula("b").next_to(border, mn.LEFT, 0.15),
            self.formula("J").next_to(self.cost.at(0, 4), mn.LEFT, 0.15),
            self.text("step", color=self.muted).next_to(self.cost.at(20, 0), mn.DOWN, 0.15),
            self.text("cost", color=self.color("J")).move_to((6.0, 3.35, 0)),
        )
        self.level, self.clock = mn.ValueTracker(0.2), mn.ValueTracker(0)
        valley = mn.ImageMobject(self.tints(0.2))
        valley.stretch_to_fit_width(size[0]).stretch_to_fit_height(size[1])
        valley.move_to(border).add_updater(self.fill)
        bottom = mn.Star(5, outer_radius=0.2, color=self.ink, fill_opacity=1)
        bottom.move_to(self.map.at(*n["bottom"][:2]))
        self.colors = [self.palette.lines[i] for i in (0, 2, 1)]
        self.shapes = (mn.Dot, mn.Square, mn.Triangle)  # not by colour alone
        legend = mn.VGroup()
        for i, share in enumerate(SHARES):
            words = self.formula(f"{share:g} \\/ L").move_to((3.75, 2.6 - 0.7 * i, 0), mn.LEFT)
            legend.add(mn.VGroup(self.mark(i).next_to(words, mn.LEFT, 0.25), words))
        self.add(valley, border, self.cost.drawing, names, bottom, legend)
        self.say(
            "The cost of a weight and a bias, from above. Dark is high; the star is the minimum."
        )
        self.play(self.level.animate.set_value(len(LEVELS)), rate_func=mn.linear, run_time=7.5)
        valley.clear_updaters()
        self.say(
            "The largest curvature of this valley is L. Three learning rates start at one point."
        )
        runners = [self.live(lambda i=i: self.runner(i)) for i in range(3)]
        self.add(*runners)
        for row in legend:
            self.play(mn.Indicate(row, 1.1, color=row[0].get_color()), run_time=2)
        self.say(
            "The first step: 0.1/L hardly moves, 1/L is on the valley floor, 2.2/L leaps across."
        )
        self.go(1, 3.5)
        self.say("Step by step, 2.2/L leaps from side to side, and 1/L follows the valley floor.")
        self.go(6, 7)
        self.say(
            "Now every other step of 2.2/L raises the cost. A learning rate below 2/L never does."
        )
        self.poster()
        self.go(16, 8)
        self.say("0.1/L goes down at every step, as 1/L does, but it is slow.")
        self.go(25, 6)
        times = (n["J"][2] / n["J"][1])[25:].min()
        self.say(
            f"1/L is at the minimum. 2.2/L still leaps, at more than {int(times)} times the cost."
        )
        self.go(STEPS, 6.5)
        self.wait(0.5)

    def go(self, step: int, seconds: float) -> None:
        """Let all three descend."""
        self.play(self.clock.animate.set_value(step), rate_func=mn.linear, run_time=seconds)

    def tints(self, top: float) -> np.ndarray:
        """Colours (height, width, 4) of the valley, stronger higher up, as far as a level."""
        height = np.searchsorted(LEVELS, numbers()["surface"][::-1])[..., np.newaxis]
        paper, dark = (np.array(mn.ManimColor(c).to_int_rgb()) for c in (self.paper, self.muted))
        share = np.where(height > top, 0, (height + 1) / len(LEVELS))
        rgb = paper + 0.55 * share * (dark - paper)
        return np.append(rgb, np.full(height.shape, 255), axis=-1).astype(np.uint8)

    def fill(self, image: mn.ImageMobject) -> None:
        """Show the valley as far as the level has risen."""
        image.pixel_array = self.tints(self.level.get_value())

    def mark(self, i: int) -> mn.VMobject:
        """What runs: a dot, a square or a triangle."""
        mark = self.shapes[i](color=self.colors[i], fill_opacity=1, stroke_width=0)
        return mark.scale_to_fit_height(0.3)

    def runner(self, i: int) -> mn.VGroup:
        """Where a descent is, its cost so far, its last steps, and the next as it is drawn."""
        n, color = numbers(), self.colors[i]
        step, part = divmod(self.clock.get_value(), 1)
        step = int(step)  # a descent has no point between two stops: its marks wait for the next
        steps = np.unique([*range(step + 1), step + mn.smooth(part)])
        w, b = (np.interp(steps, range(STEPS + 1), n[key][i]) for key in "wb")
        J = n["J"][i, : step + 1]
        drawing = mn.VGroup(self.cost.curve([0, *range(step + 1)], [J[0], *J], color, 5))
        for age in range(LAST):  # always as many parts, however few steps there are
            k = max(0, len(steps) - 2 - age)
            fresh = 1 - age / (LAST + 1)
            line = self.map.curve(w[k : k + 2], b[k : k + 2], color, 4).set_stroke(opacity=fresh)
            drawing.add(line, mn.Dot(self.map.at(w[k], b[k]), 0.08, color=color).set_opacity(fresh))
        drawing.add(self.mark(i).move_to(self.map.at(w[step], b[step])))
        drawing.add(self.mark(i).move_to(self.cost.at(step, J[-1])))
        return drawing.add(self.number(f"{J[-1]:.2f}", (5.45, 2.43 - 0.7 * i), 37))
