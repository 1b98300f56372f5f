"""Figures, drawn when the site is built, once for light pages and once for dark ones."""

from __future__ import annotations

import base64
import html
import inspect
import io
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from logreg_edu.app.figures import canvas as canvas  # for the drawings of pages

THEMES = ("light", "dark")


NARROW = 34  # rem: below this width of the screen the narrow version is shown


def figure(draw: Callable[..., Figure], alt: str, caption: str = "") -> str:
    """A figure in both themes, of which the reader sees the one that fits.

    Args:
        draw: makes the figure of a theme, "light" or "dark". If it has a parameter ``narrow``, it
            is called once more with ``narrow=True``, for phones.
        alt: what it shows, in words, for those who cannot see it. It does not repeat the caption.
        caption: a sentence below it, in Markdown.

    Returns:
        Markdown: the two pictures, inside the page.
    """
    if draw.__module__.startswith("docs."):
        dark = _other_process().submit(_image, draw, "dark", alt)
        images = f"{_image(draw, 'light', alt)}\n{dark.result()}"
    else:  # in a block of the page: no other process knows it
        images = "\n".join(_image(draw, theme, alt) for theme in THEMES)
    below = f'\n<figcaption markdown="span">{caption}</figcaption>' if caption else ""
    return f'<figure markdown="1">\n{images}{below}\n</figure>'


@cache
def _other_process() -> ProcessPoolExecutor:
    """It draws the dark figures while this one draws the light ones."""
    return ProcessPoolExecutor(1, get_context("spawn"))


def _image(draw: Callable[..., Figure], theme: str, alt: str) -> str:
    wide = draw(theme)
    width, height = _pixels(wide)
    image = (
        f'<img class="only-{theme}" alt="{html.escape(alt)}" width="{width}" height="{height}"'
        f' src="data:image/svg+xml,{_svg(wide)}">'
    )
    if not has_narrow_version(draw):
        return image
    narrow = draw(theme, narrow=True)
    width, height = _pixels(narrow)
    return (
        f'<picture class="only-{theme}"><source media="(max-width: {NARROW}rem)" width="{width}"'
        f' height="{height}" srcset="data:image/svg+xml,{_svg(narrow)}">{image}</picture>'
    )


def has_narrow_version(draw: Callable[..., Figure]) -> bool:
    """Whether a figure is drawn once more for phones."""
    return "narrow" in inspect.signature(draw).parameters


def _pixels(figure: Figure) -> tuple[int, int]:
    width, height = figure.get_size_inches()
    return round(96 * width), round(96 * height)


def _svg(figure: Figure) -> str:
    """The SVG of a figure, written so that it fits into a URL and compresses well."""
    file = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "logreg_edu"}):  # the same on every build
        figure.savefig(file, format="svg", metadata={"Creator": None, "Date": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.S)
    # A hundredth of a point is enough for a position; a scale keeps its digits.
    svg = re.sub(r"(scale\([^)]*\))|(-?\d+\.\d\d)\d+", r"\1\2", svg)
    svg = re.sub(r'(?<=data:image/png;base64,)[^"]+', _with_palette, svg)
    svg = " ".join(svg.split()).replace("> <", "><").replace('"', "'")
    for character in "%#<>{}|\\^`":
        svg = svg.replace(character, f"%{ord(character):02X}")
    return svg.replace(" ", "%20")


def _with_palette(match: re.Match) -> str:
    """A picture of few colours as a palette and one number per pixel: half the bytes."""
    picture = Image.open(io.BytesIO(base64.b64decode(match[0]))).convert("RGBA")
    pixels = np.ascontiguousarray(picture).view(np.uint32)[..., 0]  # a number for each colour
    found, numbers = np.unique(pixels, return_inverse=True)
    if len(found) > 256:
        return match[0]
    colors = found.view(np.uint8).reshape(-1, 4)
    picture = Image.fromarray(numbers.reshape(pixels.shape).astype(np.uint8))
    picture.putpalette(colors[:, :3].tobytes())
    file = io.BytesIO()
    opaque = {} if colors[:, 3].min() == 255 else {"transparency": colors[:, 3].tobytes()}
    picture.save(file, "png", optimize=True, **opaque)
    return base64.b64encode(file.getvalue()).decode()
