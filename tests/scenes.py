"""Pictures of a digit as people take them, drawn around a digit of the sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

Picture = np.ndarray


def ink(digit: np.ndarray, side: int = 400, longer: float = 0.5) -> Picture:
    """A digit (28, 28) uint8 enlarged, with sharp edges, in the middle: 0 is paper, 1 is ink."""
    large = Image.fromarray(digit).resize(
        (round(1.4 * longer * side),) * 2, Image.Resampling.BICUBIC
    )
    sharp = np.clip((np.asarray(large) / 255 - 0.5) * 4 + 0.5, 0, 1)
    margin = side - len(sharp)
    return np.pad(sharp, ((margin // 2, margin - margin // 2),) * 2)


def on(paper: Picture, digit: Picture, colour: float | list[float] = 0.15) -> Picture:
    """Write on paper, grey or of three colours."""
    share = digit[..., np.newaxis] if paper.ndim == 3 else digit
    return paper + (np.array(colour) - paper) * share


def blank(value: float = 0.9, side: int = 400) -> Picture:
    return np.full((side, side), value)


def sheet_on_a_table(digit: Picture) -> Picture:
    table = blank(0.27, 600)
    table[90:490, 110:510] = on(blank(), digit)
    return table


def tilted_sheet(digit: Picture) -> Picture:
    table = Image.fromarray(sheet_on_a_table(digit).astype(np.float32))
    return np.asarray(table.rotate(9, Image.Resampling.BILINEAR, fillcolor=0.27), float)


def tilted(digit: Picture) -> Picture:
    """On paper, turned by 35 degrees to the right."""
    upright = Image.fromarray(on(blank(), digit).astype(np.float32))
    return np.asarray(upright.rotate(-35, Image.Resampling.BICUBIC, fillcolor=0.9), float)


def slate_on_a_wall(digit: Picture) -> Picture:
    return 1 - sheet_on_a_table(digit)


def in_a_box(digit: Picture) -> Picture:
    paper = blank()
    for pixels in (paper, paper.T):
        pixels[60:340, 60:64] = pixels[60:340, 336:340] = 0.1
        pixels[60:64, 60:340] = pixels[336:340, 60:340] = 0.1
    return on(paper, digit)


def on_ruled_paper(digit: Picture) -> Picture:
    paper = blank()
    for line in range(40, 400, 60):
        paper[line : line + 3] = 0.3
    return on(paper, digit)


def on_squared_paper(digit: Picture) -> Picture:
    paper = blank()
    for line in range(10, 400, 35):
        paper[line : line + 2] = paper[:, line : line + 2] = 0.3
    return on(paper, digit)


def faint_on_grainy_paper(digit: Picture) -> Picture:
    grain = np.random.default_rng(4).normal(0, 0.02, digit.shape)
    return on(blank(0.67), digit, 0.45) + grain


def yellow_on_white(digit: Picture) -> Picture:
    return on(np.ones((400, 400, 3)), digit, [1, 1, 0])


def red_on_green_of_the_same_grey(digit: Picture) -> Picture:
    return on(np.full((400, 400, 3), [0, 0.6, 0]), digit, [0.86, 0.1, 0.14])


def beside_punched_holes(digit: Picture) -> Picture:
    paper = on(blank(), digit)
    y, x = np.mgrid[:400, :400]
    for hole in (100, 300):
        paper[(y - hole) ** 2 + (x - 30) ** 2 < 200] = 0.1
    return paper


SCENES: list[Callable[[Picture], Picture]] = [
    sheet_on_a_table,
    tilted_sheet,
    slate_on_a_wall,
    in_a_box,
    on_ruled_paper,
    on_squared_paper,
    faint_on_grainy_paper,
    yellow_on_white,
    red_on_green_of_the_same_grey,
    beside_punched_holes,
]
