"""Before chapter 1. What arguments must be.

The chapters call these functions first, so that their own lines hold nothing but mathematics.
"""

from __future__ import annotations

from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike, NDArray


def as_array(name: str, values: ArrayLike) -> NDArray:
    """`np.asarray`, which here says by its name what it cannot read: rows of unequal lengths."""
    try:
        return np.asarray(values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def as_floating(a: ArrayLike) -> NDArray[np.floating]:
    """Return ``a`` as a floating-point array: float32 and float64 as they are, the rest float64."""
    a = np.asarray(a)
    return a if a.dtype in (np.float32, np.float64) else a.astype(np.float64)


def check_not_negative(**settings: float) -> None:
    """Refuse, by its name, a setting that is not a finite number, 0 or more."""
    for name, value in settings.items():
        if not isinstance(value, Real) or not 0 <= value < np.inf:
            raise ValueError(f"{name}: must be a finite number, 0 or more, not {value!r}")


def check_positive(**settings: float) -> None:
    """Refuse, by its name, a setting that is not a finite number, more than 0."""
    check_not_negative(**settings)
    for name, value in settings.items():
        if value == 0:
            raise ValueError(f"{name}: must be more than 0")


def check_count(**settings: int) -> None:
    """Refuse, by its name, a setting that is not a whole number, 0 or more."""
    for name, value in settings.items():
        if not isinstance(value, Integral) or value < 0:
            raise ValueError(f"{name}: must be a whole number, 0 or more, not {value!r}")


def check_examples(X: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    """Refuse, before the first iteration, examples that no model can be trained on.

    Args:
        X: (m, n) finite numbers.
        y: (m,) zeros and ones, or one-hot Y (m, K); every column needs at least one of each, since
            with a single answer the bias would grow without end.

    Returns:
        (X, y) as arrays: X as it is if float32 or float64, else as float64.

    Raises:
        ValueError: names X or y, and what is wrong with it.
    """
    X, y = as_array("X", X), as_array("y", y)
    if X.ndim != 2 or X.size == 0 or X.dtype.kind not in "fiub":
        raise ValueError(f"X: must be numbers in rows, (m, n); got {X.dtype} of shape {X.shape}")
    X = as_floating(X)
    # min and max pass a NaN on, and unlike isfinite they need no array of the size of X.
    if not np.isfinite([X.min(), X.max()]).all():
        raise ValueError("X: has a value that is NaN or infinite")
    if y.ndim not in (1, 2) or len(y) != len(X) or y.size == 0:
        raise ValueError(f"y: must have {len(X)} rows, one for each of X; got shape {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y: must be 0 or 1")
    if not (y.any(axis=0) & ~y.all(axis=0)).all():
        raise ValueError("y: needs examples of both answers, 0 and 1, in every column")
    return X, y
