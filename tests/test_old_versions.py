"""What earlier versions wrote is still read. `tests/data` has a folder for each, as it wrote it.

0.1.0/model.npz: ten models of pictures of 4 x 4 pixels, the `glyphs` below with noise.
0.1.0/progress.json: two exercises done, two hints taken to a third, the solution of a fourth shown.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from logreg_edu import one_vs_all_score, pixels_to_examples
from logreg_edu.app.cli import cli
from logreg_edu.app.model_file import load_model
from logreg_edu.exercises import workbook

DATA = Path(__file__).with_name("data")
VERSIONS = ["0.1.0"]


@pytest.mark.parametrize("version", VERSIONS)
def test_model_file(version):
    path = DATA / version / "model.npz"
    model = load_model(path)
    with np.load(path) as members:
        np.testing.assert_array_equal(model.models.W, members["W"])
        np.testing.assert_array_equal(model.models.b, members["b"])
    assert model.models.W.shape == (16, 10)
    assert model.image_shape == (4, 4)
    assert model.report["versions"]["logreg_edu"] == version
    assert model.report["accuracy"] == 1.0
    glyphs = np.random.default_rng(2).integers(0, 256, (10, 16))
    labels, _ = one_vs_all_score(pixels_to_examples(glyphs), model.models)
    np.testing.assert_array_equal(model.classes[labels], range(10))


@pytest.mark.parametrize("version", VERSIONS)
def test_progress_of_the_exercises(version, tmp_path, monkeypatch):
    workbook.start(tmp_path)
    shutil.copy(DATA / version / "progress.json", tmp_path)
    monkeypatch.chdir(tmp_path)
    listed = CliRunner().invoke(cli, ["exercises", "list"])
    assert (listed.exit_code, listed.stderr) == (0, "")
    done = [line.split()[1] for line in listed.stdout.splitlines() if line.startswith(" done")]
    assert done == ["ch01_1_two_scans", "ch02_1_sigmoid"]
    assert "Hint 3" in CliRunner().invoke(cli, ["exercises", "hint", "ch01_2"]).stdout
    assert not list(tmp_path.glob("progress-broken*"))
    before, after = (
        json.loads((folder / "progress.json").read_text("utf-8"))["exercises"]
        for folder in (DATA / version, tmp_path)
    )
    before["ch01_2_labels"]["hints"] += 1
    assert after == before
