"""A prepared picture, and what was done to get it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.preparation.arithmetic import Box

FIELD = 28  # pixels: the side of a prepared picture
BOX = 20  # the longer side of the digit in it
CENTRE = 14  # the row and the column of its centre of mass


@dataclass(frozen=True)
class Preparation:
    """A prepared picture, and what was done to get it.

    Attributes:
        image: (784,) uint8, 28 rows of 28 pixels; 0 is paper, 255 is ink.
        box: (top, left, height, width) of the ink, in pixels of the picture it came from.
        size: (rows, columns) that the ink was scaled to.
        corner: (row, column) in the field of 28 x 28 pixels of the ink's top left pixel.
        light_ink: whether the ink was lighter than the paper, as chalk on a board.
        left_out: how many spots beside the digit were left out.
        at_edge: whether ink of the digit, or near it, reaches the edge: the digit may be cut off.
        pictures: how many pictures the file holds; the first was read.
        sheet: (top, left, height, width) in the picture of the upright box around the sheet, or
            the drawn box, that was straightened.
        colour: which of grey, red, green and blue was worked on.
        lines: how many lines from edge to edge were taken out.
        slant: by how many degrees the digit leaned to the right before it was turned upright; 0
            where it was not turned.
        stroke: the width of the strokes before and after they were made thicker or thinner, in
            pixels of the prepared picture; None where they were of a width that MNIST has.
        turned: where the digit leans far, the same digit turned upright. A picture alone does not
            tell a tilted sheet from a leaning hand: ask the models about both.
    """

    image: NDArray[np.uint8]
    box: Box
    size: tuple[int, int]
    corner: tuple[int, int]
    light_ink: bool = False
    left_out: int = 0
    at_edge: bool = False
    pictures: int = 1
    sheet: Box | None = None
    colour: str = "grey"
    lines: int = 0
    slant: int = 0
    stroke: tuple[float, float] | None = None
    turned: Preparation | None = None

    def either(self) -> list[Preparation]:
        """The digit as it stands and, where there is one, the digit turned upright."""
        if not self.turned:
            return [self]
        whole = replace(self, turned=None)
        how = ("image", "size", "corner", "slant", "stroke")
        return [whole, replace(whole, **{name: getattr(self.turned, name) for name in how})]

    def steps(self) -> list[str]:
        """What was done, one short line per step."""
        top, left, height, width = self.box
        spots = f"; {self.left_out} spots left out" if self.left_out else ""
        steps = []
        if self.pictures > 1:
            steps.append(f"read: the first of {self.pictures} pictures in the file")
        if self.sheet:
            from_top, from_left, rows, columns = self.sheet
            steps.append(
                f"sheet: {columns} x {rows} pixels, {from_left} from the left"
                f" and {from_top} from the top, straightened"
            )
        if self.colour != "grey":
            steps.append(f"colour: {self.colour}, where ink and paper differ most")
        if self.lines:
            steps.append(f"lines: {self.lines} taken out")
        steps += [
            f"ink: {'lighter' if self.light_ink else 'darker'} than the paper{spots}",
            f"cropped: to {width} x {height} pixels, {left} from the left and {top} from the top",
        ]
        if self.slant:
            side = "right" if self.slant > 0 else "left"
            steps.append(
                f"upright: turned, since it leaned by {abs(self.slant)} degrees to the {side}"
            )
        if self.stroke:
            before, after = self.stroke
            how = "thicker" if before < after else "thinner"
            steps.append(f"stroke: made {how}, from {before:.1f} to {after:.1f} pixels")
        return [
            *steps,
            f"scaled: to {self.size[1]} x {self.size[0]} pixels",
            f"centred: from column {self.corner[1]} and row {self.corner[0]} of {FIELD} x {FIELD}",
        ]

    def doubt(self) -> str:
        """What speaks against the picture, in words; empty if nothing does."""
        return "the digit reaches the edge: part of it may be missing" if self.at_edge else ""

    def record(self) -> dict[str, Any]:
        """The same as data types that JSON has."""
        hidden = ("image", "turned")
        return {name: value for name, value in asdict(self).items() if name not in hidden}
