"""Kinds of words on the command line that click lacks."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click


class Finite(click.FloatRange):
    """A finite number within bounds: FloatRange alone lets NaN and infinity through."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Parse and check one value."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number


class APath(click.Path):
    """A `pathlib.Path`. No name, as of a variable that is not set, is not the current folder."""

    def __init__(self, **settings: bool) -> None:
        super().__init__(path_type=Path, **settings)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Parse and check one value."""
        if not str(value):
            self.fail("the name is empty; for the current folder, type .", param, ctx)
        return super().convert(value, param, ctx)
