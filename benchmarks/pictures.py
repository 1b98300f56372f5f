"""How well pictures of digits are prepared: `python -m benchmarks.pictures --help`.

Written to `pictures.json`. Three measurements with the shipped models:

- **pens**: digits that people wrote with a pen, drawn 280 pixels long with pens of several widths,
  and how many of them are read correctly;
- **enlarged**: MNIST's test digits, ten times as large and framed in white: how many answers change
  when they go through the whole preparation. Pixels that became squares, and interpolated ones;
- **scenes**: the scenes of `tests/scenes.py` (a sheet on a table, ruled paper ...) around digits of
  the sample, and how many answers change against the same digit on blank paper.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw

from logreg_edu import pixels_to_examples, pretrained
from logreg_edu.app.datasets import load
from logreg_edu.app.errors import ImageError
from logreg_edu.app.prediction import predict
from logreg_edu.app.preparation import prepare, prepare_ink
from logreg_edu.app.readers import read_digits
from logreg_edu.one_vs_all import one_vs_all_score
from tests.scenes import SCENES, blank, ink, on

OUT = Path(__file__).with_name("pictures.json")
PENS = (1, 2, 3, 4, 6, 8, 12, 16, 25, 28, 50, 70)
LONG = 280  # pixels: the longer side of a digit, with its pen


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


def answer(prepare: Callable, picture: np.ndarray) -> int | None:
    """The digit that is read; None where the picture is refused."""
    try:
        return predict(prepare(picture).image, pretrained()).label
    except ImageError:
        return None


def pens(path: Path) -> dict:
    """How many digits of a file of strokes are read correctly, for each pen."""
    digits = json.loads(path.read_text("utf-8"))
    found = {}
    for pen in PENS:
        answers = [answer(prepare_ink, drawn(d["strokes"], pen)) for d in digits]
        right = sum(a == d["label"] for a, d in zip(answers, digits, strict=True))
        found[pen] = {"right": right, "refused": answers.count(None), "of": len(digits)}
    return found


def enlarged(folder: Path, first: int) -> dict:
    """How many answers change when MNIST's test digits are enlarged and prepared."""
    images = read_digits(folder).images[60_000:][:first]
    plain = one_vs_all_score(pixels_to_examples(images), pretrained())[0].tolist()
    found = {}
    for name, way in (
        ("squares", Image.Resampling.NEAREST),
        ("interpolated", Image.Resampling.BICUBIC),
    ):
        answers = []
        for image in images.reshape(-1, 28, 28):
            large = np.asarray(Image.fromarray(255 - image).resize((280, 280), way)) / 255
            answers.append(answer(prepare, np.pad(large, 60, constant_values=1)))
        changed = sum(a != b for a, b in zip(answers, plain, strict=True))
        found[name] = {"changed": changed, "refused": answers.count(None), "of": len(images)}
    return found


def scenes() -> dict:
    """How many answers change when a digit is in a scene."""
    inks = [ink(image.reshape(28, 28)) for image in load("sample").images[::100]]
    plain = [answer(prepare, on(blank(), one)) for one in inks]
    found = {}
    for scene in SCENES:
        answers = [answer(prepare, scene(one)) for one in inks]
        changed = sum(a != b for a, b in zip(answers, plain, strict=True))
        found[scene.__name__] = {
            "changed": changed,
            "refused": answers.count(None),
            "of": len(inks),
        }
    return found


@click.command()
@click.option("--pens", "strokes", type=click.Path(path_type=Path, exists=True), help="Strokes.")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="A folder of MNIST.")
@click.option("--first", default=10_000, show_default=True, help="How many test digits.")
def main(strokes: Path | None, data: Path | None, first: int) -> None:
    """Measure, print, and keep what was measured before and is not measured now."""
    results = json.loads(OUT.read_text("utf-8")) if OUT.is_file() else {}
    results["scenes"] = scenes()
    if strokes:
        results["pens"] = pens(strokes)
    if data:
        results["enlarged"] = enlarged(data, first)
    text = json.dumps(results, indent=2)
    OUT.write_text(text + "\n", "utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
