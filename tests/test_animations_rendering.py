"""Every scene is really filmed, small and with few pictures a second: a broken one cannot land."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from animations import SCENES, manifest

# manim and what it stands on warn of their own affairs.
pytestmark = [pytest.mark.system, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).resolve().parents[1]
QUICKEST = "down_the_bowl"
PAPER = {"light": (255, 255, 255), "dark": (30, 33, 41)}


@pytest.fixture(scope="module")
def film():
    pytest.importorskip("manim")
    from animations import film

    return film


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_from_beginning_to_end(film, name, tmp_path):
    theme = manifest.THEMES[SCENES.index(name) % 2]
    captions, seconds = film.film(name, theme, film.Quality(320, 180, 3), tmp_path)
    with av.open(tmp_path / f"{name}-{theme}.mp4") as video:
        pictures = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    assert len(pictures) == pytest.approx(3 * seconds, abs=1)
    assert 20 <= seconds <= 60
    assert pictures[-1].shape == (180, 320, 3)
    for picture in pictures[1:]:
        np.testing.assert_allclose(np.median(picture, axis=(0, 1)), PAPER[theme], atol=4)
        below = picture[-22:].astype(int)  # where the captions will be
        assert np.abs(below - PAPER[theme]).max() < 40, "something lies below the floor"
    changes = [np.abs(a.astype(int) - b).max() > 40 for a, b in pairwise(pictures)]
    assert sum(changes) > len(changes) / 6
    with Image.open(tmp_path / f"{name}-{theme}.webp") as poster:
        assert poster.size == (320, 180) and len(poster.getcolors(1 << 16)) > 20
    assert len(captions) >= 5 and captions[-1].end <= seconds


def test_the_same_bytes_each_time(film, tmp_path):
    quality = film.Quality(320, 180, 3)
    for folder in ("once", "again"):
        film.film(QUICKEST, "light", quality, tmp_path / folder)
    for end in (".mp4", ".webp"):
        once, again = (tmp_path / f / f"{QUICKEST}-light{end}" for f in ("once", "again"))
        assert once.read_bytes() == again.read_bytes()


def test_a_preview_by_name(film):
    before = manifest.MANIFEST.read_bytes()
    command = [sys.executable, "-m", "animations", QUICKEST, "--quality", "low"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with av.open(ROOT / f"build/animations/{QUICKEST}-light.mp4") as video:
        assert video.streams.video[0].height == 360
    assert manifest.MANIFEST.read_bytes() == before
