"""What a sweep of bad input has tried, and everything that went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

KINDS = ("crashes", "silent_changes", "untyped", "litter")


@dataclass
class Tally:
    """Counts of one sweep; each list names the cases, so that a failure can be repeated."""

    cases: int = 0
    crashes: list[str] = field(default_factory=list)  # the interpreter died, or hung
    silent_changes: list[str] = field(default_factory=list)  # accepted, with another meaning
    untyped: list[str] = field(default_factory=list)  # an exception that no page promises
    litter: list[str] = field(default_factory=list)  # a file left behind, or a half-written one

    def add(self, other: Tally) -> None:
        """Count what another sweep has tried, too."""
        for kind in fields(self):
            setattr(self, kind.name, getattr(self, kind.name) + getattr(other, kind.name))

    @property
    def problems(self) -> list[str]:
        """Everything that went wrong, one line each."""
        return [f"{kind}: {case}" for kind in KINDS for case in getattr(self, kind)]

    @property
    def counts(self) -> dict[str, int]:
        """How many cases there were, and how many problems of each kind."""
        return {"cases": self.cases, **{kind: len(getattr(self, kind)) for kind in KINDS}}
