"""Decides about an answer, and says which mistake was made; without processes or files.

The learner's function and the true one get the same arguments. If their results differ, every
mistake of the table gets them, too: the learner made the mistake with the same results.
"""

from __future__ import annotations

import copy
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from logreg_edu.exercises.format import FLOAT32_ATOL, FLOAT32_RTOL, Case, Exercise, Mistake, Task

# A mistake is named if it explains at least this share of what is wrong.
EXPLAINED = 0.5


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
        done: the tasks that are right.
        output: what the learner's file printed; filled in by the runner.
    """

    passed: bool
    task: str = ""
    mistake: str = ""
    message: str = ""
    example: str = ""
    section: str = ""
    line: int = 0
    done: tuple[str, ...] = ()
    output: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a function did with some arguments: returned a value, or raised an error."""

    value: Any = None
    error: BaseException | None = None


Trial = tuple[Case, Outcome, Outcome]  # arguments; your result and the right one


def judge(exercise: Exercise, namespace: Mapping[str, Any], seed: int = 0) -> Verdict:
    """Check what the learner's file defines, one task after another.

    Args:
        exercise: the exercise.
        namespace: what the learner's file defines, by name.
        seed: draws the arguments. With a new one each time, memorised results are of no use.

    Returns:
        The verdict, about the first task that is not right.
    """
    done: list[str] = []
    for task in exercise.tasks:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = _judge_task(task, namespace, seed)
        if not verdict.passed:
            section = verdict.section or exercise.section
            return replace(verdict, task=task.name, section=section, done=tuple(done))
        done.append(task.name)
    return Verdict(passed=True, done=tuple(done))


def _judge_task(task: Task, namespace: Mapping[str, Any], seed: int) -> Verdict:
    if task.name not in namespace:
        return _wrong(f"There is no `{task.name}` in the file. Keep the name that the task gives.")
    answer = namespace[task.name]
    return _judge_value(task, answer) if task.cases is None else _judge_function(task, answer, seed)


def _wrong(message: str, **more: Any) -> Verdict:
    return Verdict(passed=False, message=message, **more)


# A value: predict it


def _judge_value(task: Task, answer: Any) -> Verdict:
    if answer is None or answer is ...:
        return _wrong(f"`{task.name}` has no answer yet. What do you expect?")
    if close(answer, task.truth, task.rtol, task.atol):
        return Verdict(passed=True)
    example = f"your answer: {shown(answer)}"
    for mistake in task.mistakes:
        if any(close(answer, w, task.rtol, task.atol) for w in (mistake.wrong, *mistake.also)):
            return _named(mistake, example)
    return _wrong(
        f"`{task.name}` has another value. Work it out on paper, or run it and ask why.",
        example=example,
    )


# A function: write it, mend it


def _judge_function(task: Task, function: Any, seed: int) -> Verdict:
    assert task.cases is not None
    if not callable(function):
        return _wrong(f"`{task.name}` must be a function, not {shown(function)}.")
    module = getattr(function, "__module__", None) or ""
    if module.startswith("logreg_edu.") and ".exercises." not in module:
        return _wrong(f"`{task.name}` is the library's own. Write yours, then compare.")
    trials = [
        (case, outcome(task, function, case), outcome(task, task.truth, case))
        for case in task.cases(np.random.default_rng(seed))
    ]
    failed = [trial for trial in trials if not _same(task, *trial)]
    if not failed:
        return Verdict(passed=True)
    if all(isinstance(yours.error, NotImplementedError) for _, yours, _ in failed):
        return _wrong(
            f"`{task.name}` returns nothing. Is it still to be written, or is a `return` missing?"
        )
    case, yours, right = min(failed, key=lambda trial: _size(trial[0]))
    example, line = _example(case, yours, right), _line(yours.error, function)
    if mistake := _diagnose(task, function, trials):
        return replace(_named(mistake, example), line=line)
    if yours.error is not None:
        message = explain(yours.error)
        if not line:
            message = f"What `{task.name}` returns cannot be used: {message}"
    elif factor := _factor(trials):
        message = f"Every value is {factor:.4g} times what it should be. Where does that come from?"
    else:
        message = _generic(task, yours.value, right.value)
    return _wrong(message, example=example, line=line)


def outcome(task: Task, function: Callable[..., Any], case: Case) -> Outcome:
    """Call a function with copies of the arguments, so that it cannot change them for others."""

    def written(*arguments: Any) -> Any:
        result = function(*arguments)
        if result is None:
            raise NotImplementedError
        return result

    arguments = copy.deepcopy(list(case.values()))
    try:
        if task.observe:
            return Outcome(task.observe(written, *arguments))
        return Outcome(written(*arguments))
    except (Exception, SystemExit) as error:
        return Outcome(error=error)


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
            isinstance(a, tuple | list)
            and len(a) == len(b)
            and all(close(x, y, rtol, atol) for x, y in zip(a, b, strict=True))
        )
    try:
        a, b = np.asarray(a), np.asarray(b)
        if a.dtype.kind not in "biuf" or a.shape != b.shape:
            return False
        a, b = a.astype(np.float64), b.astype(np.float64)
    except Exception:  # whatever the learner returned, it is not an array
        return False
    with np.errstate(all="ignore"):  # infinity minus infinity
        near = np.isfinite(b) & (np.abs(a - b) <= atol + rtol * np.abs(b))
    return bool(((a == b) | near | (np.isnan(a) & np.isnan(b))).all())


def _diagnose(task: Task, function: Callable[..., Any], trials: Sequence[Trial]) -> Mistake | None:
    """The mistake that explains best what the learner's function does; None if none does.

    A mistake explains the failed cases in which its result is the learner's. Against it count the
    other failed cases, and those in which only the mistake fails.
    """
    best, best_share = None, 0.0
    for mistake in task.mistakes:
        for wrong in (mistake.wrong, *mistake.also):
            explained = counted = 0
            for case, yours, right in trials:
                its = outcome(task, wrong, case)
                fails = not _same(task, case, yours, right)
                explained += fails and _same(task, case, yours, its)
                counted += fails or not _same(task, case, its, right)
            if explained == counted:
                return mistake
            if explained > best_share * counted:
                best, best_share = mistake, explained / counted
    signed = next((m for m in task.mistakes if m.sign and _shows(m.sign, function)), None)
    return signed or (best if best_share >= EXPLAINED else None)


def _shows(sign: Callable[[Callable[..., Any]], bool], function: Callable[..., Any]) -> bool:
    try:
        return bool(sign(function))
    except Exception:
        return False


def _generic(task: Task, yours: Any, right: Any) -> str:
    """The message about a wrong result that no mistake of the table explains."""
    if isinstance(right, tuple):
        if not isinstance(yours, tuple | list) or len(yours) != len(right):
            return f"`{task.name}` should return {len(right)} values."
        pairs = zip(yours, right, strict=True)
        wrong = (pair for pair in pairs if not close(*pair, task.rtol, task.atol))
        yours, right = next(wrong, (yours[0], right[0]))
    try:
        a, b = np.asarray(yours), np.asarray(right)
        if a.dtype.kind == "c":
            return f"`{task.name}` should return real numbers, not complex ones."
        if a.dtype.kind not in "biuf":
            return f"`{task.name}` should return numbers, not {type(yours).__name__}."
        a, b = a.astype(float), b.astype(float)
    except Exception:
        return f"`{task.name}` returns something other than it should."
    if a.shape != b.shape:
        return (
            f"The result has the shape {a.shape}; it should have {b.shape}. Which sum or product"
            " keeps too much, or too little?"
        )
    if not np.isfinite(a).all() and np.isfinite(b).all():
        return "The result is not a finite number. Which step overflows, or divides by zero?"
    return f"`{task.name}` runs, but its result is not right. Follow the example by hand."


def _factor(trials: Sequence[Trial]) -> float | None:
    """The factor by which all values are too large or too small, if there is one."""
    numbers = np.ndarray | np.floating
    pairs = [(yours.value, right.value) for _, yours, right in trials]
    if not all(
        isinstance(a, numbers) and isinstance(b, numbers) and a.shape == b.shape for a, b in pairs
    ):
        return None
    a, b = (np.concatenate([np.ravel(v) for v in side]) for side in zip(*pairs, strict=True))
    ratios = a[b != 0] / b[b != 0]
    same = ratios.size > 1 and close(ratios, np.full_like(ratios, ratios[0]), 1e-4, 0)
    return float(ratios[0]) if same and np.isfinite(ratios[0]) else None


def _named(mistake: Mistake, example: str) -> Verdict:
    return _wrong(mistake.message, mistake=mistake.name, example=example, section=mistake.section)


# What is shown to the learner


EXPLANATIONS = {
    RecursionError: "A function calls itself endlessly. When should it stop?",
    EOFError: "`input()` has nobody to answer it here. Put the value into the file.",
    SystemExit: "The code ends the program (`exit`). Leave that line out: the check goes on.",
    MemoryError: "The code needs more memory than a check allows. Is an array too large?",
    NotImplementedError: "This is still to be written.",
}


def explain(error: BaseException) -> str:
    """An error in the learner's code as one friendly line."""
    if isinstance(error, SyntaxError):
        return f"Python cannot read the file: {error.msg}."
    text = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return next((words for kind, words in EXPLANATIONS.items() if isinstance(error, kind)), text)


def line_of(error: BaseException | None, file: str) -> int:
    """The last line of a file in the traceback of an error; 0 if none."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    frames = traceback.walk_tb(error.__traceback__ if error else None)
    return ([0] + [line for frame, line in frames if frame.f_code.co_filename == file])[-1]


def _line(error: BaseException | None, function: Callable[..., Any]) -> int:
    code = getattr(function, "__code__", None)
    return line_of(error, code.co_filename) if code else 0


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
            return text + (f"  ({value.dtype})" if value.dtype.name in ("float32", "uint8") else "")
        if isinstance(value, np.generic):
            return f"{value.item()!r}"
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 300 else text[:300] + " ..."


def _size(case: Case) -> int:
    return sum(np.size(value) for value in case.values() if isinstance(value, np.ndarray | float))
