"""Shared fixtures, and the mode in which a skipped test is a failed one."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from logreg_edu.app.datasets import load
from logreg_edu.digits import one_hot, pixels_to_examples

# Hypothesis by default fails an example that takes long, and no test here measures time.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

# Started in the background of a shell, the tests, and what they start, would ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

NO_SKIPS = bool(os.environ.get("LOGREG_EDU_NO_SKIPS"))


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The folder with the real MNIST, which is no part of the repository."""
    folder = os.environ.get("LOGREG_EDU_DATA")
    if not folder:
        pytest.skip("no MNIST: set LOGREG_EDU_DATA to a folder that has it")
    return Path(folder)


@pytest.fixture(scope="session")
def digits() -> tuple[np.ndarray, np.ndarray]:
    """500 real digits: X (500, 784) float32, Y (500, 10)."""
    sample = load("sample")
    return pixels_to_examples(sample.images[::10]), one_hot(sample.labels[::10])


@pytest.fixture(scope="module")
def chromium():
    """A real browser, started once for the tests of a module."""
    from browser import start_chromium

    with start_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The whole site as `make site` builds it, served under a path: (folder, address).

    Tests that use it are in the group "site": one worker builds it, and runs them all.
    """
    from browser import build_site, serve

    from docs.tools import codemirror, downloads, pyodide_files

    top = tmp_path_factory.mktemp("server")
    site = top / "some/path"
    with serve(top) as server:
        address = f"{server}/some/path"
        downloads.make()
        pyodide_files.install()
        codemirror.install()
        # With the address of such a repository, the theme would ask for its stars.
        settings = {"SITE_URL": f"{address}/", "REPO_URL": "https://github.com/owner/name"}
        build_site("--strict", "--site-dir", site, **settings)
        downloads.pack(site)
        yield site, address


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    excused = item.get_closest_marker("mnist") or hasattr(report, "wasxfail")
    if NO_SKIPS and report.skipped and not excused:
        report.outcome = "failed"
        report.longrepr = f"skipped, which this run does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if NO_SKIPS and report.outcome == "skipped":
        report.outcome = "failed"
    return report
