from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logreg_edu.app.video import draw_example, pick_examples, render_and_save_examples

SHAPE = (9, 7)
M, N = 5, 63


def examples() -> dict:
    """Five pictures that no digit looks like; the predictions of rows 1 and 4 are wrong."""
    rng = np.random.default_rng(3)
    return {
        "example_data": rng.integers(0, 256, (M, N), dtype=np.uint8),
        "true_labels": np.array([3, 1, 9, 0, 7], np.uint8),
        "predicted_labels": np.array([3, 7, 9, 0, 2]),
        "predicted_score": rng.random((M, 10)),
        "image_shape": SHAPE,
    }


def boxes(content: bytes) -> dict[str, int]:
    """The boxes at the top of an MP4 file and where each begins (ISO 14496-12)."""
    found, at = {}, 0
    while at < len(content):
        found[content[at + 4 : at + 8].decode()] = at
        at += int.from_bytes(content[at : at + 4], "big")
    return found


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "results.mp4"
    render_and_save_examples(**examples(), path=path)
    return path


@pytest.fixture(scope="module")
def decoded(video):
    with av.open(video) as container:
        return [(frame, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def test_stream_is_what_browsers_play(video):
    with av.open(video) as container:
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (1280, 720)
        assert stream.duration * stream.time_base == Fraction(15, 4)
    content = video.read_bytes()
    assert boxes(content)["moov"] < boxes(content)["mdat"]


def test_every_example_lasts_as_long_and_starts_with_a_key_frame(decoded):
    frames = [frame for frame, _ in decoded]
    assert [frame.pts * frame.time_base for frame in frames] == [Fraction(i, 4) for i in range(15)]
    assert [frame.key_frame for frame in frames] == [True, False, False] * M


def test_repeats_are_copies_that_take_next_to_no_bytes(video, decoded):
    for k, (_, pixels) in enumerate(decoded):
        np.testing.assert_array_equal(pixels, decoded[k - k % 3][1])
    with av.open(video) as container:
        sizes = [packet.size for packet in container.demux() if packet.size]
    assert len(sizes) == 3 * M
    assert all(size < 100 for k, size in enumerate(sizes) if k % 3)


def test_decoded_pixels_are_those_of_the_digit(decoded):
    rows = ((np.arange(9) + 0.5) * 80).astype(int)
    columns = (80 + (np.arange(7) + 0.5) * 80).astype(int)  # 560 of 720 pixels wide, centred
    for i, image in enumerate(examples()["example_data"].reshape(M, *SHAPE)):
        for _, pixels in decoded[3 * i : 3 * i + 3]:
            shown = pixels[np.ix_(rows, columns)].astype(int)
            assert np.abs(shown - image[:, :, None]).max() <= 8
            assert pixels[:, 8:72].max() <= 8  # beside it, black


def test_decoded_colors_say_right_or_wrong(decoded):
    wrong = [1, 4]
    for i in range(M):
        title = decoded[3 * i + 1][1][30:130, 760:1100].astype(int)
        red, green = title[..., 0] - title[..., 1] > 80, title[..., 1] - title[..., 0] > 80
        assert (red.sum() > 2000, green.sum() > 2000) == (i in wrong, i not in wrong)


def gray(**changes) -> np.ndarray:
    given = {"image": np.zeros((8, 8), np.uint8), "true": 4, "predicted": 4, "place": "1 / 2"}
    return np.asarray(draw_example(**{**given, "scores": np.full(10, 0.2), **changes}).convert("L"))


def test_the_verdict_does_not_need_color():
    right, wrong = gray(true=4) > 90, gray(true=3) > 90
    assert (right[80:140, 760:1000] ^ wrong[80:140, 760:1000]).sum() > 500


@pytest.mark.parametrize("predicted", range(10))
def test_the_predicted_bar_does_not_need_color(predicted):
    def marks(true):
        return (gray(true=true, predicted=predicted)[158:638, 755:790] > 90).reshape(10, -1)

    true = (predicted + 3) % 10
    right, wrong = marks(true=predicted), marks(true=true)
    assert np.flatnonzero(right.any(axis=1)).tolist() == [predicted]
    assert np.flatnonzero(wrong.any(axis=1)).tolist() == sorted([predicted, true])
    np.testing.assert_array_equal(right[predicted], wrong[predicted])
    assert (wrong[predicted] ^ wrong[true]).sum() > 120  # the true one has another mark


def test_pixels_are_enlarged_and_not_smoothed():
    image = np.random.default_rng(4).integers(0, 256, (8, 8), dtype=np.uint8)
    enlarged = image.repeat(90, axis=0).repeat(90, axis=1)
    np.testing.assert_array_equal(gray(image=image)[:, :720], enlarged)


def test_bars_are_as_long_as_the_probabilities():
    scores = np.linspace(0, 1, 10)
    picture = gray(scores=scores)
    for j, p in enumerate(scores):
        line = picture[182 + 48 * j, 955:1245]
        full, filled = (line > 40).sum(), (line > 100).sum()
        assert filled == pytest.approx(p * full, abs=1.5)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40))
def test_any_image_shape_fits_and_keeps_its_proportions(rows, columns):
    picture = gray(image=np.full((rows, columns), 255, np.uint8))
    assert picture.shape == (720, 1280)
    digit = picture[:, :720] == 255
    high, wide = digit.any(axis=1).sum(), digit.any(axis=0).sum()
    assert max(high, wide) == 720
    assert high / wide == pytest.approx(rows / columns, rel=0.03)


def test_same_examples_give_the_same_bytes(video, tmp_path):
    again = tmp_path / "other-name.mp4"
    render_and_save_examples(**examples(), path=str(again))
    content = again.read_bytes()
    assert content == video.read_bytes()
    made = content.index(b"mvhd") + 8  # version and flags, then when it was made and changed
    assert content[made : made + 8] == bytes(8)


@pytest.mark.parametrize("seconds", [0.04, 0.1, 1 / 3, 2.0])
def test_other_durations_are_exact(tmp_path, seconds):
    path = tmp_path / "results.mp4"
    render_and_save_examples(**examples(), path=path, seconds_per_example=seconds)
    with av.open(path) as container:
        stream = container.streams.video[0]
        assert float(stream.duration * stream.time_base) == pytest.approx(M * seconds, rel=1e-9)
        keys = [packet.pts * stream.time_base for packet in container.demux() if packet.is_keyframe]
    assert [float(key) for key in keys] == pytest.approx([i * seconds for i in range(M)])


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_interruption_keeps_the_old_file_and_leaves_nothing(tmp_path, monkeypatch, error):
    path = tmp_path / "results.mp4"
    path.write_bytes(b"old")

    def stop_at_the_fourth(*arguments):
        if arguments[4] == "4 / 5":
            assert len(list(tmp_path.iterdir())) == 2
            raise error
        return draw_example(*arguments)

    monkeypatch.setattr("logreg_edu.app.video.draw_example", stop_at_the_fourth)
    with pytest.raises(error):
        render_and_save_examples(**examples(), path=path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [
        ("results.mp4", b"old")
    ]


def test_pick_examples_draws_each_at_most_once_and_all_equally():
    rows = pick_examples(m=50, count=20, seed=1)
    assert rows.shape == (20,) and len(set(rows.tolist())) == 20
    np.testing.assert_array_equal(rows, pick_examples(m=50, count=20, seed=1))
    assert rows.tolist() != pick_examples(m=50, count=20, seed=2).tolist()
    drawn = np.bincount(np.concatenate([pick_examples(10, 4, seed) for seed in range(500)]))
    assert drawn.shape == (10,) and abs(drawn - 200).max() < 60  # 5 standard deviations
    assert sorted(pick_examples(m=3, count=60, seed=0).tolist()) == [0, 1, 2]
