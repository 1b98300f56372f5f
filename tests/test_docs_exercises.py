"""The pages of the exercises, and what the chapters say about them."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from faults import Faults
from markdown import markdown as to_html
from markdown.extensions.toc import slugify

from docs.tools import exercises, pages
from logreg_edu.exercises import catalogue, markdown

NAMES = catalogue.names()


def rendered(name: str) -> ElementTree.Element:
    """A page as a tree, made by Python-Markdown alone."""
    extensions = ["attr_list", "fenced_code", "md_in_html", "tables"]
    page = to_html(exercises.page(name), extensions=extensions)
    return ElementTree.fromstring(f"<div>{page}</div>")


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_exercise_has_its_page_and_every_page_its_exercise():
    found = {path: path.read_text("utf-8") for path in exercises.FOLDER.glob("ch*")}
    assert found == exercises.stubs(), "run: python -m docs.tools.exercises"


def test_pages_are_written_and_those_of_exercises_that_are_gone_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(exercises, "FOLDER", tmp_path)
    (tmp_path / "ch99_1_gone.md").write_text("# Gone\n")
    (tmp_path / "ch99_1_gone.html").touch()
    (tmp_path / "index.md").write_text("# Exercises\n")
    exercises.write_stubs()
    moved = {f"{old}.html" for old in catalogue.RENAMED}
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"index.md", *(f"{n}.md" for n in NAMES), *moved}


@pytest.mark.parametrize(("old", "new"), catalogue.RENAMED.items())
def test_an_old_address_leads_to_the_new_one(old, new):
    page = (exercises.FOLDER / f"{old}.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    leads_to = re.findall(r'(?:canonical" href=|replace\(|url=|<a href=)"?([^"]+)"', page)
    assert leads_to == [f"{new}.html"] * 4
    assert '<meta name="robots" content="noindex">' in page
    assert html.escape(catalogue.load(new).title) in page


def test_a_page_has_everything_and_markdown_changes_none_of_it():
    faults = Faults()
    for name in NAMES:
        with faults.of(name):
            exercise, page = catalogue.load(name), rendered(name)
            paragraphs = {words(p) for p in page.iter("p")}
            for plain in (exercise.goal, exercise.further):
                assert " ".join(plain.replace("`", "").split()) in paragraphs
            blocks = [code.text.strip() for code in page.iter("code")]
            assert exercise.shapes.strip() in blocks
            assert catalogue.starter_code(name).strip() in blocks
            assert f"$ logreg-edu exercises check {name}" in blocks
            assert f"about {exercise.minutes} minutes" in words(page)

            *hints, solution = page.iter("details")
            assert [words(hint.find("summary")) for hint in hints] == [
                f"Hint {rung} of {len(hints)}" for rung in range(1, len(hints) + 1)
            ]
            for hint, written in zip(hints, exercise.hints, strict=True):
                hint.remove(hint.find("summary"))
                assert words(hint) == " ".join(written.replace("`", "").split())
            assert solution.find(".//code").text.strip() == catalogue.solution(name).strip()
            assert all(details.get("open") is None for details in page.iter("details"))
    assert faults == []


def test_the_download_is_the_file_that_start_writes():
    faults = Faults()
    for name in NAMES:
        with faults.of(name):
            (link,) = [a for a in rendered(name).iter("a") if a.get("download")]
            kind, content = link.get("href").split(",", 1)
            assert (
                kind == "data:text/x-python;charset=utf-8" and link.get("download") == f"{name}.py"
            )
            assert re.fullmatch(r"[\w.~/%-]+", content, re.ASCII), "not as an address is written"
            assert unquote(content) == catalogue.starter(name)
    assert faults == []


def test_the_links_of_a_page_lead_somewhere():
    faults = Faults()
    for name in NAMES:
        with faults.of(name):
            links = [a.get("href") for a in rendered(name).iter("a") if not a.get("download")]
            chapter, library, *others = links
            assert library == "../get-it.html"
            file, anchor = re.fullmatch(r"\.\./(.+)\.html#(.+)", chapter).groups()
            source = pages.without_code((pages.DOCS / f"{file}.md").read_text("utf-8"))
            assert anchor in {
                slugify(heading, "-") for heading in re.findall("^#+ (.+)$", source, re.M)
            }
            place = NAMES.index(name)
            around = [*NAMES[max(place - 1, 0) : place], *NAMES[place + 1 : place + 2]]
            assert others == [*(f"{other}.html" for other in around), "index.html"]
    assert faults == []


def test_the_list_has_every_exercise_and_the_minutes_of_all():
    overview = exercises.overview()
    assert re.findall(r'href="(.+?)\.html"', overview) == NAMES
    each = [int(minutes) for minutes in re.findall(r"\| (\d+) \|$", overview, re.M)]
    assert each == [catalogue.load(name).minutes for name in NAMES]
    assert overview.startswith(f"{len(NAMES)} exercises, about {sum(each) / 60:.0f} hours")


@pytest.mark.parametrize("chapter", pages.chapter_pages()[1:], ids=pages.name)
def test_a_chapter_ends_its_exercise_with_those_to_go_on_with(chapter):
    number = int(chapter.name[:2])
    section = chapter.read_text("utf-8").split("\n## Exercise\n")[1].split("\n## Summary\n")[0]
    assert section.count(f"print(exercises.of_chapter({number}))") == 1
    linked = re.findall(r'href="\.\./exercises/(.+?)\.html"', exercises.of_chapter(number))
    assert linked == [name for name in NAMES if catalogue.chapter(name) == number]
    assert len(linked) >= 3


@pytest.mark.parametrize(
    ("hint", "is_code"),
    [
        ("return np.mean(...)", True),
        ("for j in J:\n    w[j] = ...", True),
        ("s = z where y = 1.", False),
        ("s = ...\nand after the loop: return s", False),
        ("Ask of each example whether it is right.", False),
    ],
)
def test_a_hint_is_shown_as_what_it_is(hint, is_code):
    assert markdown._is_code(hint) is is_code


def test_plain_text_stays_as_it_is():
    plain = "Is *w* * x_i * y_i < 2 & `w` > [0](1), or $1?"
    shown = to_html(markdown.text(plain))
    assert html.unescape(re.sub("<[^>]+>", "", shown)) == plain.replace("`", "")
    assert "<code>w</code>" in shown and "<em>" not in shown
