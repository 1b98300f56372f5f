"""Filming a scene: manim draws, PyAV encodes, and the captions become WebVTT."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image

from animations.manifest import module
from animations.style import FONT_FILE, Caption, mn
from logreg_edu.app.files import replacing


class Quality(NamedTuple):
    """The size of the picture in pixels, and pictures per second."""

    width: int
    height: int
    rate: int


STILL = 320, 180  # pixels
QUALITIES = {"low": Quality(640, 360, 10), "high": Quality(1280, 720, 30)}


class Camera(mn.Camera):
    """manim's, but for pictures of digits: its own way with them fails with Pillow 13."""

    def display_image_mobject(
        self, image_mobject: mn.ImageMobject, pixel_array: np.ndarray
    ) -> None:
        """Paste an upright picture, each of its pixels as a square with sharp edges."""
        corners = self.points_to_pixel_coords(image_mobject, image_mobject.points)
        (left, top), (right, bottom) = corners[0], corners[3]
        picture = Image.fromarray(image_mobject.get_pixel_array())
        picture = picture.resize((right - left, bottom - top), Image.Resampling.NEAREST)
        whole = Image.fromarray(pixel_array)
        whole.alpha_composite(picture, (left, top))
        pixel_array[:] = whole


class Film(mn.CairoRenderer):
    """A renderer whose pictures go straight into one video, not into a file for each movement.

    One stream needs few whole pictures, which are most of the bytes; and its index comes first,
    so that a browser can start before it has the whole file.
    """

    def __init__(self, path: Path, quality: Quality) -> None:
        super().__init__(camera_class=Camera)
        self.video = av.open(path, "w", format="mp4", options={"movflags": "+faststart"})
        options = {"crf": "33", "preset": "slow", "tune": "animation"}
        self.stream = self.video.add_stream("libx264", rate=quality.rate, options=options)
        self.stream.width, self.stream.height, self.stream.pix_fmt = *quality[:2], "yuv420p"
        encoder = self.stream.codec_context
        encoder.gop_size = 20 * quality.rate
        encoder.thread_count = 1  # the bytes depend on the number of threads
        encoder.colorspace, encoder.color_range = Colorspace.ITU709, ColorRange.MPEG
        encoder.color_primaries, encoder.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        self.count = 0

    def add_frame(self, frame: np.ndarray, num_frames: int = 1) -> None:
        """Called by manim with each picture, and how often it is shown."""
        self.time += num_frames / self.camera.frame_rate
        picture = av.VideoFrame.from_ndarray(frame, "rgba")
        picture = picture.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        for _ in range(num_frames):
            picture.pts = self.count
            self.count += 1
            self.video.mux(self.stream.encode(picture))

    def close(self) -> None:
        """Write what the encoder still buffers, and the index."""
        self.video.mux(self.stream.encode())
        self.video.close()


class Filmed(NamedTuple):
    """What is known of a film once it is there.

    Attributes:
        captions: what it says.
        seconds: its duration.
        small: words and formulas in it that are too small, and their sizes.
    """

    captions: list[Caption]
    seconds: float
    small: dict[str, float]


def film(name: str, theme: str, quality: Quality, folder: Path) -> Filmed:
    """Write ``name-theme.mp4``, its poster and its stills; each time the same bytes on a machine.

    Args:
        name: of the scene.
        theme: "light" or "dark".
        quality: of the picture.
        folder: for the files.
    """
    with (
        tempfile.TemporaryDirectory() as media,
        replacing(folder / f"{name}-{theme}.mp4") as video,
        replacing(folder / f"{name}-{theme}.webp") as poster,
        replacing(folder / f"{name}-{theme}-stills.webp") as strip,
        mn.register_font(FONT_FILE),
    ):
        settings = {
            "media_dir": media,
            "dry_run": True,  # manim writes no video
            "disable_caching": True,
            "verbosity": "ERROR",
            "progress_bar": "none",
            "pixel_width": quality.width,
            "pixel_height": quality.height,
            "frame_rate": quality.rate,
        }
        with mn.tempconfig(settings):
            renderer = Film(video, quality)
            scene = getattr(module(name), name.title().replace("_", ""))
            stage = type(name, (scene,), {"theme": theme})(renderer)
            stage.render()
            renderer.close()
        picture = Image.fromarray(stage.poster_pixels).convert("RGB")
        picture.thumbnail((960, 540))
        picture.save(poster, quality=80, method=6)
        in_a_row(stage.stills).save(strip, quality=70, method=6)
    return Filmed(stage.captions, renderer.time, stage.small)


def in_a_row(stills: list[np.ndarray]) -> Image.Image:
    """One picture of many, small and side by side: a page shows each beside its caption."""
    row = Image.new("RGB", (STILL[0] * len(stills), STILL[1]))
    for i, still in enumerate(stills):
        small = Image.fromarray(still).convert("RGB").resize(STILL, Image.Resampling.LANCZOS)
        row.paste(small, (STILL[0] * i, 0))
    return row


def webvtt(captions: list[Caption]) -> str:
    """Captions in the format that browsers read."""
    cues = [f"{_clock(c.start)} --> {_clock(c.end)}\n{c.text}\n" for c in captions]
    return "\n".join(["WEBVTT\n", *cues])


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02}:{seconds % 60:06.3f}"
