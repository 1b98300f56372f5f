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
QUICKEST = "price_of_being_wrong"
PAPER = {"light": (255, 255, 255), "dark": (30, 33, 41)}


@pytest.fixture(scope="module")
def film():
    pytest.importorskip("manim")
    from animations import film

    return film


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_from_beginning_to_end(film, name, tmp_path):
    theme = manifest.THEMES[SCENES.index(name) % 2]
    captions, seconds, small = film.film(name, theme, film.Quality(320, 180, 3), tmp_path)
    assert small == {}, "words that cannot be read on a phone"
    with av.open(tmp_path / f"{name}-{theme}.mp4") as video:
        pictures = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    assert len(pictures) == pytest.approx(3 * seconds, abs=1)
    assert 20 <= seconds <= 100  # each movement is rounded up to whole pictures
    assert pictures[-1].shape == (180, 320, 3)
    for picture in pictures:
        is_paper = np.abs(picture.astype(int) - PAPER[theme]).max(axis=2) <= 6
        assert is_paper.mean() > 0.02, "its background is not that of the page"
    changes = [np.abs(a.astype(int) - b).max() > 40 for a, b in pairwise(pictures)]
    assert sum(changes) > len(changes) / 6
    with Image.open(tmp_path / f"{name}-{theme}.webp") as poster:
        assert poster.size == (320, 180) and len(poster.getcolors(1 << 16)) > 20
    with Image.open(tmp_path / f"{name}-{theme}-stills.webp") as stills:
        assert stills.size == (320 * len(captions), 180)
    assert len(captions) >= 5 and captions[-1].end <= seconds


def test_the_same_bytes_each_time(film, tmp_path):
    quality = film.Quality(320, 180, 3)
    for folder in ("once", "again"):
        film.film(QUICKEST, "light", quality, tmp_path / folder)
    for end in (".mp4", ".webp", "-stills.webp"):
        once, again = (tmp_path / f / f"{QUICKEST}-light{end}" for f in ("once", "again"))
        assert once.read_bytes() == again.read_bytes()


def test_a_preview_by_name(film):
    before = manifest.MANIFEST.read_bytes()
    command = [sys.executable, "-m", "animations", QUICKEST, "--quality", "low"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with av.open(ROOT / f"build/animations/{QUICKEST}-light.mp4") as video:
        assert video.streams.video[0].height == 360
    assert manifest.MANIFEST.read_bytes() == before


def test_words_can_be_read_on_a_phone(film, tmp_path):
    """Digits and capitals, and numbers that change, are 9 pixels high at a width of 360."""
    from animations import style

    class Words(style.Stage):
        theme = "light"
        said: str

        def construct(self):
            makers = {"text": self.text, "formula": self.formula}
            makers["number"] = lambda words: self.number(words, (0, 0))
            way, words = self.said.split()
            self.add(makers[way](words))
            self.poster()

    size = {"pixel_width": 3600, "pixel_height": 2025, "frame_rate": 1}
    with style.mn.register_font(style.FONT_FILE):
        for said in ("text H", "text 1", "number 1", "formula 1"):
            with style.mn.tempconfig({**size, "dry_run": True, "media_dir": tmp_path}):
                quality = film.Quality(3600, 2024, 1)
                renderer = film.Film(tmp_path / "words.mp4", quality)
                scene = type("Said", (Words,), {"said": said})(renderer)
                scene.render()
                renderer.close()
            dark = scene.poster_pixels[..., 0] < 128
            height = np.ptp(np.flatnonzero(dark.any(axis=1))) + 1
            assert height >= 90, said


def test_a_drawing_that_is_renewed_leaves_nothing_behind(film, tmp_path):
    """While a movement lasts, manim draws the parts that were there when it began."""
    from animations import style, valley

    mn = style.mn

    def rows(count):
        return mn.VGroup(
            mn.Square(1, color="#0072b2").shift((2 * row - 4, count - 2, 0)) for row in range(count)
        )

    class Rows(style.Stage):
        theme = "light"

        def construct(self):
            count = mn.ValueTracker(1)
            self.add(
                valley.renewed(lambda: rows(int(count.get_value()))) if self.moves else rows(2)
            )
            self.poster()
            self.play(count.animate.set_value(3), rate_func=mn.linear, run_time=2)

    class Film(film.Film):
        def add_frame(self, frame, num_frames=1):
            super().add_frame(frame, num_frames)
            frames.append(frame.copy())

    seen, size = [], {"pixel_width": 320, "pixel_height": 180, "frame_rate": 3}
    for moves in (True, False):
        frames = []
        with mn.tempconfig({**size, "dry_run": True, "media_dir": tmp_path}):
            renderer = Film(tmp_path / "rows.mp4", film.Quality(320, 180, 3))
            type("Moving", (Rows,), {"moves": moves})(renderer).render()
            renderer.close()
        seen.append(frames[4])  # after four thirds of a second: two squares
    np.testing.assert_array_equal(*seen)
    assert (seen[0][..., 0] < 128).any()


def test_a_line_on_a_map_has_gaps_where_it_leaves_it(film):
    from animations import valley

    place = valley.Map((-3, 3), np.array([1.0, 2.0]), (0.5, 0), np.diag([2.0, 3.0]))
    np.testing.assert_allclose(place.at([[1, 2], [2, 4]]), [[0.5, 0, 0], [6.5, 2, 0]])
    b = np.linspace(0, 4, 81)  # from -5.5 to 6.5 on the screen
    line = place.line(np.c_[np.ones(81), b])
    assert line.points[:, 0].min() >= -3 and line.points[:, 0].max() <= 3
    assert np.ptp(line.points[:, 0]) == pytest.approx(6, abs=0.3)
    dipping = valley.straight(
        np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0.0]]), b[:4] != b[1]
    )
    assert sorted(dipping.points[::3, 0]) == [2, 3]
    square = place.patch(np.array([[-9, -9], [-9, 9], [9, 9], [9, -9.0]]))
    np.testing.assert_allclose(
        [square.points.min(axis=0), square.points.max(axis=0)],
        [[-3, valley.LOWEST, 0], [3, valley.HIGHEST, 0]],
    )


def frames_of(pictures, path, rate=10):
    """A film of pictures, each shown for so many frames."""
    with av.open(path, "w") as video:
        stream = video.add_stream("libx264", rate=rate, options={"crf": "24"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for picture, times in pictures:
            for _ in range(times):
                video.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        video.mux(stream.encode())


def drawn(*boxes, tint=False):
    """A page with filled boxes (left, top, right, bottom)."""
    picture = np.full((360, 640, 3), 255, np.uint8)
    for left, top, right, bottom in boxes:
        picture[top:bottom, left:right] = (225, 235, 245) if tint else (0, 114, 178)
    return picture


def test_what_is_measured_on_frames(tmp_path):
    from animations.frames import complaints, measure
    from animations.style import Caption

    large, moved = drawn((0, 0, 640, 300)), drawn((0, 0, 640, 300), (300, 320, 330, 340))
    small, pale = drawn((100, 50, 400, 200)), drawn((0, 0, 640, 360), tint=True)
    two_ends = drawn((0, 0, 20, 20), (620, 340, 640, 360))
    path = tmp_path / "film.mp4"
    frames_of([(large, 20), (small, 15), (pale, 5), (two_ends, 20), (moved, 60)], path)
    found = measure(path, "light")
    np.testing.assert_allclose(
        found.box[[5, 25, 37, 50]], [5 / 6, 45_000 / 230_400, 0, 1], atol=1e-2
    )
    assert [(run.start, run.end) for run in found.bare] == [(2, 4)]
    assert [run.seconds for run in found.still] == pytest.approx([1, 1.5, 2, 5])
    assert len(complaints(found, [])) == 2
    words = " ".join(["word"] * 11)  # 5.1 seconds
    assert len(complaints(found, [Caption(6, 12, words)])) == 1
    assert len(complaints(found, [Caption(0, 6, words)])) == 2


@pytest.mark.parametrize("name", SCENES)
def test_a_film_of_the_site_fills_its_frame_and_keeps_moving(name):
    from animations.frames import complaints, measure
    from animations.style import Caption

    theme = manifest.THEMES[SCENES.index(name) % 2]
    captions = [Caption(*said) for said in manifest.captions(name)]
    film = manifest.FILMS / f"{name}-{theme}.mp4"
    assert complaints(measure(film, theme), captions) == []
