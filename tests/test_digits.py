from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import label_binarize

from logreg_edu.app.datasets import load
from logreg_edu.curvature import curvature_bound, largest_curvature
from logreg_edu.digits import (
    Digits,
    official_split,
    one_hot,
    pixel_range,
    pixel_scale,
    pixels_to_examples,
    stratified_split,
)

LABELS = st.lists(st.integers(0, 9), min_size=2, max_size=60)
FRACTIONS = st.floats(0.01, 0.99)

# pixel_scale


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=30), st.sampled_from([1, 16, 255]))
def test_the_scale_of_small_pictures_follows_from_the_largest_pixel(pixels, largest):
    pixels = [largest * pixel for pixel in pixels]
    if max(pixels) == 0:
        with pytest.raises(ValueError, match=r"^images: pixels from 0 to 0 do not tell"):
            pixel_scale([pixels])
        return
    expected = next(scale for scale in (1, 16, 255) if max(pixels) <= scale)
    assert pixel_scale([pixels]) == pixel_scale([[0] * len(pixels), pixels]) == expected


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int32, np.float32, np.float64])
def test_the_scale_goes_by_values_not_by_type(dtype):
    assert pixel_scale(np.eye(5, 300, dtype=dtype)) == 1
    if dtype is not bool:
        assert pixel_scale(200 * np.eye(5, 300, dtype=dtype)) == 255


def test_16_is_the_scale_of_small_pictures_alone():
    assert pixel_scale(np.full((3, 256), 16)) == 16
    assert [pixel_scale([[0, high]]) for high in (1, 1.5, 16, 16.5)] == [1, 16, 16, 255]
    with pytest.raises(ValueError, match="pixels from 16 to 16 do not tell"):
        pixel_scale(np.full((3, 257), 16))


@pytest.mark.parametrize(
    ("images", "because"),
    [
        ([[0, 256]], "0 to 256 do not tell"),
        ([[-1, 1]], "-1 to 1 do not tell"),
        ([[0, np.nan]], "NaN"),
        ([[0, np.inf]], "infinite"),
        (np.zeros((0, 9)), "0 to 0"),
        ([["a"]], "must be numbers"),
        ([[1, 2], [3]], "inhomogeneous"),
    ],
)
def test_a_scale_in_doubt(images, because):
    with pytest.raises(ValueError, match=f"^images: .*{because}"):
        pixel_scale(images)


# pixel_range


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_paper_may_be_minus_1_and_pixels_may_lie_a_little_outside(dtype):
    for low, high, expected in (
        (-1, 1, (-1, 1)), (-1.25, 1.25, (-1, 1)), (-0.75, 0.6, (-1, 1)),
        (-0.25, 1.25, (0, 1)), (-1e-9, 0.6, (0, 1)), (0, 1, (0, 1)), (0, 200, (0, 255)),
    ):  # fmt: skip
        assert pixel_range(np.array([[low, 0, high]], dtype)) == expected
    for low, high in ((-0.5, 1), (-1.5, 1), (-1, 1.5), (-1, 0.5), (-1, 16), (np.nan, 1)):
        with pytest.raises(ValueError, match=r"^images: "):
            pixel_range(np.array([[low, 0, high]], dtype))


def test_the_range_of_pixels_that_have_no_sign():
    for images in (np.eye(3, dtype=bool), np.eye(5, dtype=np.uint8), 200 * np.eye(4, dtype=int)):
        assert pixel_range(images) == (0, pixel_scale(images))
    with pytest.raises(ValueError, match="0 to 0"):
        pixel_range(np.zeros((0, 9)))


# pixels_to_examples


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64])
def test_every_pixel_is_the_float32_nearest_to_its_share_of_255(dtype):
    X = pixels_to_examples(np.arange(256, dtype=dtype))
    assert X.dtype == np.float32
    for pixel, x in enumerate(X):
        exact = Fraction(pixel, 255)
        for neighbour in np.nextafter(x, np.float32([-1, 2])):
            error, other = abs(Fraction(float(x)) - exact), abs(Fraction(float(neighbour)) - exact)
            assert error < other


@pytest.mark.parametrize("shape", [(6,), (3, 6), (0, 6)])
def test_pixels_keep_their_shape(shape):
    assert pixels_to_examples(np.zeros(shape)).shape == shape


@pytest.mark.parametrize("pixel", [-1, 256, 255.5, np.nan, np.inf, -np.inf])
def test_pixels_outside_their_range(pixel):
    with pytest.raises(ValueError, match=r"^images: "):
        pixels_to_examples([[0, pixel, 255]])


@pytest.mark.parametrize("pixels", [[0.0, 0.0], [3.0, 200.0], [255.0, 255.0]], ids=str)
def test_pixels_need_not_reach_the_ends_of_their_range(pixels):
    np.testing.assert_array_equal(pixels_to_examples(pixels), np.float32(pixels) / np.float32(255))


def test_bytes_with_a_sign_may_leave_the_range():
    with pytest.raises(ValueError, match=r"^images: pixels must lie in 0 to 255"):
        pixels_to_examples(np.array([-1, 1], np.int8))


def test_raw_bytes_would_need_far_smaller_steps():
    images = load("sample").images[::50, ::4]  # every fourth pixel: smaller eigenvalue problems
    scaled, raw = pixels_to_examples(images), images.astype(np.float64)
    B, B_raw = curvature_bound(scaled), curvature_bound(raw)
    np.testing.assert_allclose(B_raw[:196, :196], 65_025 * B[:196, :196], rtol=1e-6)
    # The bias is not a pixel and does not scale, so that the rate shrinks a little less.
    assert largest_curvature(raw) == pytest.approx(65_025 * largest_curvature(scaled), rel=0.1)


# one_hot


def test_one_hot_by_loops():
    labels = [3, 0, 2, 2, 3, 0, 3]
    Y = one_hot(labels, K=5)
    assert Y.shape == (7, 5)
    assert Y.dtype == np.float32
    assert Y.tolist() == [[float(label == k) for k in range(5)] for label in labels]


@given(LABELS)
def test_one_hot_has_one_1_a_row_and_matches_scikit_learn(labels):
    Y = one_hot(labels)
    assert (Y.sum(axis=1) == 1).all()
    assert Y.argmax(axis=1).tolist() == labels
    np.testing.assert_array_equal(Y, label_binarize(labels, classes=range(10)))


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.float32, np.float64])
def test_one_hot_of_any_number_type(dtype):
    assert one_hot(np.array([1, 0], dtype), K=2).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("labels", [[0, 10], [-1, 0], [0.5, 1], [np.nan, 1], [[0, 1]], 3, ["a"]])
def test_one_hot_refuses_what_is_no_label(labels):
    with pytest.raises(ValueError, match=r"^labels: .* 0 to 9"):
        one_hot(labels)


# stratified_split


@given(LABELS, FRACTIONS, st.integers(0, 5))
def test_split_has_every_row_once_and_every_class_its_share(labels, test_fraction, seed):
    m, test_count = len(labels), round(test_fraction * len(labels))
    if not 0 < test_count < m:
        with pytest.raises(ValueError, match=r"^test_fraction: "):
            stratified_split(labels, test_fraction, seed)
        return
    train, test = stratified_split(labels, test_fraction, seed)
    assert len(test) == test_count
    assert sorted([*train, *test]) == list(range(m))
    assert train.tolist() == sorted(train)
    assert test.tolist() == sorted(test)
    fair = {label: Fraction(labels.count(label) * test_count, m) for label in labels}
    if all(labels.count(label) - fair[label] >= 1 for label in labels):  # no class is too rare
        for label in labels:
            assert abs(sum(labels[i] == label for i in test) - fair[label]) < 1
    learned = [labels[i] for i in train]
    assert set(learned) == set(labels) or len(set(learned)) == len(learned)


def test_the_only_example_of_a_class_is_one_to_train_on():
    labels = np.array([0] * 20 + [1] * 20 + [2] + [3] * 20)
    tests = [stratified_split(labels, 0.4, seed) for seed in range(40)]
    assert all(40 in train and len(test) == 24 for train, test in tests)


def test_the_split_that_is_not_asked_for_has_seed_0_and_a_fifth_to_test_on():
    labels = np.arange(100) % 7
    for rows, same in zip(stratified_split(labels), stratified_split(labels, 0.2, 0), strict=True):
        np.testing.assert_array_equal(rows, same)
    assert not np.array_equal(stratified_split(labels)[1], stratified_split(labels, seed=1)[1])


def test_the_sample_is_split_evenly():
    labels = load("sample").labels
    train, test = stratified_split(labels)
    assert np.bincount(labels[train]).tolist() == [400] * 10
    assert np.bincount(labels[test]).tolist() == [100] * 10


def test_the_same_seed_gives_the_same_split_on_every_machine():
    labels = [0, 1, 2] * 5
    train, test = stratified_split(labels, test_fraction=0.4, seed=7)
    again = stratified_split(np.array(labels), test_fraction=0.4, seed=7)
    assert (train.tolist(), test.tolist()) == (again[0].tolist(), again[1].tolist())
    assert test.tolist() == [0, 1, 2, 5, 12, 13]
    tests = {tuple(stratified_split(labels, 0.4, seed)[1]) for seed in range(10)}
    assert len(tests) > 5


def test_every_example_has_the_same_chance_to_be_a_test_example():
    labels = np.array([0] * 10 + [1] * 20)
    drawn = sum(np.isin(np.arange(30), stratified_split(labels, 0.2, s)[1]) for s in range(1000))
    # 200 of 1000 each, with a standard deviation of 13.
    assert np.abs(drawn - 200).max() < 60


@pytest.mark.parametrize("test_fraction", [0, 1, -0.5, 1.5, 0.01, 0.99, np.nan, np.inf])
def test_split_that_leaves_nothing(test_fraction):
    with pytest.raises(ValueError, match=rf"^test_fraction: {test_fraction} of 4 examples"):
        stratified_split([0, 1, 0, 1], test_fraction)


# Digits and their official split


def test_official_split_is_first_and_rest():
    images, labels = np.zeros((7, 6), np.uint8), np.zeros(7, np.uint8)
    train, test = official_split(Digits(images, labels, "seven", (2, 3), official_train=5))
    assert train.tolist() == [0, 1, 2, 3, 4]
    assert test.tolist() == [5, 6]


def test_digits_without_an_official_split_say_so():
    digits = load("sample")
    assert digits.official_train is None
    with pytest.raises(ValueError, match=r"^sample: has no official split"):
        official_split(digits)


def test_digits_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load("sample").name = "other"


@pytest.mark.parametrize("images", [[["dark"]], [[None]], {}, None, [[1, 2], [3]], [[1j]]])
def test_pixels_that_are_no_numbers_are_refused(images):
    with pytest.raises(ValueError, match=r"^images: "):
        pixels_to_examples(images)
