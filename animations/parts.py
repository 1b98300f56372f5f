"""Pixels that are counted while a score adds up; how scores and probabilities are written."""

from __future__ import annotations

import numpy as np

from animations.style import Stage, mn


def percent(p: float) -> str:
    """A probability as it is: never rounded to 0 % or 100 %."""
    if 0.01 <= p <= 0.99:
        return f"{100 * p:.1f} %"
    digits = max(1, int(np.ceil(-np.log10(100 * min(p, 1 - p)))))
    return f"{100 * p:.{digits}f} %"


def signed(value: float, digits: int = 2) -> str:
    """A number that may be negative, with a minus sign as in print."""
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def in_powers(p: float) -> str:
    """A small or large probability as it is, for `Stage.formula`: never rounded to 0 or to 1."""
    if p < 0.001:
        factor, power = f"{p:.0e}".split("e")
        return f'{factor} class("normal", dot) 10^({int(power)})'
    return f"{p:.2g}" if p < 0.99 else f"{p:.{int(np.ceil(-np.log10(1 - p)))}f}"


def cells(stage: Stage, picture: mn.Group) -> mn.VGroup:
    """Lines between the 28 x 28 pixels of a picture: as long as it is blank, they show these."""
    half = picture.width / 2
    at = np.linspace(-half, half, 29)[1:-1]
    lines = [mn.Line((x, -half, 0), (x, half, 0)) for x in at]
    lines += [mn.Line((-half, y, 0), (half, y, 0)) for y in at]
    return mn.VGroup(*lines).set_stroke(stage.faint, 1.5).move_to(picture)


def run_through(stage: Stage, pixel: mn.ValueTracker, seconds: float, *pictures: mn.Group) -> None:
    """Count through the 784 pixels, with a frame around the one that is spoken of.

    Args:
        stage: the scene.
        pixel: counts; it is left at 784.
        seconds: how long it takes.
        pictures: of 28 x 28 pixels; each gets a frame.
    """

    def around(picture: mn.Group) -> mn.VGroup:
        row, column = divmod(min(int(pixel.get_value()), 783), 28)
        place = np.array((column - 13.5, 13.5 - row, 0)) * picture.width / 28
        edges = (0.36, stage.paper), (0.28, stage.ink)  # one of them is seen on any shade
        frame = mn.VGroup(*(mn.Square(edge, color=color, stroke_width=3) for edge, color in edges))
        return frame.move_to(picture.get_center() + place)

    frames = [stage.live(lambda p=picture: around(p)) for picture in pictures]
    pixel.set_value(0)
    stage.add(*frames)
    stage.play(pixel.animate.set_value(784), rate_func=mn.linear, run_time=seconds)
    stage.remove(*frames)
