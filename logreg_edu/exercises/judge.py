"""Decides about an answer, and says which mistake was made; without processes or files.

The learner's function and the true one get the same arguments. If their results differ, every
mistake of the table gets them, too: the learner made the mistake with the same results. If all are
right, what else a function must do is looked at: leave its arguments as they are, give the same
answer each time, and do the work itself.
"""

from __future__ import annotations

import copy
import inspect
import random
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real
from types import CodeType, FrameType, FunctionType
from typing import Any

import numpy as np

import logreg_edu
from logreg_edu.exercises.format import FLOAT32_ATOL, FLOAT32_RTOL, Case, Exercise, Mistake, Task

# A mistake that does not explain all that is wrong is named if it explains at least this share.
EXPLAINED = 0.6
IN_PART = "This explains most of the wrong results, but not all of them."
# The numbers in the arguments from which on nobody follows an example by hand.
LARGE = 200
# Everybody's answer gets the arguments of these seeds, so that no verdict hangs on luck.
SEEDS = (0, 1, 2)
LIBRARY = logreg_edu.__file__.removesuffix("__init__.py")  # the folder, to the last separator


@dataclass(frozen=True)
class Verdict:
    """The result of a check.

    Attributes:
        passed: whether all of it is right.
        task: the name of the first task that is not right, or "".
        mistake: the name of the mistake, if it is in the table.
        message: what is wrong, in words.
        example: the smallest arguments that show it, with the result and the right one.
        section: the heading that explains it, as in `Mistake.section`.
        line: where in the learner's file an error happened, or 0.
        trace: that line and the error, as Python shows them.
        done: the tasks that are right.
        output: what the learner's file printed; filled in by the runner.
        lost: whether it was right before and is no longer; filled in by the session.
    """

    passed: bool
    task: str = ""
    mistake: str = ""
    message: str = ""
    example: str = ""
    section: str = ""
    line: int = 0
    trace: str = ""
    done: tuple[str, ...] = ()
    output: str = ""
    lost: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a function did with some arguments.

    Attributes:
        value: what it returned or, if the task observes something else, that.
        error: what it raised.
        returned: what it returned last.
        changed: the name of an argument that it changed, or "".
    """

    value: Any = None
    error: BaseException | None = None
    returned: Any = None
    changed: str = ""


Trial = tuple[Case, Outcome, Outcome]  # arguments; your result and the right one


def judge(exercise: Exercise, namespace: Mapping[str, Any], seed: int = 0) -> Verdict:
    """Check what the learner's file defines, one task after another.

    Args:
        exercise: the exercise.
        namespace: what the learner's file defines, by name.
        seed: draws arguments beside those of `SEEDS`. The same seed gives the same verdict; with
            one that depends on the file, memorised results are of no use.

    Returns:
        The verdict, about the first task that is not right.
    """
    done: list[str] = []
    for task in exercise.tasks:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = _judge_task(exercise, task, namespace, seed)
        if not verdict.passed:
            section = verdict.section or exercise.section
            return replace(verdict, task=task.name, section=section, done=tuple(done))
        done.append(task.name)
    return Verdict(passed=True, done=tuple(done))


def _judge_task(exercise: Exercise, task: Task, namespace: Mapping[str, Any], seed: int) -> Verdict:
    if task.name not in namespace:
        return _wrong(f"There is no `{task.name}` in the file. Keep the name that the task gives.")
    answer = namespace[task.name]
    if task.cases is None:
        return _judge_value(task, answer)
    return _judge_function(exercise, task, answer, seed)


def _wrong(message: str, **more: Any) -> Verdict:
    return Verdict(passed=False, message=message, **more)


# A value: predict it


def _judge_value(task: Task, answer: Any) -> Verdict:
    if answer is None or answer is ...:
        return _wrong(f"`{task.name}` has no answer yet. What do you expect?")
    example = f"your answer: {shown(answer)}"
    other_type = _other_type(answer, task.truth)
    rounded = getattr(answer, "dtype", None) == np.float32
    rtol = max(task.rtol, FLOAT32_RTOL) if rounded else task.rtol
    if close(answer, task.truth, rtol, task.atol) and not other_type:
        return Verdict(passed=True)
    for mistake in task.mistakes:
        if any(close(answer, w, task.rtol, task.atol) for w in (mistake.wrong, *mistake.also)):
            return _named(mistake, example)
    if other_type:
        return _wrong(f"`{task.name}` {other_type}", example=example)
    return _wrong(
        f"`{task.name}` has a different value. Work it out on paper, or run it and ask why.",
        example=example,
    )


def _other_type(answer: Any, truth: Any) -> str:
    """What an answer is, if it is no number, or no tuple, where one is asked for."""
    if isinstance(truth, tuple):
        wanted, size = f"a tuple of {len(truth)} is", len(truth)
    elif np.ndim(truth) == 0 and np.asarray(truth).dtype.kind in "iuf":
        wanted, size = "a number is", 0
    else:
        return ""
    if isinstance(answer, str):
        return f"is a string, where {wanted} asked for. Write it without quotation marks."
    if callable(answer):
        return f"is a function, where {wanted} asked for. Call it, or write what it gives."
    if isinstance(answer, tuple) and not size:
        return (
            f"is a tuple, where {wanted} asked for. Is there a comma at the end of the line, or"
            " one in place of the decimal point?"
        )
    try:
        alike = np.shape(answer) == ((size,) if size else ())
    except ValueError:  # rows of different lengths
        alike = False
    if isinstance(answer, bool | np.bool_ | dict | set) or not alike:
        return f"is {described(answer)}, where {wanted} asked for."
    return ""


# A function: write it, mend it


def _judge_function(exercise: Exercise, task: Task, function: Any, seed: int) -> Verdict:
    if not callable(function):
        return _wrong(f"`{task.name}` must be a function, not {shown(function)}.")
    module = getattr(function, "__module__", None) or ""
    if module.startswith("logreg_edu.") and ".exercises." not in module:
        return _wrong(f"`{task.name}` is the library's own. Write yours, then compare.")
    every: list[list[Trial]] = []
    np.random.random_sample(), random.random()  # on from a seed that the file may have set
    before, own = _shared(), _state(function)
    for number in dict.fromkeys((*SEEDS[: task.seeds], seed)):
        every.append([
            (case, outcome(task, function, case), outcome(task, task.truth, case))
            for case in cases(task, number)
        ])  # fmt: skip
        if any(not _is_right(task, *trial) for trial in every[-1]):
            return _explained(task, function, every, before | own)
    message = (
        _changes_an_argument(task, every)
        or _keeps_something(task, function, every, before)
        or _asks_the_library(exercise, task, function, every[0])
    )
    return _wrong(message) if message else Verdict(passed=True)


def cases(task: Task, seed: int) -> list[Case]:
    """The arguments of a seed; those with truths 0 and 1 once more with the truths as floats."""
    assert task.cases is not None
    drawn = task.cases(np.random.default_rng(seed))
    plain = [{name: _indexing(value) for name, value in case.items()} for case in drawn]
    return plain + [
        case | {name: value.astype(np.float64)}
        for case in plain
        for name, value in case.items()
        if name in ("y", "Y") and getattr(value, "dtype", np.dtype(float)).kind in "iu"
    ]


def _indexing(value: Any) -> Any:
    """Drawn whole numbers have 64 bits; those that index arrays have 32 in the page."""
    return value.astype(np.intp, copy=False) if getattr(value, "dtype", None) == np.int64 else value


def _explained(
    task: Task, function: Any, every: Sequence[Sequence[Trial]], before: dict[str, Any]
) -> Verdict:
    """The verdict on a function of which at least one result is wrong, of the last arguments."""
    trials = every[-1]
    failed = [trial for trial in trials if not _is_right(task, *trial)]
    passed = [case for case, *outcomes in trials if _is_right(task, case, *outcomes)]
    if all(isinstance(yours.error, NotImplementedError) for _, yours, _ in trials):
        return _wrong(
            f"`{task.name}` returns nothing. Is it still to be written, or is a `return` missing?"
        )
    case, yours, right = min(failed, key=lambda trial: _size(trial[0]))
    file = code.co_filename if (code := getattr(function, "__code__", None)) else ""
    about: dict[str, Any] = {
        "example": _example(case, yours, right),
        "line": line_of(yours.error, file),
        "trace": trace_of(yours.error, file),
    }
    mistake, whole = _diagnose(task, function, trials)
    if mistake and whole:
        return replace(_named(mistake, ""), **about)
    changed = _changes_an_argument(task, every)
    if message := changed or _keeps_something(task, function, every, before):
        return _wrong(message, **about)
    if mistake:
        named = _named(mistake, "")
        return replace(named, message=f"{named.message} {IN_PART}", **about)
    if isinstance(yours.error, NotImplementedError):
        message = (
            f"`{task.name}` returns nothing for these arguments. Which path through it ends without"
            " a `return`?"
        )
    elif yours.error is not None and about["line"]:
        message = explain(yours.error)
    elif yours.error is not None:
        message = (
            f"`{task.name}` returns {described(yours.returned)}. Compare that with what the top of"
            " the file says it gives back."
        )
    elif factor := _factor(trials):
        message = (
            "Every value has the wrong sign. Where does a minus belong?"
            if np.isclose(factor, -1)
            else f"Every value is {factor:.4g} times what it should be. Where does that come from?"
        )
    elif not task.whole and all(_near(task, yours.value, r.value) for _, yours, r in failed):
        message = (
            f"`{task.name}` is nearly right: its numbers have only the first few digits of the"
            " right ones. Is something rounded, computed in float32, or stopped too early?"
        )
    elif LARGE < _size(case) > max(map(_size, passed), default=np.inf):
        message = (
            f"`{task.name}` is right for small arguments, but wrong for these, which hold many"
            " numbers. What in it depends on how many there are?"
        )
    else:
        message = _generic(task, yours.value, right.value)
    return _wrong(message, **about)


def outcome(task: Task, function: Callable[..., Any], case: Case) -> Outcome:
    """Call a function with copies of the arguments, so that it cannot change them for others."""
    return _called(task, function, copy.deepcopy(list(case.values())))


def _called(task: Task, function: Callable[..., Any], arguments: list[Any]) -> Outcome:
    returned: Any = None
    changed = ""

    def written(*given: Any) -> Any:
        nonlocal returned, changed
        before = copy.deepcopy(given)
        returned = function(*given)
        if returned is None:
            raise NotImplementedError
        touched = (i for i, pair in enumerate(zip(given, before, strict=True)) if not _equal(*pair))
        if not changed and (place := next(touched, None)) is not None:
            changed = _parameter(function, place)
        return returned

    try:
        value = task.observe(written, *arguments) if task.observe else written(*arguments)
    except (Exception, SystemExit) as error:
        return Outcome(error=error, returned=returned, changed=changed)
    return Outcome(value, returned=returned, changed=changed)


def _equal(a: Any, b: Any) -> bool:
    """Whether two values are the same to the last bit; functions and the like always are."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (a.shape, a.dtype) == (b.shape, b.dtype) and (
            all(map(_equal, a.flat, b.flat)) if a.dtype.hasobject else a.tobytes() == b.tobytes()
        )
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    plain = int | float | complex | str | bytes | set | np.generic | None
    return not isinstance(a, plain) or bool(a == b or a != a)


def _parameter(function: Callable[..., Any], place: int) -> str:
    try:
        return list(inspect.signature(function).parameters)[place]
    except (TypeError, ValueError, IndexError):
        return f"argument {place + 1}"


# What a function must not do, even if all its results are right


def _changes_an_argument(task: Task, every: Sequence[Sequence[Trial]]) -> str:
    changed = (yours.changed for trials in every for _, yours, _ in trials if yours.changed)
    return _is_changed(task, name) if (name := next(changed, "")) else ""


def _is_changed(task: Task, name: str) -> str:
    return (
        f"`{task.name}` changes the `{name}` that it is given, and whoever called it still needs"
        " that. `a = a + b` makes a new array; `a += b` and `out=a` write into the old one."
    )


def _keeps_something(
    task: Task, function: Any, every: Sequence[Sequence[Trial]], before: dict[str, Any]
) -> str:
    """Whether a result depends on the calls before it, or a call leaves something changed.

    Args:
        task: the task.
        function: the learner's.
        every: what it did so far.
        before: what may not have changed since before the first call; what else a function can
            reach is compared before and after calls of which it has seen the arguments.
    """
    before = _state(function) | before
    wrong = any(
        not _again(task, case, outcome(task, function, case), yours)
        for case, yours, _ in reversed(every[0])
    )
    # The same arrays with other numbers in them: was a result kept by the array's address?
    for (case, *_), (other, yours, _) in zip(every[0], every[-1], strict=False):
        if _differ_in_numbers_alone(case, other):
            arguments = copy.deepcopy(list(case.values()))
            _called(task, function, arguments)
            for argument, value in zip(arguments, other.values(), strict=True):
                if isinstance(argument, np.ndarray):
                    argument[...] = value
            wrong |= not _again(task, other, _called(task, function, arguments), yours)
    if wrong:
        return (
            f"`{task.name}` gives a different result when it is called again. What does it keep"
            " from the call before: a global name, a default argument, a cache?"
        )
    after = _shared() | _state(function)
    changed = [
        name for name in before if name not in after or not _equal(before[name], after[name])
    ]
    if changed:
        return (
            f"A call of `{task.name}` changes {changed[0]}, which outlives it. A result should"
            " depend on the arguments alone: use names that exist only inside the function."
        )
    return ""


def _again(task: Task, case: Case, now: Outcome, before: Outcome) -> bool:
    return _equal(now.value, before.value) or _same(task, case, now, before)


def _differ_in_numbers_alone(case: Case, other: Case) -> bool:
    """Whether two cases are the same but for the numbers in their arrays."""

    def alike(x: Any, y: Any) -> bool:
        if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
            return (x.shape, x.dtype) == (y.shape, y.dtype)
        return x is y if callable(x) else _equal(x, y)

    return all(map(alike, case.values(), other.values()))


def _shared() -> dict[str, Any]:
    """What belongs to everybody in the process."""
    return {
        "the error settings of NumPy (`np.seterr`)": np.geterr(),
        "the filters of `warnings`": list(warnings.filters),
        "the random numbers of `np.random`": np.random.get_state(legacy=False),
        "the random numbers of `random`": random.getstate(),
    }


def _state(function: Any) -> dict[str, Any]:
    """Data outside of a function that it, or a function that it uses, can reach and change."""
    state: dict[str, Any] = {}
    waiting, seen = [function], set()
    while waiting:
        one = inspect.unwrap(waiting.pop())
        if not isinstance(one, FunctionType) or one in seen:
            continue
        seen.add(one)
        used = {name: one.__globals__[name] for name in _names(one.__code__) & set(one.__globals__)}
        cells = zip(one.__code__.co_freevars, one.__closure__ or (), strict=True)
        used |= {name: cell.cell_contents for name, cell in cells}
        used |= {f"{one.__name__}.{name}": value for name, value in vars(one).items()}
        parameters = inspect.signature(one).parameters.values()
        used |= {p.name: p.default for p in parameters if p.default is not p.empty}
        waiting += [v for v in used.values() if getattr(v, "__globals__", 0) is one.__globals__]
        plain = (
            int | float | str | bytes | list | tuple | dict | set | np.ndarray | np.generic | None
        )
        for name, value in used.items():
            if isinstance(value, plain):
                state[f"`{name}`"] = copy.deepcopy(value)
    return state


def _names(code: CodeType) -> set[str]:
    """The global names that a function uses, and the functions inside it."""
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _asks_the_library(
    exercise: Exercise, task: Task, function: Any, trials: Sequence[Trial]
) -> str:
    """Whether the library does the work: the function to be written or, in some exercises, any."""
    answers = {_code(task.truth), *map(_code, task.instead)} - {None}
    own = code.co_filename if (code := _code(function)) else ""
    given: set[CodeType | None] = set()  # functions among the arguments may be called
    asked: list[str] = []

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or asked or frame.f_code in given:
            return
        file = frame.f_code.co_filename
        if not file.startswith(LIBRARY) or file.startswith(f"{LIBRARY}exercises"):
            return
        by = frame.f_back.f_code.co_filename if frame.f_back else ""
        if frame.f_code in answers or (exercise.alone and by == own):
            asked.append(frame.f_code.co_name)

    def watched(*arguments: Any) -> Any:
        nonlocal given
        given = {_code(argument) for argument in arguments}
        sys.setprofile(watch)
        try:
            return function(*arguments)
        finally:
            sys.setprofile(None)

    for case, _, _ in trials:
        outcome(task, watched, case)
    return (
        f"`{task.name}` lets the library's `{asked[0]}` do the work. Write it yourself, then"
        " compare."
        if asked
        else ""
    )


def _code(function: Any) -> CodeType | None:
    return getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None


def _is_right(task: Task, case: Case, a: Outcome, right: Outcome) -> bool:
    floats = isinstance(a.value, np.ndarray | np.generic) and a.value.dtype.kind == "f"
    return _same(task, case, a, right) and not (task.whole and floats)


def _same(task: Task, case: Case, a: Outcome, b: Outcome) -> bool:
    if a.error is not None or b.error is not None:
        return type(a.error) is type(b.error)
    rtol, atol = task.rtol, task.atol
    if any(getattr(argument, "dtype", None) == np.float32 for argument in case.values()):
        rtol = max(rtol, FLOAT32_RTOL)
        atol = max(atol, FLOAT32_ATOL) if atol else 0.0
    return close(a.value, b.value, rtol, atol)


def close(a: Any, b: Any, rtol: float, atol: float) -> bool:
    """Whether ``a`` equals ``b`` up to rounding: same structure, same shape, numbers close."""
    if isinstance(b, str):
        return isinstance(a, str) and a.strip().lower() == b.lower()
    if isinstance(b, dict):
        return (
            isinstance(a, dict)
            and a.keys() == b.keys()
            and all(close(a[key], b[key], rtol, atol) for key in b)
        )
    if isinstance(b, tuple):
        return (
            (isinstance(a, tuple | list) or np.ndim(a) > 0)
            and len(a) == len(b)
            and all(close(x, y, rtol, atol) for x, y in zip(a, b, strict=True))
        )
    try:
        a = float(a) if isinstance(a, Real | Decimal) else a  # a Fraction, too
        a, b = np.asarray(a), np.asarray(b)
        if a.dtype.kind not in "biuf" or a.shape != b.shape:
            return False
        a, b = a.astype(np.float64), b.astype(np.float64)
    except Exception:  # whatever the learner returned, it is not an array
        return False
    with np.errstate(all="ignore"):  # infinity minus infinity
        near = np.isfinite(b) & (np.abs(a - b) <= atol + rtol * np.abs(b))
    return bool(((a == b) | near | (np.isnan(a) & np.isnan(b))).all())


def _diagnose(
    task: Task, function: Callable[..., Any], trials: Sequence[Trial]
) -> tuple[Mistake | None, bool]:
    """The mistake that explains best what the learner's function does, if one does.

    A mistake explains the failed cases in which its result is the learner's. Against it count the
    other failed cases, and those in which only the mistake fails.

    Returns:
        (the mistake or None, whether it explains all).
    """
    best, best_share = None, 0.0
    for mistake in task.mistakes:
        for wrong in (mistake.wrong, *mistake.also):
            explained = counted = 0
            for case, yours, right in trials:
                its = outcome(task, wrong, case)
                fails, its_fails = (not _is_right(task, case, a, right) for a in (yours, its))
                alike = _same(task, case, yours, its) and _cause(yours.error) == _cause(its.error)
                explained += fails and its_fails and alike
                counted += fails or its_fails
            if explained == counted:
                return mistake, True
            if explained > best_share * counted:
                best, best_share = mistake, explained / counted
    if signed := next((m for m in task.mistakes if m.sign and _shows(m.sign, function)), None):
        return signed, True
    return (best, False) if best_share >= EXPLAINED else (None, False)


SHAPES = re.compile("mismatch in its core dimension|not aligned|could not be broadcast")


def _cause(error: BaseException | None) -> tuple[type, str] | None:
    """What two errors must share to come from the same mistake: without numbers and shapes."""
    if error is None:
        return None
    text = str(error)
    return type(error), "shapes" if SHAPES.search(text) else re.sub(r"[\d(), ]+", " ", text)


def _shows(sign: Callable[[Callable[..., Any]], bool], function: Callable[..., Any]) -> bool:
    try:
        return bool(sign(function))
    except Exception:
        return False


def _generic(task: Task, yours: Any, right: Any) -> str:
    """The message about a wrong result that no mistake of the table explains."""
    if isinstance(right, dict):  # what the task observes
        if not isinstance(yours, dict):
            return f"`{task.name}` runs, but its result is not right. Follow the example by hand."
        wrong = [k for k in right if k not in yours or not _near(task, yours[k], right[k])]
        return (
            f"`{task.name}` runs, but this is not right: {', '.join(wrong)}. Follow the example by"
            " hand."
        )
    if isinstance(right, tuple):
        if not isinstance(yours, tuple | list) or len(yours) != len(right):
            return f"`{task.name}` should return {len(right)} values."
        pairs = zip(yours, right, strict=True)
        differing = (pair for pair in pairs if not _near(task, *pair))
        yours, right = next(differing, (yours[0], right[0]))
    try:
        a, b = np.asarray(yours), np.asarray(right)
        if a.dtype.kind == "c":
            return f"`{task.name}` should return real numbers, not complex ones."
        if a.dtype.kind not in "biuf":
            return f"`{task.name}` should return numbers, not {described(yours)}."
    except Exception:
        return f"`{task.name}` returns {described(yours)}, which is not an array of numbers."
    if a.shape != b.shape:
        swapped = a.ndim == 2 and a.shape == b.shape[::-1]
        question = (
            "Are rows and columns swapped?"
            if swapped
            else "Which step keeps too much, or too little?"
        )
        return f"The result has the shape {a.shape}; it should have {b.shape}. {question}"
    if task.whole and a.dtype.kind == "f" and _near(task, a, b):
        return (
            f"The numbers are right, but their type is {a.dtype}. Labels are whole numbers: which"
            " step makes floats of them?"
        )
    if not np.isfinite(a).all() and np.isfinite(b).all():
        return "The result is not a finite number. Which step overflows, or divides by zero?"
    return f"`{task.name}` runs, but its result is not right. Follow the example by hand."


def _near(task: Task, a: Any, b: Any) -> bool:
    return close(a, b, max(task.rtol, FLOAT32_RTOL), max(task.atol, FLOAT32_ATOL))


def _factor(trials: Sequence[Trial]) -> float | None:
    """The factor by which all values are too large or too small, if there is one."""
    numbers = np.ndarray | np.floating
    pairs = [
        pair
        for _, yours, right in trials
        for pair in (
            zip(yours.value, right.value, strict=False)
            if isinstance(yours.value, tuple) and isinstance(right.value, tuple)
            else [(yours.value, right.value)]
        )
    ]
    if not all(isinstance(x, numbers) and x.dtype.kind == "f" for pair in pairs for x in pair):
        return None
    if any(np.shape(x) != np.shape(y) for x, y in pairs):
        return None
    a, b = (np.concatenate([np.ravel(v) for v in side]) for side in zip(*pairs, strict=True))
    ratios = a[b != 0] / b[b != 0]
    if ratios.size < 2 or a[b == 0].any() or not np.isfinite(ratios).all():
        return None
    same = close(ratios, np.full_like(ratios, ratios[0]), 1e-4, 0)
    return float(ratios[0]) if same and abs(ratios[0] - 1) > 1e-3 else None


def _named(mistake: Mistake, example: str) -> Verdict:
    return _wrong(mistake.message, mistake=mistake.name, example=example, section=mistake.section)


# What is shown to the learner


class NoDebugger(Exception):
    """Raised by `breakpoint()` during a check."""


EXPLANATIONS = {
    RecursionError: "A function calls itself endlessly. When should it stop?",
    EOFError: "`input()` has nobody to answer it here. Put the value into the file.",
    NoDebugger: "`breakpoint()` has nobody to answer it here. Take it out; to step through your"
    " code, run the file itself.",
    SystemExit: "The code ends the program (`exit`). Leave that line out: the check goes on.",
    MemoryError: "The code needs more memory than a check allows. Is an array too large?",
    NotImplementedError: "This is still to be written.",
}
# What NumPy and Python say of more memory than there are addresses: in the page, from 2 GB on.
TOO_LARGE = re.compile(
    "^array is too big|^Maximum allowed (size|dimension) exceeded|^iterator is too large"
    "|^broadcast dimensions too large|into an index-sized integer$"
)


def explain(error: BaseException) -> str:
    """An error in the learner's code as one friendly line."""
    if isinstance(error, SyntaxError):
        return f"Python cannot read the file: {error.msg}."
    return in_words(error) or f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def in_words(error: BaseException) -> str:
    """What an error means, if `EXPLANATIONS` says it; else nothing."""
    if isinstance(error, ValueError | OverflowError) and TOO_LARGE.search(str(error)):
        return EXPLANATIONS[MemoryError]
    return next((words for kind, words in EXPLANATIONS.items() if isinstance(error, kind)), "")


def line_of(error: BaseException | None, file: str) -> int:
    """The last line of a file in the traceback of an error; 0 if none."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    frames = traceback.walk_tb(error.__traceback__ if error else None)
    return ([0] + [line for frame, line in frames if frame.f_code.co_filename == file])[-1]


class _Words(list[str]):
    """What is printed to it, piece by piece."""

    def write(self, words: str) -> None:
        """As of a file."""
        self.append(words)

    def flush(self) -> None:
        """As of a file."""


def trace_of(error: BaseException | None, file: str) -> str:
    """What Python shows of an error: the learner's own lines, marked, and the error."""
    if error is None or isinstance(error, NotImplementedError | SystemExit):
        return ""
    if isinstance(error, SyntaxError):
        return "".join(traceback.format_exception_only(error)).rstrip()
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    if not own:
        return ""
    # Only the interpreter itself says "Did you mean" in all versions; it prints to sys.stderr.
    words, kept = _Words(), sys.stderr
    sys.stderr = words  # type: ignore[assignment]
    try:
        sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        sys.stderr = kept
    lines = "".join(words).splitlines()
    while lines and lines[0].startswith(("Traceback", " ")):
        del lines[0]
    return "".join(traceback.StackSummary.from_list(own).format()) + "\n".join(lines[-3:])


def _example(case: Case, yours: Outcome, right: Outcome) -> str:
    rows = [*((name, shown(value)) for name, value in case.items())]
    rows.append(("yours", _shown_outcome(yours)))
    rows.append(("right", _shown_outcome(right)))
    width = max(len(name) for name, _ in rows)
    indent = "\n" + " " * (width + 2)
    return "\n".join(f"{name:{width}}  {text.replace(chr(10), indent)}" for name, text in rows)


def _shown_outcome(outcome: Outcome) -> str:
    if outcome.error is not None:
        return f"{type(outcome.error).__name__}: {outcome.error}"[:200]
    return shown(outcome.value)


def shown(value: Any) -> str:
    """A value as the learner would print it, shortened."""
    try:
        if isinstance(value, dict):
            return "\n".join(f"{key}: {shown(item)}" for key, item in value.items())
        if isinstance(value, tuple) and any(np.ndim(item) for item in value):
            return "\n".join(shown(item) for item in value)
        if isinstance(value, np.ndarray):
            text = np.array2string(value, precision=6, threshold=24, edgeitems=3, max_line_width=70)
            return text + (
                f"  ({value.dtype})" if value.dtype.name in ("float16", "float32", "uint8") else ""
            )
        if isinstance(value, np.generic):
            return f"{value.item()!r}"
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 300 else text[:300] + " ..."


def described(value: Any) -> str:
    """What a value is, in a few words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and type {value.dtype}"
    if isinstance(value, tuple | list):
        inside = ", ".join(described(item) for item in value[:3])
        more = ", ..." if len(value) > 3 else ""
        return f"a {type(value).__name__} of {len(value)}: {inside}{more}" if value else "nothing"
    return (
        shown(value) if isinstance(value, int | float | str | bool) else f"a {type(value).__name__}"
    )


def _size(case: Case) -> int:
    return sum(np.size(value) for value in case.values() if isinstance(value, np.ndarray | float))
