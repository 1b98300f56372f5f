"""What can be measured on the frames of a film: how much it fills, how long it stands still.

`python -m animations NAME --quality low` prints it, and the tests ask it of the films of the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray
from PIL import ImageColor

from animations.style import Caption, reading_time
from logreg_edu.app.figures import PALETTES

SIZE = 640, 360  # what frames are measured at, in pixels
TINT = 48  # of 255: what differs less from the background is a tint, and fills nothing
COVERS = 0.55  # of the frame: the box around what differs
BARE = 1.0  # seconds that it may be smaller than that
STILL = 3.0  # seconds in which nothing changes; longer only while a caption is read


class Run(NamedTuple):
    """A part of a film: from when to when, in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.start


class Measured(NamedTuple):
    """What the frames of a film show.

    Attributes:
        box: for each frame, the share of it that the box around all that differs covers.
        bare: where that is less than `COVERS`.
        still: where nothing changes, between the first second and the last.
    """

    box: NDArray[np.float64]
    bare: list[Run]
    still: list[Run]


def measure(film: Path, theme: str) -> Measured:
    """Look at every frame.

    Args:
        film: an .mp4 file.
        theme: "light" or "dark", which gives the colour of the background.
    """
    paper = np.array(ImageColor.getrgb(PALETTES[theme].paper))
    box, changes, last = [], [], None
    with av.open(film) as video:
        rate = float(video.streams.video[0].average_rate)
        for frame in _frames(video):
            box.append(_box(np.abs(frame - paper).max(axis=2) > TINT))
            # The mean of small squares is deaf to what compression changes.
            squares = frame.reshape(SIZE[1] // 4, 4, SIZE[0] // 4, 4, 3).mean(axis=(1, 3))
            if last is None or np.abs(squares - last).max() > 12:
                changes.append(len(box) - 1)
                last = squares
    end = len(box) / rate
    times = [*(i / rate for i in changes), end]
    still = [Run(max(a, 1), min(b, end - 1)) for a, b in pairwise(times) if b - a > 1]
    bare, i = [], 0
    for small, run in groupby(box, lambda share: share < COVERS):
        length = len(list(run))
        if small:
            bare.append(Run(i / rate, (i + length) / rate))
        i += length
    return Measured(np.array(box), bare, still)


def complaints(measured: Measured, captions: list[Caption]) -> list[str]:
    """What is wrong with a film, each in a line; none if it is as it should be."""
    said = [
        f"{run.start:.1f} to {run.end:.1f} s: the box covers less than {COVERS:.0%} of the frame"
        for run in measured.bare
        if run.seconds > BARE + 0.01
    ]
    for run in measured.still:
        # A picture that stands while a sentence is read may stand as long as that takes.
        read = [
            reading_time(c.text) for c in captions if c.start < run.end - 0.1 and run.start < c.end
        ]
        if run.seconds > max([STILL, *read]) + 0.15:
            said.append(f"{run.start:.1f} to {run.end:.1f} s: nothing changes")
    return said


def _frames(video: av.container.InputContainer) -> Iterator[NDArray[np.int16]]:
    for frame in video.decode(video=0):
        small = frame.reformat(*SIZE, "rgb24", interpolation=Interpolation.AREA)
        yield small.to_ndarray().astype(np.int16)


def _box(differs: NDArray[np.bool_]) -> float:
    rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 0.0
    return float(np.ptp(rows) + 1) * float(np.ptp(columns) + 1) / differs.size
