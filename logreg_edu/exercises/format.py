"""What an exercise is made of: the data that its `exercise.py` fills in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

Case = dict[str, Any]
# Where an argument is float32, results are rounded to seven digits, and sums of them to fewer.
FLOAT32_RTOL, FLOAT32_ATOL = 1e-4, 1e-6


@dataclass(frozen=True)
class Mistake:
    """What learners write instead of the right thing, and what they are then told.

    ``Mistake("no half", no_half).says("Which factor ...?")`` is an entry of a table: first what
    the mistake is, then the message.

    Attributes:
        name: a few words, unique within its task: "logarithm to base 10".
        wrong: the function with the mistake; where a value is asked for, the wrong value.
        section: the heading that explains it, in the chapter of the exercise; "2: Heading" for one
            in chapter 2. Empty for the section of the exercise.
        also: the same mistake in other words, or other values: each must get this message.
        sign: recognises the mistake by how the learner's function behaves, where no list of
            versions can be complete, such as a clip with any epsilon. It is asked only about
            functions that are wrong; an exception in it means no.
        message: what is probably wrong, as a question where that helps. The example on which it
            shows is added by the judge.
    """

    name: str
    wrong: Any
    section: str = ""
    also: Sequence[Any] = ()
    sign: Callable[[Callable[..., Any]], bool] | None = None
    message: str = ""

    def says(self, message: str) -> Mistake:
        """The same mistake with its message."""
        return replace(self, message=message)


@dataclass(frozen=True)
class Task:
    """One name that the learner's file must define: a function, or the answer to a question.

    Attributes:
        name: the name.
        truth: the right function, or the right value.
        mistakes: the table of misconceptions.
        others: right answers in another style, which must pass, besides the solution.
        cases: makes the arguments to try, by name and in the order of the parameters, small ones
            first and most of them at random; None where the task asks for a value.
        observe: ``observe(function, *arguments)`` gives what is compared, where that is not the
            returned value itself: the cost that is reached, the sizes of a split.
        rtol: how far a number may be off, relative to the right one; FLOAT32_RTOL at least,
            where an argument is float32.
        atol: and besides in absolute terms; FLOAT32_ATOL at least with float32, unless it is 0.
    """

    name: str
    truth: Any
    mistakes: Sequence[Mistake]
    others: Sequence[Any]
    cases: Callable[[np.random.Generator], Iterable[Case]] | None = None
    observe: Callable[..., Any] | None = None
    rtol: float = 1e-9
    atol: float = 1e-12


@dataclass(frozen=True)
class Exercise:
    """One exercise, but for its starter and its solution, which are files beside it.

    Attributes:
        title: a few words.
        kind: "write" a function, "mend" one that is wrong, or "predict" what comes out.
        goal: one sentence.
        shapes: what goes in and what comes out, with shapes; lines.
        minutes: how long it takes.
        section: the heading in the chapter that explains what is needed.
        hints: three or four, from the idea to the formula, code with a gap, and the line.
        further: one question to think on about, when it is done.
        tasks: checked in this order, up to the first that is not right.
    """

    title: str
    kind: Literal["write", "mend", "predict"]
    goal: str
    shapes: str
    minutes: int
    section: str
    hints: Sequence[str]
    further: str
    tasks: Sequence[Task]
