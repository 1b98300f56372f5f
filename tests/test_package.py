"""What the wheel holds. That it works where nothing else is: `test_downloads_of_the_site.py`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy: in place, what is deleted later would stay in build/, and be shipped."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "logreg_edu", folder / "logreg_edu")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    # Isolated, it would fetch setuptools.
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, folder],
        check=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_library_and_no_data_set_but_the_sample(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        files = archive.infolist()
    # What grows is the text of the exercises; what must not come in is data.
    assert sum(info.file_size for info in files if not info.filename.endswith(".py")) < 1_100_000
    assert wheel.stat().st_size < 1_500_000  # what everybody downloads
    assert {"logreg_edu/py.typed", "logreg_edu/app/sample-licence.md"} <= set(names)
    data = {name for name in names if name.endswith(".npz")}
    assert data == {
        "logreg_edu/pretrained.npz",
        "logreg_edu/pretrained_filters.npz",
        "logreg_edu/app/sample.npz",
    }
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "logreg_edu").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert not [name for name in names if name.startswith(("tests/", "docs/", "animations/"))]
    assert not [name for name in names if name.endswith((".mat", ".gz", ".csv"))]
