"""How well pictures of digits are read: `python -m benchmarks.pictures --help`.

Written to `docs/results/pictures.json`, which the page on digits of one's own shows. Three
measurements, with the shipped models on filters, which `logreg-edu predict` uses, and on pixels:

- **kinds**: MNIST's test digits, drawn into pictures as people take them (a sheet on a table, ruled
  paper, a crossed-out digit ...): how many are read rightly, wrongly, or without a clear answer;
- **pens**: digits that people wrote with a pen, drawn 280 pixels long with pens of several widths,
  and how many of them are read rightly;
- **enlarged**: MNIST's test digits, ten times as large and framed in white: how many answers change
  when they go through the whole preparation. Pixels that became squares, and interpolated ones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image, ImageDraw

from logreg_edu import deskew, pixels_to_examples, pretrained, pretrained_filters
from logreg_edu.app.errors import ImageError
from logreg_edu.app.prediction import Prediction, predict_either
from logreg_edu.app.preparation import Preparation, prepare, prepare_ink
from logreg_edu.app.preparation.reading import pixels
from logreg_edu.app.readers import read_digits
from logreg_edu.one_vs_all import one_vs_all_score
from tests.scenes import SCENES, Picture, blank, ink, on, tilted

OUT = Path(__file__).resolve().parents[1] / "docs/results/pictures.json"
PENS = (1, 2, 3, 4, 6, 8, 12, 16, 25, 28, 50, 70)
LONG = 280  # pixels: the longer side of a digit, with its pen

FILTERS, OF_FILTERS = pretrained_filters()
OF_PIXELS = pretrained()


def on_paper(digit: Picture) -> Picture:
    """On a blank sheet that fills the picture."""
    return on(blank(), digit)


def small_in_a_large_photograph(digit: Picture) -> Picture:
    """A twelfth as high as the picture, on grainy paper."""
    grain = np.random.default_rng(1).normal(0, 0.02, (900, 1200))
    paper = blank(0.88, 1200)[:900] + grain
    small = np.asarray(Image.fromarray(digit).resize((150, 150), Image.Resampling.BOX))
    paper[500:650, 700:850] = on(paper[500:650, 700:850], small, 0.2)
    return paper


def white_on_transparent(digit: Picture) -> Picture:
    """As drawing programs write it."""
    layer = np.full((*digit.shape, 4), 255, np.uint8)
    layer[..., 3] = np.round(255 * digit)
    return pixels(Image.fromarray(layer))


def two_above_one_another(digit: Picture) -> Picture:
    """The same digit twice."""
    return np.concatenate([on_paper(digit)[60:340]] * 2)


def cut_off(digit: Picture) -> Picture:
    """The picture ends before the lowest third of the digit."""
    inked = np.flatnonzero((digit > 0.5).any(axis=1))
    return on_paper(digit)[: inked[0] + 2 * len(inked) // 3]


def crossed_out(digit: Picture) -> Picture:
    """With one stroke from the lower left to the upper right."""
    line = Image.new("L", digit.shape[::-1])
    ImageDraw.Draw(line).line([(100, 320), (300, 80)], 255, 12)
    return on_paper(np.maximum(digit, np.asarray(line) / 255))


def with_a_flash(digit: Picture) -> Picture:
    """The light of a lamp hides a part of the ink."""
    y, x = np.indices(digit.shape)
    flash = np.exp(-((x - 160) ** 2 + (y - 140) ** 2) / 2500)
    return np.minimum(on(blank(0.6), digit, 0.12) + 0.75 * flash, 1)


def dashed(digit: Picture) -> Picture:
    """Stripes of paper, as wide as a third of the ink between them, cut the strokes."""
    return on_paper(digit * (np.indices(digit.shape).sum(axis=0) % 48 < 36))


KINDS: dict[str, Callable[[Picture], Picture]] = {
    "on blank paper": on_paper,
    **{scene.__name__.replace("_", " "): scene for scene in SCENES},
    "white ink on transparent": white_on_transparent,
    "tilted by 35 degrees": tilted,
    "small in a large photograph": small_in_a_large_photograph,
    "two digits, one above the other": two_above_one_another,
    "cut off by the picture's edge": cut_off,
    "crossed out": crossed_out,
    "with the reflection of a lamp": with_a_flash,
    "dashed": dashed,
}


def read(prepare: Callable, picture: np.ndarray) -> dict[str, tuple[Prediction, Preparation]]:
    """The answers on filters and on pixels; none where the picture is refused."""
    try:
        prepared = prepare(picture)
    except ImageError:
        return {}
    return {
        "filters": predict_either(prepared, OF_FILTERS, filters=FILTERS),
        "pixels": predict_either(prepared, OF_PIXELS),
    }


def outcome(answer: Prediction, preparation: Preparation, label: int) -> str:
    """What somebody is told, and whether the digit that is called likeliest is right."""
    if answer.rejected:
        return "unclear, likeliest right" if answer.label == label else "unclear"
    if answer.label == label:
        return "right"
    return "wrong, and told of the edge" if preparation.doubt() else "wrong"


def kinds(images: np.ndarray, labels: np.ndarray) -> dict:
    """What is said of digits in pictures of each kind."""
    found = {}
    for name, draw in KINDS.items():
        counts: dict[str, Any] = {"of": len(images), "refused": 0}
        counts |= {"filters": Counter(), "pixels": Counter()}
        for image, label in zip(images, labels, strict=True):
            answers = read(prepare, draw(ink(image.reshape(28, 28))))
            counts["refused"] += not answers
            for models, answer in answers.items():
                counts[models][outcome(*answer, label)] += 1
        found[name] = counts
        click.echo(f"{name}: {counts}")
    return found


def drawn(strokes: list[list[list[int]]], pen: int) -> np.ndarray:
    """Strokes drawn with a round pen, at twice the size and reduced: 0 is paper, 1 is ink."""
    points = np.concatenate([np.array(stroke, dtype=float) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    times = 2 * (LONG - pen) / (high - low).max()
    side = 2 * (LONG + 120)
    picture = Image.new("L", (side, side))
    brush = ImageDraw.Draw(picture)
    for stroke in strokes:
        path = (np.array(stroke) - (low + high) / 2) * times + side / 2
        brush.line([tuple(point) for point in path], fill=255, width=2 * pen)
        for x, y in path:
            brush.circle((x, y), pen, fill=255)
    return np.asarray(picture.reduce(2)) / 255


def pens(digits: list[dict]) -> dict:
    """How many of the digits that people wrote are read rightly, for each pen."""
    found = {}
    for pen in PENS:
        counts = Counter({"filters": 0, "pixels": 0, "refused": 0, "of": len(digits)})
        for digit in digits:
            answers = read(prepare_ink, drawn(digit["strokes"], pen))
            counts["refused"] += not answers
            for models, (answer, _) in answers.items():
                counts[models] += answer.label == digit["label"]
        found[str(pen)] = counts
        click.echo(f"pen {pen}: {counts}")
    return found


def enlarged(images: np.ndarray) -> dict:
    """How many answers change when MNIST's test digits are enlarged and prepared."""
    X = pixels_to_examples(images)
    plain = {
        "filters": one_vs_all_score(FILTERS(deskew(X)), OF_FILTERS)[0],
        "pixels": one_vs_all_score(X, OF_PIXELS)[0],
    }
    found = {}
    for name, way in (
        ("squares", Image.Resampling.NEAREST),
        ("interpolated", Image.Resampling.BICUBIC),
    ):
        changed = Counter({"filters": 0, "pixels": 0, "refused": 0, "of": len(images)})
        for i, image in enumerate(images.reshape(-1, 28, 28)):
            large = np.asarray(Image.fromarray(255 - image).resize((280, 280), way)) / 255
            answers = read(prepare, np.pad(large, 60, constant_values=1))
            changed["refused"] += not answers
            for models, (answer, _) in answers.items():
                changed[models] += int(answer.label != plain[models][i])
        found[name] = changed
        click.echo(f"{name}: {changed}")
    return found


def keep(name: str, measured: dict) -> None:
    """Write one measurement beside the others."""
    results = json.loads(OUT.read_text("utf-8")) if OUT.is_file() else {}
    results[name] = measured
    OUT.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    help="A folder of MNIST: measure kinds and enlarged.",
)
@click.option("--each", default=10, show_default=True, help="How many of each digit.")
@click.option("--first", default=10_000, show_default=True, help="How many, of those enlarged.")
@click.option(
    "--strokes",
    type=click.Path(path_type=Path, exists=True),
    help='A JSON file, [{"label": 3, "strokes": [[[x, y], ...], ...]}, ...]: measure pens.',
)
def main(data: Path | None, each: int, first: int, strokes: Path | None) -> None:
    """Measure, and keep what was measured before and is not measured now."""
    if data:
        digits = read_digits(data)
        images, labels = digits.images[60_000:], digits.labels[60_000:]
        rows = np.concatenate([np.flatnonzero(labels == k)[:each] for k in range(10)])
        if each:
            keep("kinds", kinds(images[rows], labels[rows]))
        if first:
            keep("enlarged", enlarged(images[:first]))
    if strokes:
        recorded = json.loads(strokes.read_text("utf-8"))
        of_each = [[d for d in recorded if d["label"] == k][:each] for k in range(10)]
        keep("pens", pens([digit for same in of_each for digit in same]))


if __name__ == "__main__":
    main()
