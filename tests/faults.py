"""One test that looks at many things, and reports what is wrong with any of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Faults(list[str]):
    """What is wrong, and with which of the things; a test ends with `assert faults == []`."""

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Note an assertion that does not hold, and go on."""
        try:
            yield
        except AssertionError as error:
            self.append(f"{name}: {error}")
