r"""A Python-Markdown extension: typesets formulas, numbers the displayed ones, links to them.

A displayed equation carries a label, which becomes its anchor:

    $$
    z = x \cdot w + b
    \label{eq-score}
    $$

A link to it on the same page, `[the score](#eq-score)`, shows its number: "the score (1)".
Arithmatex finds the formulas; this goes through what it found.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from docs.tools.katex import typeset
from docs.tools.pages import LABEL

MARKS = re.compile(r"[.,;:?!)]+")  # never alone at the beginning of a line
LAST_BOX = "</span></span></span>"  # the end of the last box of a formula, which no line breaks


class Typeset(Treeprocessor):
    """Replaces the TeX in the tree of a page by HTML."""

    def run(self, root: Element) -> None:
        """Typeset all formulas of a page in one go."""
        elements = [e for e in root.iter() if e.get("class") == "arithmatex"]
        formulas, labels = [], []
        for element in elements:
            displayed = element.tag == "div"
            tex = html.unescape(element.text or "")[2:-2].strip()  # without \( \) or \[ \]
            label = LABEL.search(tex) if displayed else None
            if displayed and not label:
                raise ValueError(rf"equation without \label{{eq-...}}: {tex}")
            labels.append(label and label[1])
            formulas.append((LABEL.sub("", tex), displayed))

        numbers: dict[str, int] = {}
        for element, label, rendered in zip(elements, labels, typeset(formulas), strict=True):
            marks = MARKS.match(element.tail or "") if label is None else None
            if marks and element.tail:
                assert rendered.endswith(LAST_BOX)
                inside = rendered.removesuffix(LAST_BOX)
                rendered = f'{inside}<span class="marks">{marks[0]}</span>{LAST_BOX}'
                element.tail = element.tail[marks.end() :]
            placeholder = self.md.htmlStash.store(rendered)
            if label:
                numbers[label] = len(numbers) + 1
                _display(element, label, numbers[label], placeholder)
            else:
                element.set("class", "formula")
                element.text = placeholder

        for link in root.iter("a"):
            number = numbers.get(link.get("href", "").removeprefix("#"))
            if number and link.get("class") != "number":
                last = link[-1] if len(link) else None
                if last is None:
                    link.text = f"{link.text} ({number})"
                else:
                    last.tail = f"{last.tail or ''} ({number})"


def _display(element: Element, label: str, number: int, placeholder: str) -> None:
    """Make a displayed equation: the formula, and its number as a link to itself."""
    element.attrib.update({"class": "equation", "id": label, "data-search-exclude": ""})
    element.text = ""
    SubElement(element, "div", {"class": "formula"}).text = placeholder
    link = {"class": "number", "href": f"#{label}", "aria-label": f"Equation {number}"}
    SubElement(element, "a", link).text = f"({number})"


class Formulas(Extension):
    """Registers `Typeset` after the inline patterns (20) and before anchors are gathered (5)."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown."""
        md.treeprocessors.register(Typeset(md), "formulas", priority=15)


def makeExtension(**settings: object) -> Formulas:
    """Called by Python-Markdown."""
    return Formulas(**settings)
