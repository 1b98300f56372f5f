"""Whether pictures lie the right way up, and whether ink is high: compared with real digits.

The shipped models of filters read upright digits, and few that are transposed, mirrored, turned or
inverted. So they read some pictures in each of these ways. Where they read them far better in
another way than as they are, this is a doubt.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logreg_edu.app.preparation import BOX, CENTRE, FIELD
from logreg_edu.digits import pixels_to_examples
from logreg_edu.features import deskew
from logreg_edu.hypothesis import score

# How (m, rows, columns) is turned: by quarters to the left, after it was transposed or not.
TURNS = {
    "none": (0, False),
    "left": (1, False),
    "upside-down": (2, False),
    "right": (3, False),
    "transpose": (0, True),
    "flip": (1, True),
    "other-diagonal": (2, True),
    "mirror": (3, True),
}
SAMPLE = 200  # pictures that are read
PARTS = 4  # in which they are read: most other ways show with the first that they are wrong
FEWEST = 40  # with fewer, nothing is said
SURE = 4  # standard deviations by which another way must be better
READABLE = 0.4  # the share that must be read in the better way


class Looks(NamedTuple):
    """What was found.

    Attributes:
        says: in words.
        way: the turn in which the models read them; None if they do not read them.
        doubt: what looks wrong, with the option for it; empty if nothing does.
    """

    says: str
    way: str | None = None
    doubt: str = ""


def turned(images: NDArray, turn: str) -> NDArray:
    """Turn pictures (m, rows, columns)."""
    quarters, transposed = TURNS[turn]
    images = images.transpose(0, 2, 1) if transposed else images
    return np.rot90(images, quarters, axes=(1, 2))


def doubts_about(
    images: NDArray[np.uint8], digits: NDArray[np.uint8], turn: bool, ink: bool
) -> Looks:
    """Compare pictures with real digits.

    Args:
        images: (m, rows, columns), 0 paper to 255 ink, as they will be learned from.
        digits: (m,) what they show.
        turn: whether other turns are tried.
        ink: whether other ink is tried.
    """
    m = len(images)
    classes = np.flatnonzero(np.bincount(digits))
    if m < FEWEST or len(classes) < 2 or min(images.shape[1:]) < 6:
        return Looks("orientation and ink: too few or too small pictures to tell")
    rows = np.linspace(0, m - 1, min(m, SAMPLE)).astype(int)
    some, shown = images[rows], digits[rows]
    now = right_in("none", some, shown, classes)
    share = f"the shipped models read {now.mean():.0%} of {len(rows)} as they are"
    as_they_are = Looks(f"orientation and ink: as MNIST's; {share}", "none")
    if (~now).sum() <= SURE**2:  # then no other way can be better by so much
        return as_they_are
    right = {("none", "high"): now}
    enough = (~now).sum() - SURE**2  # with as many mistakes, another way is not the one
    for which in ("high", "low") if ink else ("high",):
        inked = some if which == "high" else 255 - some
        for way in TURNS if turn else ("none",):
            if (way, which) in right:
                continue
            read = right_unless(int(enough), way, inked, shown, classes)
            if read is not None:
                right[way, which] = read
                enough = min(enough, (~read).sum() + 1)
    best = max(right, key=lambda way: int(right[way].sum()))
    other = right[best]
    better, worse = int((other & ~now).sum()), int((now & ~other).sum())
    if better - worse <= SURE * np.sqrt(better + worse) or other.mean() < READABLE:
        if now.mean() < READABLE:
            return Looks(f"orientation and ink: not known; {share}")
        return as_they_are
    way, which = best
    wants = [f"--turn {way}"] * (way != "none") + ["--ink low"] * (which == "low")
    keeps = ["--turn none"] * (way != "none") + ["--ink high"] * (which == "low")
    is_so = " and ".join(["turned"] * (way != "none") + ["inverted"] * (which == "low"))
    doubt = (
        f"has pictures that look {is_so}: {share}, and {other.mean():.0%} with {' '.join(wants)};"
        f" say that, or {' '.join(keeps)} if they are right as they are"
    )
    return Looks(f"orientation and ink: {share}", way, doubt)


def right_unless(
    mistakes: int, way: str, images: NDArray, shown: NDArray, classes: NDArray
) -> NDArray[np.bool_] | None:
    """`right_in`, part by part, and None as soon as there are so many mistakes."""
    right = np.ones(len(images), dtype=bool)
    for part in range(PARTS):
        rows = slice(part, None, PARTS)
        right[rows] = right_in(way, images[rows], shown[rows], classes)
        if (~right).sum() >= mistakes:
            return None
    return right


def right_in(way: str, images: NDArray, shown: NDArray, classes: NDArray) -> NDArray[np.bool_]:
    """Which pictures (k, rows, columns) the shipped models of filters read when they are turned."""
    from logreg_edu.pretrained import pretrained_filters

    filters, models = pretrained_filters()
    boxes = [box_of(image) for image in turned(images, way)]
    X = pixels_to_examples(np.array([placed(box) for box in boxes]))
    scores = score(filters(deskew(X)), *models)
    return classes[scores[:, classes].argmax(axis=1)] == shown


def box_of(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The ink of a picture, its longer side scaled to that of MNIST's digits."""
    inked = image > image.max() // 4
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return np.zeros((1, 1), np.float32)
    ink = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    longer = max(ink.shape)
    A, B = (stretch(side, max(1, round(BOX * side / longer))) for side in ink.shape)
    return (A @ ink @ B.T).astype(np.float32)


def stretch(source: int, target: int) -> NDArray[np.float32]:
    """A matrix (target, source) that scales one side, between pixels or over them, in lines."""
    places = (np.arange(target) + 0.5) * source / target - 0.5
    reach = max(1, source / target)
    near = np.maximum(0, 1 - np.abs(places[:, np.newaxis] - np.arange(source)) / reach)
    return (near / near.sum(axis=1, keepdims=True)).astype(np.float32)


def placed(box: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A box in the middle of a field of MNIST's size, its centre of mass there."""
    field = np.zeros((FIELD, FIELD), np.uint8)
    if mass := box.sum():
        corner = []
        for axis in (0, 1):
            side = box.shape[axis]
            centre = box.sum(axis=1 - axis) @ np.arange(side) / mass
            corner.append(min(max(CENTRE - round(float(centre)), 0), FIELD - side))
        rows, columns = box.shape
        bright = box * (255 / box.max())
        field[corner[0] : corner[0] + rows, corner[1] : corner[1] + columns] = bright
    return field.ravel()
