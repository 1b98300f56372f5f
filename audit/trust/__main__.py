"""Run all sweeps, print one table, and write what the site quotes: `make trust`."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from importlib import import_module, metadata
from pathlib import Path

from rich.console import Console
from rich.table import Table

import logreg_edu
from audit.trust import TOPICS, empty_folder
from audit.trust.tally import KINDS, Tally

RESULTS = Path(__file__).resolve().parents[2] / "docs/results/trust.json"


def main() -> int:
    """Sweep, print, write; the exit status is 1 if there was a problem."""
    table = Table("what was tried", title="Bad input, on purpose")
    for column in ("cases", *KINDS, "seconds"):
        table.add_column(column.replace("_", " "), justify="right")
    rows, problems, total = [], [], Tally()
    for topic in TOPICS:
        for title, sweep in import_module(f"audit.trust.{topic}").SWEEPS.items():
            print(title, file=sys.stderr, flush=True)
            start = time.perf_counter()
            with empty_folder() as folder:
                tally = sweep(folder)
            seconds = time.perf_counter() - start
            total.add(tally)
            problems += [f"{title}: {problem}" for problem in tally.problems]
            rows.append({"topic": topic, "title": title, **tally.counts})
            counts = [f"{count:,}" for count in tally.counts.values()]
            table.add_row(title, *counts, f"{seconds:.1f}")
        table.add_section()
    table.add_row("all", *(f"{count:,}" for count in total.counts.values()), "")
    Console(width=max(Console().width, 112)).print(table)
    for problem in problems:
        print(problem)
    versions = {
        "logreg_edu": logreg_edu.__version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("numpy", "scipy", "scikit-learn")},
    }
    report = {"sweeps": rows, "total": total.counts, "versions": versions}
    RESULTS.write_text(json.dumps(report, indent=2, sort_keys=True) + "\n", "utf-8")
    return bool(problems)


if __name__ == "__main__":
    os.environ["TRUST_WHOLE"] = "1"
    sys.exit(main())
