"""The results video: test digits one after another, and what the models said about each."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path

import av
import matplotlib
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw, ImageFont, ImageOps

from logreg_edu.app.files import replacing
from logreg_edu.app.prediction import whole_percent

WIDTH, HEIGHT = 1280, 720
LEFT, BARS = 760, (960, 1240)  # beside the digit: where text begins; from where to where bars go
# The first frame of an example has a fine quantiser, 35 - 6 log2(5) = 21. Its repeats have 35, so
# that they are mere copies of it; there is no search for motion or cuts. No filter blurs the edges
# of pixels, and small blocks fit them. The simpler entropy coder (CAVLC instead of CABAC) takes a
# fifth less time for a seventh more bytes.
ENCODER = {
    "preset": "superfast",
    "x264-params": "qp=35:ipratio=5:subme=0:weightp=0:scenecut=0:no-deblock=1:no-8x8dct=1"
    ":no-cabac=1",
}
BACKGROUND, TRACK, GREY, WHITE = (24, 28, 34), (48, 55, 65), (165, 174, 186), (255, 255, 255)
RIGHT = (110, 225, 130), "\N{HEAVY CHECK MARK}"
WRONG = (255, 120, 110), "\N{HEAVY BALLOT X}"


def pick_examples(m: int, count: int, seed: int) -> NDArray[np.int64]:
    """Draw examples to show, all equally likely, so that the errors shown are a fair sample.

    Args:
        m: number of test digits.
        count: how many to draw, each at most once; if there are fewer, all of them.
        seed: the same seed draws the same examples.

    Returns:
        (count,) places from 0 to m - 1, in random order.
    """
    return np.random.default_rng(seed).choice(m, size=min(count, m), replace=False)


def draw_example(
    image: NDArray[np.uint8],
    true: int,
    predicted: int,
    scores: ArrayLike,
    place: str,
    classes: ArrayLike | None = None,
) -> Image.Image:
    """Draw one picture of the video: the digit on the left, the answer and a bar per model right.

    Args:
        image: (rows, columns) pixels, 0 paper, 255 ink.
        true: the label.
        predicted: the predicted label.
        scores: (K,) probabilities.
        place: which example this is, as "12 / 60".
        classes: (K,) the digit of each model; None for 0 to K - 1.

    Returns:
        1280 x 720 pixels, RGB.
    """
    scores = np.asarray(scores)
    digits = range(len(scores)) if classes is None else np.asarray(classes)
    frame = _background(len(scores)).copy()
    draw = ImageDraw.Draw(frame)

    # Nearest neighbour shows the very pixels that the models saw.
    pixels = Image.fromarray(image).convert("RGB")
    digit = ImageOps.contain(pixels, (HEIGHT, HEIGHT), Image.Resampling.NEAREST)
    frame.paste(digit, ((HEIGHT - digit.width) // 2, (HEIGHT - digit.height) // 2))

    color, mark, word = (*RIGHT, "right") if true == predicted else (*WRONG, "WRONG")
    draw.text((LEFT, 32), f"True: {true}, Predicted: {predicted}", color, _font(40, bold=True))
    draw.text((LEFT, 88), f"{mark} {word}", color, _font(36, bold=True))
    draw.text((BARS[1], 92), place, GREY, _font(26), "ra")
    for row, (j, p) in enumerate(zip(digits, scores, strict=True)):
        chosen = j == predicted
        shade = WHITE if chosen else GREY
        y = _middle(row)
        if chosen:
            draw.text((LEFT, y), "\N{BLACK RIGHT-POINTING TRIANGLE}", shade, _font(26), "lm")
        elif j == true:
            draw.text((LEFT, y), RIGHT[1], RIGHT[0], _font(30, bold=True), "lm")
        answer = _mask(f"{j}: {whole_percent(p)}", bold=bool(chosen))
        frame.paste(shade, (LEFT + 36, y - answer.height // 2), answer)
        draw.rectangle((BARS[0], y - 15, BARS[0] + p * (BARS[1] - BARS[0]), y + 15), fill=shade)
    return frame


def render_and_save_examples(
    example_data: ArrayLike,
    true_labels: ArrayLike,
    predicted_labels: ArrayLike,
    predicted_score: ArrayLike,
    image_shape: tuple[int, int],
    path: str | os.PathLike[str],
    seconds_per_example: float = 0.75,
    classes: ArrayLike | None = None,
) -> None:
    """Write a video that browsers play; the same examples give the same bytes.

    Args:
        example_data: (m, n) uint8 pixels, 0 paper, 255 ink, of digits that the models were not
            trained on.
        true_labels: (m,) labels 0 to 9.
        predicted_labels: (m,) labels 0 to 9.
        predicted_score: (m, K) probabilities, 2 to 10 of them.
        image_shape: (rows, columns) of one picture; their product is n.
        path: the .mp4 file to write or to replace.
        seconds_per_example: how long each is shown, 0.01 to 60, to a millisecond.
        classes: (K,) the digit of each model; None for 0 to K - 1.
    """
    images, scores = np.asarray(example_data), np.asarray(predicted_score)
    labels, predicted = np.asarray(true_labels), np.asarray(predicted_labels)
    seconds = Fraction(seconds_per_example).limit_denominator(1000)
    # At least 4 frames per second: with fewer, VLC ends before it has shown the last example.
    repeats = ceil(4 * seconds)

    with (
        replacing(Path(path)) as part,
        # The index comes first, so that a browser can start before it has the whole file.
        av.open(part, "w", format="mp4", options={"movflags": "+faststart"}) as video,
    ):
        stream = video.add_stream("libx264", rate=repeats / seconds, options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        encoder = stream.codec_context
        encoder.gop_size = repeats  # a key frame per example: seeking is immediate
        encoder.max_b_frames = 0
        encoder.thread_count = 1  # the bytes depend on the number of threads
        encoder.colorspace, encoder.color_range = Colorspace.ITU709, ColorRange.MPEG
        encoder.color_primaries, encoder.color_trc = ColorPrimaries.BT709, ColorTrc.BT709

        to_yuv = VideoReformatter()
        for i, image in enumerate(images.reshape(-1, *image_shape)):
            place = f"{i + 1} / {len(images)}"
            picture = draw_example(
                image, int(labels[i]), int(predicted[i]), scores[i], place, classes
            )
            # With a fourth byte per pixel, as Pillow stores it, the conversion is faster.
            rgbx = picture.tobytes("raw", "RGBX")
            frame = to_yuv.reformat(
                av.VideoFrame.from_bytes(rgbx, WIDTH, HEIGHT, "rgba"), format="yuv420p",
                dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
            )  # fmt: skip
            for pts in range(i * repeats, (i + 1) * repeats):
                frame.pts = pts
                video.mux(stream.encode(frame))
        video.mux(stream.encode())  # the frames that the encoder still holds


def _middle(row: int) -> int:
    """The y coordinate of the middle of a bar."""
    return 182 + 48 * row


@cache
def _background(K: int) -> Image.Image:
    """What all pictures of a video have in common."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    draw = ImageDraw.Draw(frame)
    draw.rectangle((0, 0, HEIGHT - 1, HEIGHT - 1), fill="black")
    for row in range(K):
        draw.rectangle((BARS[0], _middle(row) - 15, BARS[1], _middle(row) + 15), fill=TRACK)
    note = "yes/no models: need not add up to 100%"
    draw.text((LEFT, 682), note, GREY, _font(20), "lm")
    return frame


@cache
def _mask(answer: str, bold: bool) -> Image.Image:
    """The answer of one model, as a mask to paint through; most answers occur many times."""
    mask = Image.new("L", (BARS[0] - LEFT - 36, 48))
    ImageDraw.Draw(mask).text((0, mask.height // 2), answer, 255, _font(32, bold), "lm")
    return mask


@cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font that comes with matplotlib, so that the video looks the same everywhere."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
