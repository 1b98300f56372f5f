"""Floating-point errors where NumPy raises none: in the page, whose processor tells of none."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np


def watched(z: np.ndarray) -> np.ndarray:
    """The array, whose functions and operators then obey `np.errstate(over="raise")` everywhere."""
    try:
        with np.errstate(over="raise"):
            np.exp(np.array([1000.0]))
    except FloatingPointError:
        return z
    return z.view(Watched)


class Watched(np.ndarray):
    """An array that looks at what is computed from it, and raises what `np.geterr` asks for."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (), **options: Any
    ) -> Any:
        """Compute with plain arrays, and look at the result of each number."""
        plain = [_plain(argument) for argument in inputs]
        if out:
            options["out"] = tuple(_plain(array) for array in out)
        result = getattr(ufunc, method)(*plain, **options)
        if method == "__call__" and getattr(result, "dtype", np.dtype(bool)).kind == "f":
            _look(ufunc, plain, result)
        if out:
            return out[0]
        return result.view(Watched) if isinstance(result, np.ndarray) else result


def _plain(argument: Any) -> Any:
    return argument.view(np.ndarray) if isinstance(argument, Watched) else argument


def _look(ufunc: np.ufunc, inputs: list[Any], result: Any) -> None:
    """Raise the error that the processor would have told of; too small a number is none here."""
    finite = reduce(np.logical_and, map(np.isfinite, inputs))
    nan = reduce(np.logical_or, map(np.isnan, inputs))
    if np.any(np.isnan(result) & ~nan):
        _raise("invalid", "invalid value", ufunc)
    endless = np.isinf(result) & finite
    by_zero = ufunc.__name__.startswith("log") or (
        ufunc is np.divide and np.asarray(inputs[1]) == 0
    )
    if np.any(endless & by_zero):
        _raise("divide", "divide by zero", ufunc)
    if np.any(endless & ~np.asarray(by_zero)):
        _raise("over", "overflow", ufunc)


def _raise(kind: str, words: str, ufunc: np.ufunc) -> None:
    if dict(np.geterr())[kind] == "raise":
        raise FloatingPointError(f"{words} encountered in {ufunc.__name__}")
