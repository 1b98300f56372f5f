"""The computation graph of one example with two pixels, and numbers that travel on it."""

from __future__ import annotations

from collections.abc import Sequence

from animations.style import Stage, mn

ROWS = 2.6, 0.0, -2.6  # the heights of w_1, w_2 and b
BOXES = {"z": -0.35, "hat(y)": 2.95, "ell": 6.0}  # how far to the right; all are at height 0
TIMES = "\N{MULTIPLICATION SIGN}"


class Graph(Stage):
    """A stage with parameters at the left, pixels on their edges, and the loss at the right."""

    def draw_graph(self, pixels: Sequence[float], parameters: Sequence[str], truth: str) -> None:
        """Add boxes, and edges between them.

        Args:
            pixels: what w_1, w_2 and b are multiplied by.
            parameters: formulas of these three.
            truth: one of the label.
        """
        self.back = self.color("ell")  # the colour of all that travels back
        self.inputs, boxes = mn.VGroup(), mn.VGroup()
        ends = [((0.65, 0), (1.95, 0)), ((3.95, 0), (5.0, 0))]
        ink, paper = mn.ManimColor(self.ink), mn.ManimColor(self.paper)
        for y, name, pixel in zip(ROWS, parameters, pixels, strict=True):
            shade = mn.interpolate_color(paper, ink, pixel)
            square = mn.Square(1.1, color=self.muted, stroke_width=2).set_fill(shade, 1)
            factor = self.text(f"{pixel:g}", color=paper if pixel > 0.5 else ink)
            self.inputs.add(mn.VGroup(square, factor).move_to((-3.3, y, 0)))
            boxes.add(self.box(name, (-5.75, y), 2.3, 1.2))
            ends += [((-4.6, y), (-3.85, y)), ((-2.75, y), (-1.35, 0.25 * y))]
        for name, x in BOXES.items():
            boxes.add(self.box(name, (x, 0), 2.0, 1.7))
            boxes[-1][1].shift(0.4 * mn.UP)
        ends.append(((6.0, 2.1), (6.0, 0.85)))
        lines = (mn.Line((*a, 0), (*b, 0), color=self.muted, stroke_width=6) for a, b in ends)
        self.edges = mn.VGroup(*lines)
        self.inputs.add(self.formula(truth).move_to((6.0, 2.5, 0)))
        self.add(self.edges, boxes, self.inputs)

    def box(self, name: str, place: Sequence[float], width: float, height: float) -> mn.VGroup:
        """A box with a formula in it."""
        box = mn.RoundedRectangle(width=width, height=height, corner_radius=0.15, color=self.muted)
        return mn.VGroup(box, self.formula(name)).move_to((*place, 0))

    def token(self, words: str, place: Sequence[float], color: str | None = None) -> mn.Text:
        """A number that travels, on a piece of paper."""
        token = self.text(words.replace("-", "\N{MINUS SIGN}"), color=color).move_to((*place, 0))
        return token.add_background_rectangle(self.paper, 1, buff=0.06)

    def stress(self, thing: mn.Mobject) -> mn.Animation:
        """Make what is spoken of a little larger for a moment."""
        return thing.animate(rate_func=mn.there_and_back).scale(1.2)

    def through_pixels(
        self, before: Sequence[mn.Mobject], after: Sequence[mn.Mobject], forward: bool
    ) -> None:
        """Let numbers come to the pixels, and go on as products: over none that stand."""
        shift = 0.25 * (mn.RIGHT if forward else mn.LEFT)
        self.play(mn.FadeIn(*before, shift=shift), run_time=0.6)
        if forward:  # above their boxes, to above the pixels
            moves = (b.animate.set_x(self.inputs[0].get_x()) for b in before)
            self.play(*moves, run_time=1.2)
        else:
            self.wait(0.9)
        self.play(mn.FadeOut(*before, shift=shift), mn.FadeIn(*after, shift=shift), run_time=1.2)

    def arrive(self, box: str, value: float, *from_where: mn.Mobject) -> mn.Text:
        """Let numbers go to the edge of a box; in it another appears."""
        there = self.token(f"{value:.3f}", (BOXES[box], -0.4))
        moves = []
        for token in from_where:
            edge = (BOXES[box] - 1, 0.15 * token.get_y(), 0)
            moves.append(mn.FadeOut(token, target_position=edge, scale=0.3))
        self.play(*moves, run_time=1.3)
        self.play(mn.FadeIn(there), run_time=0.7)
        return there

    def above(self, token: mn.Text) -> mn.Text:
        """A copy of a number in a box, above the box: from there it may travel."""
        copy = token.copy().set_y(1.2)
        self.play(mn.FadeIn(copy, shift=0.2 * mn.UP), run_time=0.4)
        return copy

    def ride(self, slope: mn.Text, edge: int, factor: str, value: float, box: str) -> mn.Text:
        """Let a slope travel back, and be multiplied on an edge by what rides along."""
        x = self.edges[edge].get_x()
        times = self.token(f"{TIMES}{factor}", (x, 1.4), self.back)
        travelling = slope.copy().set_y(-2.2)  # below the one that stays
        self.play(
            mn.FadeIn(times),
            mn.FadeIn(travelling, shift=0.2 * mn.DOWN),
            self.edges[edge].animate.set_color(self.back),
            run_time=0.8,
        )
        self.play(
            travelling.animate.move_to((x - 1.05, -2.2, 0)),
            mn.FadeOut(times, shift=0.2 * mn.DOWN),
            run_time=1.2,
        )
        times = times.copy().move_to((x + 0.75, -2.2, 0))
        self.play(mn.FadeIn(times, shift=0.2 * mn.DOWN), run_time=0.6)
        there = self.token(f"{value:.3f}", (BOXES[box], -1.35), self.back)
        both = mn.VGroup(travelling, times)
        self.play(mn.FadeOut(both, shift=0.2 * mn.UP), run_time=0.4)
        self.play(mn.FadeIn(there, shift=0.2 * mn.UP), run_time=0.5)
        return there
