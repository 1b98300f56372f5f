from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The folder with the real MNIST, which is no part of the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data" / "mnist"
    folder = Path(os.environ.get("LOGREG_EDU_DATA", beside))
    if not (folder / "mnist-original.mat").is_file():
        pytest.skip(f"no MNIST in {folder}; set LOGREG_EDU_DATA to a folder that has it")
    return folder
