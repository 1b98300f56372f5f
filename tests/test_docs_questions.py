"""Every question of the site takes an answer, and every wrong choice is told why it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent

import pytest

from docs.tools import pages

CHOICE = re.compile(r"^- ([A-H]): ", re.M)
INPUT = re.compile(r"^ *(?:print\()?asked\.(?:number|place)\(", re.M)
PREDICTION = re.compile(r'^!!! question "Predict first"\n((?:[ \t]*\n|[ \t]+.*\n)+)', re.M)
FOLD = re.compile(r'^\?\?\? success ".+"\n', re.M)


@dataclass
class Question:
    """A question as a page has it: what is asked, above the fold, and the answer in the fold."""

    asked: str
    answer: str

    @property
    def faults(self) -> list[str]:
        """Why it does not take an answer, or leaves a wrong one without a reason."""
        choices = CHOICE.findall(self.asked)
        if not choices:
            return [] if INPUT.search(self.asked) else ["it takes no answer"]
        if choices != list("ABCDEFGH"[: len(choices)]) or len(choices) < 2:
            return [f"the choices are {choices}"]
        right = self.right
        if not right or not set(right) <= set(choices):
            return ["the fold does not begin with the right letter"]
        reasons = CHOICE.findall(self.answer)
        wrong = [letter for letter in choices if letter not in right]
        return [] if reasons == wrong else [f"the reasons are for {reasons}, not for {wrong}"]

    @property
    def right(self) -> list[str]:
        """The right letter, or those of several lists of choices: **B.** or **B and E.**"""
        begins = re.match(r"\s*\*\*([A-H](?: and [A-H])*)\.\*\*", self.answer)
        return begins[1].split(" and ") if begins else []


def questions(text: str) -> list[Question]:
    """The questions of a page: "Predict first", then "Check yourself"."""
    asked = [dedent(match[1]) for match in PREDICTION.finditer(text)]
    section = text.partition("\n## Check yourself\n")[2].partition("\n## ")[0]
    asked += re.split(r"^\*\*\d\.\*\* ", section, flags=re.M)[1:]
    found = []
    for each in asked:
        question, *folds = FOLD.split(each + "\n")
        (answer,) = folds  # one question, one fold
        found.append(Question(question, dedent(answer)))
    return found


def texts() -> dict[str, str]:
    """The pages; not the one that explains how to write a question."""
    found = {pages.name(page): page.read_text("utf-8") for page in pages.pages()}
    del found["contributing/writing-a-chapter.md"]
    return found


def of_the_site() -> list[tuple[str, Question]]:
    """All questions, each with the name of its page."""
    return [(name, question) for name, text in texts().items() for question in questions(text)]


def test_every_question_takes_an_answer_and_gives_its_reasons():
    faults = [
        f"{name}: {fault}: {' '.join(question.asked.split())[:80]}"
        for name, question in of_the_site()
        for fault in question.faults
    ]
    assert faults == []


def test_all_questions_are_counted():
    """Counted once more by their words, without any idea of where they begin and end."""
    predictions, checks = (
        sum(text.count(words) for text in texts().values())
        for words in ('!!! question "Predict first"\n', '??? success "Answer"\n')
    )
    assert len(of_the_site()) == predictions + checks
    assert predictions >= 60 and checks >= 60


@pytest.mark.parametrize("chapter", pages.chapter_pages(), ids=pages.name)
def test_what_is_taken_away_is_missed(chapter):
    """Each reason, each list of choices and each input of a chapter, one at a time."""
    for question in questions(chapter.read_text("utf-8")):
        for reason in re.findall(r"^- [A-H]: .*\n", question.answer, re.M):
            assert Question(question.asked, question.answer.replace(reason, "")).faults
        without = re.sub(r"^- [A-H]: .*\n", "", question.asked, flags=re.M)
        assert Question(re.sub(r"asked\.", "", without), question.answer).faults
        if question.right:
            assert Question(question.asked, question.answer.replace("**", "", 1)).faults
