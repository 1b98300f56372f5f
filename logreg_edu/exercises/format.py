"""What an exercise is made of: the data that its `exercise.py` fills in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

Case = dict[str, Any]
# With float32 arguments, results are rounded to seven digits, and sums to fewer.
FLOAT32_RTOL, FLOAT32_ATOL = 1e-4, 1e-6


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and what they are then told.

    ``Mistake("no half", no_half).says("Which factor ...?")`` is one entry of a table: first the
    mistake, then the message.

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
        others: right answers in other styles, which must pass as the solution does.
        cases: makes the arguments to try, by name and in the order of the parameters, small ones
            first and most of them at random; None where the task asks for a value.
        observe: ``observe(function, *arguments)`` gives what is compared, where that is not the
            returned value itself: the cost that is reached, the sizes of a split.
        whole: whether the result must be of whole numbers, as labels are.
        instead: functions of the library that, beside ``truth``, would do the work: an answer may
            not call them.
        seeds: how many of the judge's seeds are tried; fewer where a call takes long.
        rtol: relative tolerance; at least FLOAT32_RTOL if an argument is float32.
        atol: absolute tolerance; at least FLOAT32_ATOL if an argument is float32, unless it is 0.
    """

    name: str
    truth: Any
    mistakes: Sequence[Mistake] = ()
    others: Sequence[Any] = ()
    cases: Callable[[np.random.Generator], Iterable[Case]] | None = None
    observe: Callable[..., Any] | None = None
    whole: bool = False
    instead: Sequence[Callable[..., Any]] = ()
    seeds: int = 3
    rtol: float = 1e-9
    atol: float = 1e-12


@dataclass(frozen=True)
class Exercise:
    """One exercise, without its starter and its solution, which are files beside it.

    Attributes:
        title: a few words.
        kind: "write" a function, "mend" one that is wrong, or "predict" what comes out.
        goal: one sentence.
        shapes: lines that say what goes in and what comes out, with shapes.
        minutes: how long it takes.
        section: the heading in the chapter that explains what is needed.
        hints: three or four, from the idea to the formula, code with a gap, and the line.
        further: one question to think about when it is done.
        tasks: checked in this order, up to the first that is not right.
        alone: whether an answer may not call the library at all.
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
    alone: bool = False
