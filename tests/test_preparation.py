from __future__ import annotations

import io
import json
import struct
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter
from scenes import (
    SCENES,
    blank,
    faint_on_grainy_paper,
    in_a_box,
    ink,
    on,
    on_ruled_paper,
    sheet_on_a_table,
    tilted_sheet,
)

from logreg_edu import one_vs_all_score, pixels_to_examples, pretrained
from logreg_edu.app.datasets import load
from logreg_edu.app.errors import ImageError
from logreg_edu.app.preparation import (
    Preparation,
    prepare,
    prepare_file,
    prepare_ink,
    read_image,
)
from logreg_edu.app.preparation.arithmetic import area_average, largest_around
from logreg_edu.app.preparation.digit import distances, lean_of, place, turned
from logreg_edu.app.preparation.sheets import between, four_sided
from logreg_edu.app.preparation.spots import regions
from logreg_edu.app.readers import read_digits

SIDES = st.integers(1, 9)


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    """Every 10th digit of the sample, (500, 28, 28) uint8."""
    return load("sample").images[::10].reshape(-1, 28, 28)


def field(prepared: Preparation) -> np.ndarray:
    return prepared.image.reshape(28, 28).astype(int)


def largest_difference(prepared: Preparation, image: np.ndarray) -> int:
    return int(np.abs(field(prepared) - image).max())


# The arithmetic


@given(SIDES, SIDES, SIDES, SIDES, st.integers(0))
def test_area_average_is_the_mean_over_finer_pixels(old_rows, old_columns, rows, columns, seed):
    image = np.random.default_rng(seed).random((old_rows, old_columns))
    finer = image.repeat(rows, axis=0).repeat(columns, axis=1)
    means = finer.reshape(rows, old_rows, columns, old_columns).mean(axis=(1, 3))
    np.testing.assert_allclose(area_average(image, rows, columns), means, rtol=1e-13)


def test_area_average_agrees_with_pillow():
    image = np.random.default_rng(3).random((50, 35)).astype(np.float32)
    ours, pillow = area_average(image, 10, 7), np.asarray(Image.fromarray(image).reduce(5))
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, pillow, rtol=1e-5)


@pytest.mark.parametrize(
    ("profile", "start"),
    [
        ([7], 14),
        ([1, 1], 13),  # centre 0.5, an exact half: up
        ([3, 1], 14),  # 0.25
        ([1, 3], 13),  # 0.75
        ([1] * 20, 4),  # 9.5, up
        ([1000] + 19 * [1], 8),  # centre 0, but 20 pixels fit only up to 8
        (19 * [0] + [9], 0),  # centre 19
    ],
)
def test_place(profile, start):
    assert place(np.array(profile)) == start


@given(SIDES, SIDES, st.floats(0.1, 0.9), st.integers(0))
def test_regions_agree_with_scipy(rows, columns, share, seed):
    mask = np.random.default_rng(seed).random((rows, columns)) < share
    labels, count = scipy.ndimage.label(mask, np.ones((3, 3)))
    spots = regions(mask)
    assert len(spots) == count
    found = np.zeros_like(labels)
    for name, spot in enumerate(spots, 1):
        found[spot[:, 0], spot[:, 1]] = name
    np.testing.assert_array_equal(found, labels)


@given(SIDES, SIDES, st.integers(0, 4), st.integers(0))
def test_largest_around_agrees_with_scipy(rows, columns, reach, seed):
    image = np.random.default_rng(seed).random((rows, columns))
    expected = scipy.ndimage.maximum_filter(image, 2 * reach + 1, mode="nearest")
    np.testing.assert_array_equal(largest_around(image, reach), expected)


@given(SIDES, SIDES, st.floats(0.1, 0.9), st.integers(0))
def test_distances_agree_with_scipy(rows, columns, share, seed):
    mask = np.random.default_rng(seed).random((rows, columns)) < share
    assume(not mask.all())
    expected = scipy.ndimage.distance_transform_edt(mask)
    np.testing.assert_allclose(distances(mask), expected, rtol=1e-15)


@given(st.integers(2, 60), st.integers(2, 60), st.integers(0))
def test_the_grey_between_parts_dark_from_light(darks, lights, seed):
    rng = np.random.default_rng(seed)
    dark, light = 0.2 + 0.1 * rng.random(darks), 0.7 + 0.1 * rng.random(lights)
    assert dark.max() <= between(np.concatenate([light, dark])) < light.min()


def test_four_sided_agrees_with_a_polygon_of_pillow():
    corners = np.array([[3, 5], [6, 30], [24, 27], [20, 2]])
    drawn = Image.new("1", (33, 29))
    ImageDraw.Draw(drawn).polygon([(column, row) for row, column in corners.tolist()], fill=1)
    differ = four_sided(corners.astype(float), (29, 33)) != np.asarray(drawn)
    assert differ.sum() < 40  # only the rim, which Pillow draws one pixel wide
    assert not differ[10:18, 8:24].any()


# Ink


def test_a_bar_worked_by_hand():
    ink = np.zeros((100, 90))
    ink[30:34, 20:60] = 1
    bar = prepare_ink(ink)
    assert (bar.box, bar.size, bar.corner) == ((30, 20, 4, 40), (2, 20), (13, 4))
    expected = np.zeros((28, 28))
    expected[13:15, 4:24] = 255
    np.testing.assert_array_equal(field(bar), expected)


def test_half_covered_pixels_round_up_and_the_darkest_is_255():
    ink = np.zeros((60, 40))
    ink[:40, :30] = np.tile([0.5, 0.25, 0.25], 10)  # 1.5 columns for each of 20
    prepared = prepare_ink(ink)
    assert prepared.size == (20, 15)
    inked = field(prepared)[field(prepared) > 0]
    assert inked.max() == 255
    # Two columns each: 0.5 and 0.25, 0.25 and 0.5, 0.25 and 0.25; of their largest, 0.375.
    assert set(inked) == {255, 170}


@given(st.integers(2, 30), st.integers(2, 30), st.integers(0, 9), st.integers(0, 9), st.integers(0))
def test_where_on_the_canvas_it_was_drawn_does_not_matter(rows, columns, down, right, seed):
    ink = np.random.default_rng(seed).random((rows, columns))  # all inked: one spot
    moved = np.pad(ink, ((down, 3), (right, 5)))
    first, second = prepare_ink(ink), prepare_ink(moved)
    np.testing.assert_array_equal(first.image, second.image)
    assert second.box == (down, right, rows, columns)
    assert first.image.max() == 255


def test_how_large_it_was_drawn_does_not_matter(digits):
    for image in digits[::50]:
        large = np.kron(image / 255, np.ones((7, 7)))
        assert largest_difference(prepare_ink(large), image) <= 1


def test_digits_of_mnist_come_out_as_they_went_in(digits):
    same = [largest_difference(prepare_ink(image / 255), image) <= 1 for image in digits]
    assert np.mean(same) > 0.995


@pytest.mark.mnist
def test_how_mnist_itself_was_prepared(mnist_folder):
    images = read_digits(mnist_folder).images[:60_000].reshape(-1, 28, 28)
    mass = images.sum(axis=(1, 2), dtype=np.int64)
    down = images.sum(axis=2, dtype=np.int64) @ np.arange(28) / mass
    right = images.sum(axis=1, dtype=np.int64) @ np.arange(28) / mass
    centred = (down >= 13.5) & (down < 14.5) & (right >= 13.5) & (right < 14.5)
    assert centred.sum() == 59_998
    sides = []
    for axis in (1, 2):
        inked = (images > 0).any(axis=axis)
        sides.append(28 - inked.argmax(axis=1) - inked[:, ::-1].argmax(axis=1))
    assert (np.maximum(*sides) == 20).sum() == 59_987
    assert set(images.max(axis=(1, 2))) == {254, 255}


@pytest.mark.mnist
def test_all_digits_of_mnist_come_out_as_they_went_in(mnist_folder):
    images = read_digits(mnist_folder).images[60_000:].reshape(-1, 28, 28)
    same = refused = 0
    for image in images:
        try:
            same += largest_difference(prepare_ink(image / 255), image) <= 1
        except ImageError:
            refused += 1
    assert same > 9_980
    assert refused <= 5


def a_seven(width: int) -> np.ndarray:
    """A 7 of 280 pixels height drawn with a round pen of a width, as ink."""
    y, x = np.mgrid[:400, :400] + 0.5
    low, high = 60 + width / 2, 340 - width / 2
    corners = [(120 + 0j) + 1j * low, 260 + 1j * low, 160 + 1j * high]
    distance = np.full((400, 400), np.inf)
    for start, end in pairwise(corners):
        along = ((x + 1j * y - start) / (end - start)).real.clip(0, 1)
        distance = np.minimum(distance, abs(x + 1j * y - start - along * (end - start)))
    return np.clip(width / 2 + 0.5 - distance, 0, 1)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 9, 14, 18])
def test_a_thin_stroke_is_made_as_thick_as_mnists(width):
    thin, thick = prepare_ink(a_seven(width)), prepare_ink(a_seven(35))
    assert thick.stroke is None
    before, after = thin.stroke
    assert before == pytest.approx(20 * width / 280, abs=0.35) and after == 2.5
    assert thin.image.sum() == pytest.approx(thick.image.sum(), rel=0.15)
    both = np.minimum(thin.image, thick.image).sum(dtype=float)
    assert both > 0.8 * thick.image.sum(dtype=float)
    assert f"stroke: made thicker, from {before:.1f} to 2.5 pixels" in thin.steps()


@pytest.mark.parametrize("width", [70, 80, 90])
def test_a_very_thick_stroke_is_made_thinner(width):
    thick = prepare_ink(a_seven(width))
    before, after = thick.stroke
    assert before == pytest.approx(20 * width / 280, rel=0.15)
    assert 3 < after < 4 and max(thick.size) == 20
    usual = prepare_ink(a_seven(55))
    assert usual.stroke is None
    both = np.minimum(thick.image, usual.image).sum(dtype=float)
    assert both > 0.85 * max(thick.image.sum(), usual.image.sum())
    assert f"stroke: made thinner, from {before:.1f} to {after:.1f} pixels" in thick.steps()


@pytest.mark.parametrize("width", [20, 23, 25, 28, 31, 36])
def test_a_digit_keeps_its_proportions(width):
    ink = np.zeros((240, 90))
    ink[20:220, 30 : 30 + width] = 1
    upright, lying = prepare_ink(ink), prepare_ink(ink.T)
    assert upright.size == (20, (width + 5) // 10) and upright.stroke is None
    assert upright.image.sum() == pytest.approx(255 * 20 * width / 10, rel=0.002)
    np.testing.assert_array_equal(field(lying), field(upright).T)
    # As far from the left edge as from the right one.
    profile = np.trim_zeros(field(upright).sum(axis=0))
    np.testing.assert_array_equal(profile, profile[::-1])


def test_a_ring_around_a_digit_is_no_part_of_it(digits):
    pictures = [on(blank(), ink(digit)) for digit in digits[:60:6]]
    y, x = np.mgrid[:400, :400] - 200
    ring = np.abs(np.hypot(y, x) - 190) < 5
    for plain in pictures:
        assert (field(prepare(np.where(ring, 0.2, plain))) == field(prepare(plain))).all()
    # A dot in a 0 is part of it.
    zero = np.where(np.abs(np.hypot(y, 1.6 * x) - 130) < 12, 0.1, 0.9)
    assert prepare(np.where(np.hypot(y, x) < 20, 0.1, zero)).left_out == 0


def test_a_thick_empty_frame_is_refused():
    """Inside it more than half of the picture was as dark as its ink: there was no ink left."""
    frame = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(frame).rectangle((90, 90, 210, 210), outline=0, width=20)
    with pytest.raises(ImageError, match="no digit found"):
        prepare(np.asarray(frame) / 255)


@given(st.integers(0))
def test_the_lean_is_the_slope_of_a_weighted_line_through_the_ink(seed):
    rng = np.random.default_rng(seed)
    ink = np.zeros((60, 50))
    ink[10:50, 20:30] = rng.random((40, 10)) + 0.5
    row, column = np.indices(ink.shape)
    slope = np.polyfit(row.ravel(), column.ravel(), 1, w=np.sqrt(ink.ravel()))[0]
    assert lean_of(ink) == pytest.approx(-slope, abs=1e-9)


@given(st.floats(-80, 80), st.integers(5, 40), st.integers(5, 40))
def test_ink_is_turned_as_scipy_turns_it(degrees, rows, columns):
    ink = scipy.ndimage.gaussian_filter(np.random.default_rng(3).random((rows, columns)), 1)
    ours = turned(ink, np.radians(degrees))
    side = len(ours)
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = (np.array(ink.shape) - 1) / 2
    offset = middle - matrix @ ([(side - 1) / 2] * 2)
    theirs = scipy.ndimage.affine_transform(
        np.pad(ink, 1), matrix, offset + 1, (side, side), order=1, mode="nearest"
    )
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


def test_a_digit_that_leans_more_than_most_is_turned_upright_too():
    bar = Image.fromarray(np.uint8(255 * np.pad(np.ones((200, 24)), ((100, 100), (188, 188)))))
    for degrees in (-38, -12, 0, 12, 38):
        tilted = np.asarray(bar.rotate(-degrees, Image.Resampling.BICUBIC)) / 255
        ways = prepare(1 - 0.8 * tilted).either()
        assert ways[0].slant == 0 and len(ways) == (2 if abs(degrees) == 38 else 1)
        if len(ways) == 2:
            assert ways[1].slant == pytest.approx(degrees, abs=2)
            # 24 pixels of 200, and the rim that comes of turning twice.
            assert ways[1].size == (20, 3) and ways[0].size[1] > 12
            assert ways[1].box == ways[0].box
    steps = ways[1].steps()
    assert f"upright: turned, since it leaned by {ways[1].slant} degrees to the right" in steps
    assert not any(step.startswith("upright") for step in ways[0].steps())


# Pictures


@pytest.fixture(scope="module")
def inks(digits) -> list[np.ndarray]:
    return [ink(digit) for digit in digits[25::50]]


@pytest.fixture(scope="module")
def alone(inks) -> np.ndarray:
    """What becomes of these digits on blank paper."""
    return np.stack([prepare(on(blank(), one)).image for one in inks])


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_digit_of_a_scene_is_prepared_as_on_blank_paper(inks, alone, scene):
    prepared = [prepare(scene(one)) for one in inks]
    assert not any(one.at_edge for one in prepared)
    seen = np.stack([one.image for one in prepared])
    labels, read = (
        one_vs_all_score(pixels_to_examples(images), pretrained())[0] for images in (alone, seen)
    )
    assert (labels == read).sum() >= 9
    both = np.minimum(alone, seen).sum(axis=1, dtype=float)
    assert (both > 0.5 * alone.sum(axis=1, dtype=float)).all()


def test_the_grain_of_the_paper_is_no_rim_of_the_digit(digits):
    for digit in digits[25::100]:
        clean = field(prepare(on(blank(), ink(digit))))
        grainy = field(prepare(faint_on_grainy_paper(ink(digit))))
        beside = scipy.ndimage.maximum_filter(clean, 3) == 0  # where no ink is, nor next to it
        assert grainy[beside].mean() < 1


@pytest.mark.parametrize("share", [0.2, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97])
@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
def test_ink_on_most_of_the_picture_is_no_digit(share, shape):
    picture = Image.new("L", (310, 280), 255)
    across, down = (round(length * (1 - share**0.5) / 2) for length in picture.size)
    place = (across, down, picture.width - across, picture.height - down)
    getattr(ImageDraw.Draw(picture), shape)(place, fill=0)
    with pytest.raises(ImageError, match="no digit found"):
        prepare(np.asarray(picture) / 255)


def test_the_sheet_and_the_box_are_found_where_they_are(digits):
    digit = ink(digits[123])
    alone = prepare(on(blank(), digit))
    for scene, sheet, down, right in (
        (sheet_on_a_table, (90, 110, 400, 400), 90, 110),
        (in_a_box, (60, 60, 280, 280), 0, 0),
    ):
        seen = prepare(scene(digit))
        assert np.abs(np.subtract(seen.sheet, sheet)).max() <= 30  # its rim is cut off
        assert np.abs(np.subtract(seen.box, alone.box) - [down, right, 0, 0]).max() <= 4
        assert seen.steps()[0].startswith(f"sheet: {seen.sheet[3]} x {seen.sheet[2]} pixels, ")
    assert alone.sheet is None and prepare(tilted_sheet(digit)).sheet is not None


def test_lines_are_counted_and_a_bar_of_the_digit_is_not_one(digits):
    assert prepare(on_ruled_paper(ink(digits[123]))).lines == 6
    seven = np.ones((300, 200))
    seven[:6] = 0  # drawn with a thin pen, and cropped closely
    for row in range(300):
        left = int(190 - 0.4 * row)
        seven[row, left : left + 6] = 0
    prepared = prepare(seven)
    assert prepared.lines == 0 and prepared.size[0] == 20
    top = field(prepared)[prepared.corner[0] :][:3]
    assert (top > 100).any(axis=0).sum() > 10  # the bar is there


def test_colours_that_differ_only_in_one_are_named(digits):
    yellow = on(np.ones((200, 200, 3)), ink(digits[123], 200), [1, 1, 0])
    prepared = prepare(yellow)
    assert prepared.colour == "blue"
    assert "colour: blue, where ink and paper differ most" in prepared.steps()
    assert (
        prepare(on(np.ones((200, 200, 3)), ink(digits[123], 200), [0.8, 0.1, 0.1])).colour == "grey"
    )


def test_light_ink_on_a_transparent_picture(digits, tmp_path):
    layer = np.full((300, 300, 4), 255, np.uint8)
    layer[..., 3] = np.round(255 * ink(digits[123], 300))
    white = prepare_file(saved(tmp_path / "white.png", Image.fromarray(layer)))
    layer[..., :3] = 0
    black = prepare_file(saved(tmp_path / "black.png", Image.fromarray(layer)))
    assert white.light_ink and not black.light_ink
    np.testing.assert_array_equal(white.image, black.image)


def test_a_large_picture_is_prepared_as_its_reduction(digits, tmp_path):
    large = Image.fromarray(np.uint8(255 * on(blank(), ink(digits[123])))).resize((3200, 3200))
    prepared = prepare_file(saved(tmp_path / "large.png", large))
    small = prepare(on(blank(), ink(digits[123])))
    assert np.abs(np.array(prepared.box) - 8 * np.array(small.box)).max() <= 30
    assert np.abs(field(prepared) - field(small)).mean() < 8


def test_dark_on_light_and_light_on_dark_give_the_same(digits):
    for image in digits[::25]:
        light = prepare(image / 255)
        dark = prepare(1 - image / 255)
        assert light.light_ink and not dark.light_ink
        assert np.abs(field(light) - field(dark)).max() <= 1
        assert light.box == dark.box


def test_pixels_of_a_digit_of_mnist_hardly_change(digits):
    differences = [np.abs(field(prepare(image / 255)) - image).mean() for image in digits[::5]]
    assert np.mean(differences) < 3  # of 255; where the ink's pale rim is cut, a little shifts


def photo(digit: np.ndarray, rng: np.random.Generator, kind: str) -> np.ndarray:
    """A photograph of a digit, as grey: written somewhere on paper, lit, blurred, noisy, a JPEG."""
    rows, columns = rng.choice([300, 450]), rng.choice([300, 400])
    side = int(rng.uniform(0.35, 0.95) * min(rows, columns))
    top, left = rng.integers(rows - side), rng.integers(columns - side)
    large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    ink = np.zeros((rows, columns))
    # The edge of a pen stroke is sharper than an enlarged pixel.
    ink[top : top + side, left : left + side] = np.clip(
        (np.asarray(large) / 255 - 0.5) * rng.uniform(1, 8) + 0.5, 0, 1
    )
    y, x = np.mgrid[:rows, :columns] / max(rows, columns) - 0.5
    slope, angle = rng.uniform(0.2, 0.45), rng.uniform(0, 2 * np.pi)
    light = np.ones((rows, columns))
    if kind != "plain":
        light *= 1 - slope * (0.5 + np.cos(angle) * x + np.sin(angle) * y)
        light *= 1 - 0.5 * (x**2 + y**2)
    if kind == "shadow":  # with a slanting edge, sharp or soft
        angle, softness = rng.uniform(0, 2 * np.pi), rng.uniform(0.005, 0.1)
        beyond = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.3, 0.3)
        light *= 1 - rng.uniform(0.3, 0.5) / (1 + np.exp(-beyond / softness))
    if kind == "board":
        paper, pen = rng.uniform(0.08, 0.2), rng.uniform(0.75, 0.95)
    else:
        paper, pen = rng.uniform(0.75, 0.95), rng.uniform(0.08, 0.35)
    grey = (paper + (pen - paper) * ink) * light + rng.normal(0, 0.03, ink.shape)
    picture = Image.fromarray(np.uint8(255 * np.clip(grey, 0, 1)))
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.7)).save(
        file, "JPEG", quality=int(rng.integers(30, 90))
    )
    return np.asarray(Image.open(file)) / np.float32(255)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "share"), [("plain", 0.9), ("gradient", 0.9), ("board", 0.9), ("shadow", 0.8)]
)
def test_a_photographed_digit_is_read_like_the_original(digits, kind, share):
    models, rng = pretrained(), np.random.default_rng(11)
    same = []
    for image in digits[::20]:
        try:
            prepared = prepare(photo(image, rng, kind)).image
        except ImageError:
            same.append(False)
            continue
        pair = np.stack([image.ravel(), prepared])
        labels, _ = one_vs_all_score(pixels_to_examples(pair), models)
        same.append(labels[0] == labels[1])
    assert np.mean(same) >= share


def test_specks_and_the_edge_of_the_table_are_left_out(digits):
    image = np.kron(1 - digits[123] / 255, np.ones((8, 8)))
    clean = prepare(image)
    image[3:7, 4:8] = image[200:203, 10:14] = 0.1  # 1.8 % of the picture's side
    image[:, -3:] = 0
    dirty = prepare(image)
    assert (clean.left_out, dirty.left_out) == (0, 3)
    np.testing.assert_array_equal(clean.image, dirty.image)
    assert clean.box == dirty.box


def test_a_digit_that_reaches_the_edge_is_not_left_out():
    image = np.ones((60, 50))
    image[0:60, 20:26] = 0
    assert prepare(image).size == (20, 2)


def cut_off(picture: np.ndarray, quarters: int) -> np.ndarray:
    """A picture of 400 x 400 without the lowest 165 rows; first turned by quarters."""
    return np.rot90(np.rot90(picture, quarters)[:235], -quarters)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_digit_cut_off_by_the_edge_is_told(digits, quarters):
    whole = on(blank(), ink(digits[123]))
    assert not prepare(whole).at_edge and prepare(whole).doubt() == ""
    assert prepare(cut_off(whole, quarters)).at_edge
    assert "reaches the edge" in prepare(cut_off(whole, quarters)).doubt()
    # The part that the edge cuts is a spot of its own, and left out.
    two = blank()
    two[160:200, 100:300] = two[220:250, 100:300] = 0.1
    prepared = prepare(cut_off(np.rot90(two, -quarters), quarters))
    assert prepared.at_edge and prepared.left_out == 1
    # What reaches in from the edge far away is no part of a digit.
    whole[:8], whole[20:60, :40] = 0.1, 0.1
    assert not prepare(np.rot90(whole, quarters)).at_edge


def test_the_box_is_given_in_pixels_of_the_picture():
    image = np.ones((1000, 700))
    image[200:800, 300:340] = 0.2
    top, left, height, width = prepare(image).box
    reduction = 1000 / 256
    assert np.abs(np.array([top, left, height, width]) - [200, 300, 600, 40]).max() <= 3 * reduction


def test_steps_and_record(digits):
    prepared = prepare(digits[50] / 255)
    steps = prepared.steps()
    assert [step.split(":")[0] for step in steps] == ["ink", "cropped", "scaled", "centred"]
    assert "lighter than the paper" in steps[0]
    record = json.loads(json.dumps(prepared.record(), allow_nan=False))
    assert record["light_ink"] is True
    assert record["box"] == list(prepared.box)
    assert {"size", "corner", "left_out"} <= set(record)


def bar(columns: slice) -> np.ndarray:
    image = np.ones((80, 120))
    image[20:60, columns] = 0
    return image


def disc(radius: int, side: int) -> np.ndarray:
    y, x = np.mgrid[:side, :side] - side // 2
    return np.where(x**2 + y**2 < radius**2, 0.1, 0.9)


def two_boxes() -> np.ndarray:
    bars = np.zeros((400, 400))
    bars[140:260, 190:206] = 1
    return np.hstack([in_a_box(bars)] * 2)


NOISE = np.random.default_rng(1)
RAMP = np.linspace(0.3, 0.9, 200)


@pytest.mark.parametrize(
    ("grey", "because"),
    [
        (np.full((40, 30), 1.0), "one blank colour"),
        (np.full((40, 30), 0.0), "one blank colour"),
        (np.full((1, 1), 0.4), "one blank colour"),
        (0.5 + 0.005 * NOISE.random((300, 290)), "one blank colour"),
        (RAMP[:, None] * np.ones(150), "reach in from the edge"),
        (0.9 + 0.03 * NOISE.normal(size=(300, 290)), "nothing stands out"),
        (NOISE.random((200, 210)), "reach in from the edge"),
        (NOISE.random((1000, 1100)).round(), "reach in from the edge"),
        (np.where(NOISE.random((200, 210)) < 0.02, 0.1, 0.9), "spots of similar size"),
        (np.where(np.arange(100) < 50, 0.1, 0.9) * np.ones((90, 1)), "nothing stands out"),
        (np.ones((3000, 299)), "shape"),
        (bar(slice(30, 33)) * bar(slice(70, 73)), "two digits side by side"),
        (np.vstack([bar(slice(30, 36))] * 2), "two digits, one above the other"),
        (disc(60, 200), "a solid shape, or a sheet without a digit"),
        (sheet_on_a_table(np.zeros((400, 400))), "a solid shape, or a sheet without a digit"),
        (in_a_box(np.zeros((400, 400))), "a box, and no single digit in it"),
        (on_ruled_paper(np.zeros((400, 400))), "only lines"),
        (two_boxes(), "two digits, each in a box"),
    ],
)
def test_pictures_without_one_digit(grey, because):
    with pytest.raises(ImageError, match=because):
        prepare(grey)


def test_a_dot_is_no_digit():
    image = np.ones((400, 400))
    image[200:210, 200:210] = 0
    with pytest.raises(ImageError, match="speck"):
        prepare(image)


def test_no_ink():
    with pytest.raises(ImageError, match="no ink"):
        prepare_ink(np.zeros((30, 40)))


@given(st.integers(0, 499), st.integers(0, 499), st.integers(1, 9), st.integers(-3, 3))
def test_two_digits(digits, first, second, gap, down):
    left, right = digits[first], digits[second]
    left, right = (image[:, image.any(axis=0)] for image in (left, right))
    heights = [image.any(axis=1).sum() for image in (left, right)]
    # Whole digits of like height; others may be taken for one, as "5" with a stroke apart.
    whole = [len(regions(image > 0)) == 1 for image in (left, right)]
    assume(all(whole) and min(heights) > 0.7 * max(heights))
    both = np.hstack([left, np.zeros((28, gap)), np.roll(right, down, axis=0)]) / 255
    with pytest.raises(ImageError, match="two digits side by side"):
        prepare_ink(both)


# Files

GREYS = np.array([[0, 51, 102, 153], [204, 255, 30, 60], [90, 120, 150, 180]], np.uint8)


def saved(path: Path, image: Image.Image, **options) -> Path:
    image.save(path, **options)
    return path


def test_grey_of_every_kind_of_png(tmp_path):
    grey = Image.fromarray(GREYS)
    kinds = {
        "grey": grey,
        "colour": grey.convert("RGB"),
        "palette": grey.quantize(256),
        "opaque": grey.convert("RGBA"),
        "grey with alpha": grey.convert("LA"),
        "16 bits": Image.fromarray(GREYS.astype(np.uint16) * 257),
    }
    for name, image in kinds.items():
        read = read_image(saved(tmp_path / f"{name}.png", image))
        assert read.dtype == np.float32, name
        np.testing.assert_allclose(read, GREYS / 255, atol=1e-6, err_msg=name)
    for suffix in ("bmp", "tiff", "webp", "gif", "ppm"):
        options = {"lossless": True} if suffix == "webp" else {}
        read = read_image(saved(tmp_path / f"grey.{suffix}", grey, **options))
        np.testing.assert_allclose(read, GREYS / 255, atol=1e-6, err_msg=suffix)


def test_two_colours(tmp_path):
    read = read_image(saved(tmp_path / "bits.png", Image.fromarray(GREYS > 100)))
    np.testing.assert_array_equal(read, GREYS > 100)


def test_16_bits_keep_what_8_bits_lose(tmp_path):
    values = np.array([[0, 1, 300, 65535]], np.uint16)
    read = read_image(saved(tmp_path / "deep.png", Image.fromarray(values)))
    np.testing.assert_allclose(read, values / 65535, rtol=1e-6)


def test_transparency_shows_white(tmp_path):
    black = np.zeros((2, 3, 4), np.uint8)
    black[..., 3] = [[0, 255, 51], [255, 0, 0]]
    expected = 1 - black[..., 3] / 255
    read = read_image(saved(tmp_path / "rgba.png", Image.fromarray(black)))
    np.testing.assert_allclose(read, expected, atol=1 / 255)
    palette = Image.fromarray(np.array([[0, 1], [1, 1]], np.uint8), mode=None).convert("P")
    palette.putpalette([0, 0, 0, 10, 10, 10])
    read = read_image(saved(tmp_path / "palette.png", palette, transparency=1))
    np.testing.assert_allclose(read, [[0, 1], [1, 1]], atol=1e-6)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg(tmp_path, mode):
    smooth = np.linspace(0, 255, 64).astype(np.uint8)[None].repeat(48, axis=0)
    image = Image.fromarray(smooth).convert("RGB").convert(mode)
    read = read_image(saved(tmp_path / "a.jpg", image, quality=95))
    np.testing.assert_allclose(read, smooth / 255, atol=0.03)


def test_a_jpeg_with_a_second_picture_inside_as_phones_write(tmp_path):
    image = Image.fromarray(np.full((32, 48), 100, np.uint8))
    path = saved(tmp_path / "a.jpg", image, format="MPO", save_all=True, append_images=[image])
    np.testing.assert_allclose(read_image(path), np.full((32, 48), 100 / 255), atol=0.01)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_as_the_camera_noted(tmp_path, orientation):
    upright = GREYS / 255
    # What the camera stores, so that the note, undone, gives the upright picture.
    stored = {
        1: GREYS,
        2: GREYS[:, ::-1],
        3: GREYS[::-1, ::-1],
        4: GREYS[::-1],
        5: GREYS.T,
        6: np.rot90(GREYS),
        7: GREYS[::-1, ::-1].T,
        8: np.rot90(GREYS, -1),
    }[orientation]
    image = Image.fromarray(np.ascontiguousarray(stored))
    exif = Image.Exif()
    exif[0x0112] = orientation
    np.testing.assert_allclose(
        read_image(saved(tmp_path / "turned.png", image, exif=exif)), upright, atol=1e-6
    )


def png_header(width: int, height: int) -> bytes:
    """A PNG of which only the header is there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 99))


# Pillow itself is silent up to 89 million pixels, warns up to 179, and refuses more.
@pytest.mark.parametrize("side", [7_100, 10_000, 20_000, 2**31 - 1])
def test_too_large_a_picture_is_refused_before_it_is_decoded(tmp_path, monkeypatch, side):
    def decode(*_):
        raise AssertionError("a pixel was decoded")

    path = tmp_path / "huge.png"
    path.write_bytes(png_header(side, side))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(ImageError, match=r"huge\.png: has more than 50 million pixels"):
        read_image(path)


def jpeg(quality: int = 90) -> bytes:
    file = io.BytesIO()
    noise = np.random.default_rng(2).integers(0, 256, (40, 56), dtype=np.uint8)
    Image.fromarray(noise).save(file, "JPEG", quality=quality)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "is empty"),
        (b"hello, I am no picture", "is not a picture; PNG and JPEG are read"),
        (b"<html><body>403</body></html>", "is a web page, not a picture; download"),
        (
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "is a PostScript document; save it as a PNG or JPEG",
        ),
        (jpeg()[:-200], "is a broken picture"),
        (jpeg()[:900], "is a broken picture"),
        (jpeg()[:20], "is not a picture|is a broken picture"),
        (png_header(60, 50), "is a broken picture"),
    ],
)
def test_files_that_are_no_pictures(tmp_path, content, because):
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=because) as caught:
        prepare_file(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert len(str(caught.value).splitlines()) == 1


def test_no_file(tmp_path):
    with pytest.raises(ImageError, match=r"none\.png: there is no such file"):
        read_image(tmp_path / "none.png")
    with pytest.raises(ImageError, match="is not a file"):
        read_image(tmp_path)
    with pytest.raises(ImageError, match=r"no such file|too long"):
        read_image(tmp_path / ("x" * 5000))


def test_an_error_of_the_picture_names_its_file(tmp_path):
    path = saved(tmp_path / "blank.png", Image.new("L", (30, 40), 255))
    with pytest.raises(ImageError, match=r"blank\.png: no digit found: .* one blank colour"):
        prepare_file(path)


@pytest.mark.parametrize(
    "suffix",
    [
        "png",
        "jpg",
        *(pytest.param(s, marks=pytest.mark.slow) for s in ("gif", "webp", "tiff", "bmp")),
    ],
)
def test_every_cut_and_many_flipped_bits_are_read_or_refused_in_one_line(tmp_path, suffix):
    path = saved(tmp_path / f"digit.{suffix}", Image.fromarray(np.tile(GREYS, (4, 3))))
    content, rng = path.read_bytes(), np.random.default_rng(5)
    cases = [content[:cut] for cut in range(0, len(content), max(1, len(content) // 100))]
    for bit in rng.integers(8 * len(content), size=200):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        cases.append(bytes(flipped))
    for case in cases:
        path.write_bytes(case)
        try:
            assert read_image(path).dtype == np.float32
        except ImageError as error:
            assert len(str(error).splitlines()) == 1
