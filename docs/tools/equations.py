"""The equations of the pages, with the code by which tests/equations checks them."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from docs.tools import katex, pages

CHECKS = Path(__file__).resolve().parents[2] / "tests/equations"


@dataclass(frozen=True)
class Equation:
    r"""A displayed equation, once as the page has it and once as Python that can be wrong.

    Attributes:
        label: as in the page's ``\label{...}``.
        tex: as in the page, without the label. How it is broken into lines does not matter.
        says: the same in Python: sides joined by ``==``, ``<=``, ``>=``, ``<`` or ``>``.
        draw: gives the values of the names in ``says``, at random.
        survivors: changes of ``says`` that leave it true, each with the reason.
        loose: why an inequality is not sharp. Without it, ``<=`` must be reached by some draw.
        tolerance: how far apart equal sides may be, relative to their size.
    """

    label: str
    tex: str
    says: str
    draw: Callable[[np.random.Generator], dict[str, object]]
    survivors: Mapping[str, str] = field(default_factory=dict)
    loose: str = ""
    tolerance: float = 1e-9


def registry() -> dict[str, Equation]:
    """All equations that tests/equations checks, by label, in the order of the book.

    Raises:
        ValueError: two of them have the same label.
    """
    found: dict[str, Equation] = {}
    for path in sorted(CHECKS.glob("chapter_*.py")):
        for equation in runpy.run_path(str(path))["EQUATIONS"]:
            if equation.label in found:
                raise ValueError(f"{path.name}: second check of {equation.label}")
            found[equation.label] = equation
    return found


def table() -> str:
    """Every equation of the site, where it is derived, and what its test computes: Markdown."""
    checked = registry()
    contents, lines = [], []
    for page in pages.pages():
        equations = pages.equations(page.read_text(encoding="utf-8"))
        if equations:
            contents.append(f"- [{pages.title(page)}](#{page.stem})")
            lines += [f"## {pages.title(page)} {{#{page.stem}}}", ""]
        formulas = katex.typeset([(tex, True) for tex in equations.values()])
        for number, (label, formula) in enumerate(zip(equations, formulas, strict=True), start=1):
            words = label.removeprefix("eq-").replace("-", " ")
            lines += _shown(formula, page, label, str(number))
            lines += [f"**{words}**: `{checked[label].says}`", ""]
    return "\n".join([*contents, "", *lines])


def selected(*labels: str) -> str:
    """The equations with these labels, as the chapters have them, each linked to its place.

    Raises:
        KeyError: no page has a displayed equation with this label.
    """
    places = {
        label: (page, number, tex)
        for page in pages.pages()
        for number, (label, tex) in enumerate(
            pages.equations(page.read_text(encoding="utf-8")).items(), start=1
        )
    }
    chosen = [places[label] for label in labels]
    typeset = katex.typeset([(tex, True) for _, _, tex in chosen])
    lines = []
    for label, (page, number, _), formula in zip(labels, chosen, typeset, strict=True):
        lines += _shown(formula, page, label, f"{page.stem[:2].lstrip('0')}.{number}")
    return "\n".join(lines)


def _shown(formula: str, page: Path, label: str, number: str) -> list[str]:
    """A typeset formula and, next to it, its number, which leads to where it is derived."""
    return [
        '<div class="equation" data-search-exclude="">',
        f'<div class="formula">{formula}</div>',
        f'<a class="number" href="{pages.address(page)}#{label}">({number})</a></div>',
        "",
    ]
