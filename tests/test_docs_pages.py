"""Form and language of the pages, and the functions that they call while the site is built."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from docs.tools import benchmark, figure, pages, source
from docs.tools.images import THEMES, canvas

ROOT = Path(__file__).resolve().parents[1]
TEN_LINES, *CHAPTERS = pages.chapter_pages()  # chapter 0 is one screen, and has a form of its own
SECTIONS = [
    "What you will be able to do",
    "In the library",
    "Check yourself",
    "Exercise",
    "Summary",
    "Where to read more",
]
# Words that make a reader who does not see it at once feel slow.
BANNED = r"\b(obvious|obviously|simply|just|trivial|trivially|clearly|easily|of course)\b"

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=pages.name)


@every_chapter
def test_a_chapter_has_all_its_parts(chapter):
    text = chapter.read_text(encoding="utf-8")
    number = int(chapter.name[:2])
    assert re.match(rf"# Chapter {number}: \S.*\n\n\*The question: .+\?\*\n", text)
    headings = re.findall(r"^## (.+)$", pages.without_code(text), re.M)
    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS
    assert SECTIONS[0] in headings[:2] and any(h.startswith("The idea") for h in headings[:2])
    assert re.search(r"^print\(source\(\"logreg_edu\.", text, re.M), "no excerpt of the library"
    assert re.search(r"^\s+figure\($|^print\(figure\(", text, re.M), "no figure"
    assert text.count('!!! question "Predict first"') >= 2


@every_chapter
def test_a_chapter_asks_three_to_five_questions_and_answers_them(chapter):
    text = chapter.read_text(encoding="utf-8")
    section = text.split("\n## Check yourself\n")[1].split("\n## ")[0]
    questions = re.split(r"^\*\*\d\.\*\* ", section, flags=re.M)[1:]
    assert 3 <= len(questions) <= 5
    for question in questions:
        asked, answer = question.split('??? success "Answer"')
        choices = re.findall(r"^- ([A-E]): ", asked, re.M)
        assert len(choices) >= 3
        assert re.match(r"\s+\*\*[A-E]\.\*\* ", answer)
        for choice in choices:  # each is spoken about
            assert re.search(rf"\b{choice}\b", answer), f"{choice} is not explained: {asked}"


@every_chapter
def test_a_chapter_is_read_in_10_to_25_minutes(chapter):
    assert 10 <= pages.minutes(chapter.read_text(encoding="utf-8")) <= 25


def test_printed_code_fits_beside_the_contents():
    """76 characters; what an executed block prints of the library counts, too."""
    faults = []
    for page in pages.pages():
        if "contributing" in page.parts:
            continue
        text = page.read_text(encoding="utf-8")
        printed = [(m[0], len(m[1])) for m in pages.FENCE.finditer(text) if 'exec="on"' not in m[0]]
        printed += [
            (source(name), 0) for name in re.findall(r'^print\(source\("(.+)"\)\)$', text, re.M)
        ]
        lines = [
            line
            for block, indent in printed
            for line in block.split("\n")
            if len(line) - indent > 76
        ]
        faults += [f"{pages.name(page)}: {line}" for line in lines]
    assert faults == []


def test_what_is_folded_takes_no_time():
    folded = '??? note "Aside"\n\n    Many words.\n\n    ```python\n    1\n    ```\n\n'
    inner = '!!! question "Predict first"\n    Two words.\n\n    ' + folded.replace("\n", "\n    ")
    assert pages.minutes("# Title\n\n" + folded + "Four more words here.\n") == 6 / 150
    assert pages.minutes("# Title\n\n" + inner + "\n\nEnd.\n") == 9 / 150


def test_it_takes_five_minutes_from_the_start_page_to_a_trained_model():
    start, there, _ = (pages.DOCS / "index.md").read_text("utf-8").partition("(chapters/00-")
    text = TEN_LINES.read_text(encoding="utf-8")
    assert there and pages.minutes(start) + pages.minutes(text) <= 5
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    assert len(re.findall(r"^.*\S", block, re.M)) == 10
    linked = re.findall(r"\]\((0[1-8]-[a-z-]+\.md)\)", text)
    assert list(dict.fromkeys(linked)) == [chapter.name for chapter in CHAPTERS[:8]]


def test_the_start_page_links_everything():
    """But for the chapters, which are in its table, and what an overview lists."""
    text = (pages.DOCS / "index.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([\w/-]+\.md)\)", text))
    listed = ("chapters/", "api/", "exercises/", "index.md")
    others = {name for name in map(pages.name, pages.pages()) if not name.startswith(listed)}
    assert others | {"exercises/index.md", "api/index.md"} <= linked


def test_what_code_writes_into_a_page_links_to_built_pages():
    """MkDocs turns `.md` into `.html` in the text of a page alone."""
    for code in (ROOT / "docs").rglob("*.py"):
        assert not re.search(r"\]\([^)]*\.md\b", code.read_text(encoding="utf-8")), code


def test_no_word_belittles_the_reader():
    found = {
        pages.name(page): re.findall(BANNED, pages.prose(page.read_text(encoding="utf-8")), re.I)
        for page in pages.pages()
    }
    assert {page: words for page, words in found.items() if words} == {}


def test_form():
    faults = []
    for page in pages.pages():
        text = page.read_text(encoding="utf-8")
        rest = pages.without_code(text)
        checks = {
            "not one title, at the top": text.startswith("# ")
            and len(re.findall(r"^# ", rest, re.M)) == 1,
            "a formula in a heading is not in the contents": not re.search(r"^#.*\$", rest, re.M),
            "a picture without words": not re.search(r"!\[\s*\]", rest),
            "a link without https": "http://" not in rest,
            "a link that is only a formula": not re.search(r"(?<!!)\[\$[^$\]]*\$\]\(", rest),
        }
        faults += [f"{pages.name(page)}: {fault}" for fault, good in checks.items() if not good]
    assert faults == []


def test_the_glossary_sends_to_pages_that_have_the_words():
    """But for their endings: "calibrated" will do for "calibration"."""
    text = (pages.DOCS / "glossary.md").read_text(encoding="utf-8")
    entries = re.findall(r"^\*\*(.+)\*\*\n:   ((?:.+\n)+)", text, re.M)
    letters = [re.sub("[^a-z ]", "", term.lower()) for term, _ in entries]
    assert letters == sorted(letters)
    missing = []
    for term, says in entries:
        targets = re.findall(r"\]\(([\w/-]+\.md)", says)
        assert set(targets) - {"notation.md"}, f"{term}: no chapter"
        for target in targets:
            page = pages.prose((pages.DOCS / target).read_text(encoding="utf-8")).lower()
            words = " ".join(page.replace("*", "").split())
            names = [name.split() for name in term.lower().split(", ")]
            if not any(all(word[:8] in words for word in name) for name in names):
                missing.append(f"{target} does not have the words {term}")
    assert missing == []


def test_spelling():
    others = ["--skip", "codemirror,katex,pyodide"]
    command = [sys.executable, "-m", "codespell_lib", *others, "docs", "README.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# What pages call


def draw(theme: str):
    with canvas(theme, 3, 2) as (drawing, palette):
        drawing.subplots().plot([0, 1], [1, 0], color=palette.lines[0])
    return drawing


def test_a_figure_comes_in_both_themes_with_words():
    markdown = figure(draw, alt='falls from 1 to 0, "straight"', caption="A *line*.")
    images = re.findall(r"<img [^>]+>", markdown)
    assert [re.search(r'class="only-(\w+)"', image)[1] for image in images] == list(THEMES)
    for image, paper in zip(images, ["#ffffff", "#1e2129"], strict=True):
        assert 'alt="falls from 1 to 0, &quot;straight&quot;"' in image
        assert 'width="288" height="192"' in image
        address = re.search(r'src="data:image/svg\+xml,([^"\s<>]+)"', image)[1]
        assert unquote(address).startswith("<svg ") and paper in unquote(address)
        assert "NaN" not in address
    assert '<figcaption markdown="span">A *line*.</figcaption>' in markdown
    assert figure(draw, alt="a line") == figure(draw, alt="a line"), "not the same twice"


def test_an_excerpt_is_what_the_file_has_but_for_docstring_and_type_hints():
    first, header, *body, last = source("logreg_edu.loss:loss").splitlines()
    assert first == '```python title="logreg_edu/loss.py"' and last == "```"
    assert header == "def loss(z, y):"
    file = (ROOT / "logreg_edu/loss.py").read_text(encoding="utf-8")
    assert "\n".join(body) in file
    assert '"""' not in "".join(body) and "return" in body[-1]


def test_in_an_excerpt_long_arguments_are_wrapped_and_methods_are_plain():
    _, *lines, _ = source("logreg_edu.newton:newton_descent").splitlines()
    start = lines.index("def newton_descent(")
    assert lines[start + 2] == "):" and lines[start + 1].startswith("    X, y, l2=0.0, iterations=")
    _, *lines, _ = source("logreg_edu.acceleration:AcceleratedStep").splitlines()
    assert "    def __call__(self, ahead, iteration):" in lines and '"""' not in "".join(lines)


def test_equations_are_read_from_where_they_are_displayed():
    text = (
        "$$\na = b\n\\label{eq-one}\n$$\n\n- item\n\n    $$ c =\n    d \\label{eq-two} $$\n\n"
        "```\n$$\nno = no\n$$\n```\n\nPrices in $ and $e = f$.\n"
    )
    assert pages.equations(text) == {"eq-one": "a = b", "eq-two": "c = d"}
    with pytest.raises(ValueError, match="without"):
        pages.equations("$$\na = b\n$$")
    with pytest.raises(ValueError, match="two equations"):
        pages.equations(text + "$$\nx\n\\label{eq-one}\n$$\n")


def test_prose_is_what_is_left_without_code_equations_and_targets():
    text = (
        "# T\n\nOne [two](three.md#four) `five`.\n\n```py\nsix\n```\n<!-- seven -->\n$$\n8\n$$\n"
        '??? tip "Nine"\n\n    ```pycon\n    ten\n    ```\n\n    eleven\n'
    )
    words = re.findall(r"\w+", pages.prose(text))
    assert words == ["T", "One", "two", "five", "tip", "Nine", "eleven"]


def test_the_tables_of_the_benchmark(monkeypatch):
    def run(above: float, seconds: float) -> dict:
        return {
            "above_minimum": above,
            "seconds": {"median": seconds},
            "test_accuracy": 0.9,
            "runs": 5,
            "iterations": 7,
        }

    ours = {
        "newton to 1e-03": run(5e-4, 1.0),
        "newton to 1e-05": run(5e-6, 2.0),
        "accelerated to 1e-05": run(5e-6, 3.0),
        "descent": run(0.5, 9.0),
        "scikit-learn lbfgs to 1e-03": run(5e-4, 4.0),
    }
    peers = {
        "contenders": {"JAX to 1e-05": run(5e-6, 1.5), "newton to 1e-05": run(5e-6, 2.0)},
        "versions": {"jax": {"jax": "0.1"}},
        "missing": ["cyanure"],
    }
    measured = {
        "accuracies": [1e-3, 1e-5],
        "contenders": ours,
        "data": {"m": 60_000, "n": 784, "K": 10, "l2": 1e-4},
        "machine": {"cpu": "A", "cores": 2, "versions": {"scikit-learn": "1.9"}},
    }
    monkeypatch.setattr(benchmark, "record", lambda: measured)
    rows = [line.split(" | ") for line in benchmark.table().splitlines()[2:]]
    assert [row[0].removeprefix("| ") for row in rows] == [
        "Newton's method", "accelerated descent", "scikit-learn, lbfgs", "gradient descent, $1/L$",
        "SciPy, L-BFGS-B",
    ]  # fmt: skip
    assert rows[0][1:3] == ["1.00", "2.00"] and rows[1][1:3] == ["3.00", "3.00"]
    assert rows[2][1:3] == ["4.00", "not reached"]
    assert rows[4][1:] == ["not reached", "not reached", " |"]  # too slow: no run
    assert "which is 4.0 times as long" in benchmark.sentences()
    assert benchmark.peers() == ""
    measured["peers"] = peers
    first, second = benchmark.peers().splitlines()[2:4]
    assert first.startswith("| JAX | 1.50 | 1.50 |") and second.startswith("| Newton's method |")
    assert "jax 0.1" in benchmark.peers() and "cyanure" in benchmark.peers()
