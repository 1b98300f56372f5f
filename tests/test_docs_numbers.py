"""Every measured figure in the text comes from somewhere.

A figure is a number that somebody must have measured, computed or looked up: a decimal, a number of
1,000 or more, a percentage, a duration, a size in bytes. In prose it must be a rounding of a number
in a Python block of the same page, which the tests run, or stand in docs/facts.toml with a source.
What an executed block prints is not in the source of the page, and needs neither.
"""

from __future__ import annotations

import re
import tomllib

import pytest

from docs.tools import pages

FACTS = tomllib.loads((pages.DOCS / "facts.toml").read_text(encoding="utf-8"))["fact"]
NUMBER = r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w]|[.,]\d)"
UNIT = (
    r"(?P<percent>\s?(?:%|per\s?cent))"
    r"|\s(?:ns|µs|ms|s|sec|seconds?|minutes?|hours?|days?|bytes?|[kKMG]i?B|times|epochs?)\b|-fold|\u00d7(?!\s?\d)"
)
FIGURE = re.compile(rf"(?P<number>{NUMBER})(?P<unit>{UNIT})?")
PYTHON = re.compile(r"^([ ]*)(`{3,}|~{3,})[ ]*\{?\.?py.*?^\1\2", re.M | re.S)


def figures(text: str) -> list[re.Match]:
    """The measured figures in the prose of a page."""
    prose = re.sub(r"\d+[-\u2013]\d{4}", "", pages.prose(text))  # without the pages of a journal
    found = FIGURE.finditer(" ".join(prose.split()))
    return [figure for figure in found if is_measured(figure)]


def is_measured(figure: re.Match) -> bool:
    number = figure["number"]
    if figure["unit"] or "." in number or "e" in number or "," in number:
        return True
    return int(number) >= 1000 and not 1600 <= int(number) <= 2100  # those are years


def computed(text: str) -> list[float]:
    """The numbers in the Python blocks of a page, their outputs among them."""
    numbers = re.findall(r"\d+(?:,\d{3})+|\d+\.?\d*(?:e[-+]?\d+)?", " ".join(code_of(text)))
    return [float(number.replace(",", "")) for number in numbers]


def code_of(text: str) -> list[str]:
    return [match[0] for match in PYTHON.finditer(text)]


def is_rounding_of(figure: re.Match, numbers: list[float]) -> bool:
    """Whether one of the numbers, rounded as the figure is, is the figure."""
    number = figure["number"].replace(",", "")
    value = float(number)
    if "e" in number:
        return any(
            f"{n:.{len(number.split('e')[0].partition('.')[2])}e}" == number for n in numbers
        )
    places = len(number.partition(".")[2])
    scales = (1, 100) if figure["percent"] else (1,)
    return any(round(scale * n, places) == value for n in numbers for scale in scales)


def unfounded(text: str, page: str) -> list[str]:
    """The figures of a page that come from nowhere."""
    numbers = computed(text)
    sourced = {fact["figure"] for fact in FACTS if {page, "*"} & set(fact["pages"])}
    return [
        figure[0]
        for figure in figures(text)
        if not {figure["number"], figure[0]} & sourced and not is_rounding_of(figure, numbers)
    ]


def spellings(text: str) -> set[str]:
    """The figures of a page, each with its unit and without."""
    return {spelling for figure in figures(text) for spelling in (figure["number"], figure[0])}


def texts() -> dict[str, str]:
    """All pages by their names."""
    return {pages.name(page): page.read_text(encoding="utf-8") for page in pages.pages()}


def test_every_figure_comes_from_somewhere():
    found = {page: unfounded(text, page) for page, text in texts().items()}
    assert {page: figures for page, figures in found.items() if figures} == {}


def test_every_fact_has_a_source_and_is_used():
    spelt = {page: spellings(text) for page, text in texts().items()}
    for fact in FACTS:
        assert len(fact["source"]) > 10, fact
        uses = {page for page, figures in spelt.items() if fact["figure"] in figures}
        assert uses >= set(fact["pages"]) - {"*"} and uses, fact


def test_the_reports_quoted_exist():
    for page in pages.pages():
        for report in re.findall(r"\bresults\(\"(.+?)\"\)", page.read_text(encoding="utf-8")):
            assert (pages.DOCS / "results" / f"{report}.json").is_file(), pages.name(page)


# The lint itself

BLOCK = "```pycon\n>>> a()\n0.91234\n>>> b()\n12,345\n```\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 0.91 of them.", []),
        ("It is 0.92 of them.", ["0.92"]),
        ("It is 91 % of them.", []),
        ("It is 91.2 % of them.", []),
        ("It is 92 % of them.", ["92 %"]),
        ("It is 91.3% of them.", ["91.3%"]),
        ("There are 12,345 and 54,321.", ["54,321"]),
        ("There are 98765 of them.", ["98765"]),
        ("It takes 3 seconds.", ["3 seconds"]),
        ("It takes 20 ms and 5 MB.", ["20 ms", "5 MB"]),
        ("It is 7 times as fast, a 9-fold gain.", ["7 times", "9-fold"]),
        ("Ten digits, 28 by 28, in chapter 3, in 1998.", []),
        ("In a formula, $z = 36.74$, it counts too.", ["36.74"]),
        ("In code, `z = 36.74`, it counts too.", ["36.74"]),
        ("In a [link](a-0.5.md#v1.2) it does not.", []),
        ("Shown:\n\n$$\nz = 36.74\n\\label{eq-a}\n$$\n", []),
        ("```text\n36.74\n```\n", []),
        ("<!-- 36.74 -->", []),
        ("!!! note\n\n    It is 36.74.\n", ["36.74"]),
        ("| 36.74 | a table |", ["36.74"]),
    ],
)
def test_the_lint_finds(text, expected):
    assert unfounded(f"# A page\n\n{text}\n\n{BLOCK}", "a-page.md") == expected
