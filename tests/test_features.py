from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm
from scipy.ndimage import affine_transform
from scipy.signal import correlate2d

from logreg_edu import (
    Filters,
    deskew,
    draw_filters,
    pixels_to_examples,
    random_relu,
    standardise,
)
from logreg_edu.app.datasets import load
from logreg_edu.features import CELLS, THRESHOLD, WHITENING, draw_windows, pooling, windows
from logreg_edu.features import moments as moments_of
from logreg_edu.parallel import BLOCK_ROWS, row_blocks

SIDE = 28
RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def pictures():
    """1,250 digits: more than one block of rows, and no full second block."""
    X = pixels_to_examples(load("sample").images[::4])
    assert BLOCK_ROWS < len(X) < 2 * BLOCK_ROWS
    return X


def picture(*dots: tuple[int, int], ink: float = 1.0) -> np.ndarray:
    """One picture (1, 784) with ink at these (row, column)."""
    drawn = np.zeros((SIDE, SIDE), np.float32)
    for dot in dots:
        drawn[dot] = ink
    return drawn.reshape(1, -1)


# Deskewed: moments by loops, the picture by SciPy


def moments(x: np.ndarray) -> tuple[float, float, float]:
    """The centre of mass (row, column) and the slant of one picture."""
    mass = row = column = 0.0
    for i, j in np.ndindex(SIDE, SIDE):
        ink = float(x[SIDE * i + j])
        mass, row, column = mass + ink, row + ink * i, column + ink * j
    row, column = row / mass, column / mass
    upright = across = 0.0
    for i, j in np.ndindex(SIDE, SIDE):
        ink = float(x[SIDE * i + j])
        upright += ink * (i - row) ** 2
        across += ink * (i - row) * (j - column)
    return row, column, across / upright


def sheared(x: np.ndarray, row: float, column: float, slant: float) -> np.ndarray:
    """The picture that has at o what x has at A o + t; SciPy's order is (row, column)."""
    matrix = np.array([[1.0, 0.0], [slant, 1.0]])
    offset = np.array([row, column]) - matrix @ [13.5, 13.5]
    old = x.reshape(SIDE, SIDE).astype(np.float64)
    return affine_transform(old, matrix, offset, order=1, mode="grid-constant").ravel()


def test_deskewed_as_an_affine_map_of_the_moments(pictures):
    upright = deskew(pictures)
    assert upright.shape == pictures.shape and upright.dtype == np.float32
    for i in [*range(0, 1250, 97), BLOCK_ROWS - 1, BLOCK_ROWS]:
        expected = sheared(pictures[i], *moments(pictures[i]))
        np.testing.assert_allclose(upright[i], expected, rtol=1e-6, atol=1e-7)


def test_deskewed_digits_stand_upright_in_the_middle(pictures):
    for x in deskew(pictures[::50]):
        row, column, slant = moments(x)
        assert abs(row - 13.5) < 0.1 and abs(column - 13.5) < 0.6 and abs(slant) < 0.12


@pytest.mark.parametrize("dot", [(0, 0), (3, 20), (27, 27), (14, 14), (27, 0)])
@pytest.mark.parametrize("ink", [1.0, 1 / 255, 1e-30])
def test_a_single_dot_is_moved_to_the_middle(dot, ink):
    four = deskew(picture(dot, ink=ink)).reshape(SIDE, SIDE)
    np.testing.assert_allclose(four[13:15, 13:15], ink / 4, rtol=1e-6)
    assert np.count_nonzero(four) == 4


def test_a_row_of_ink_has_no_slant():
    row = deskew(picture(*((9, j) for j in range(3, 24)))).reshape(SIDE, SIDE)
    assert set(np.flatnonzero(row.sum(axis=1))) == {13, 14}
    assert row.sum() == pytest.approx(21, rel=1e-5)


def test_without_ink_a_picture_stays_as_it_is_and_its_centre_is_the_middle():
    assert not deskew(np.zeros((3, 784))).any()
    x_c, y_c, slant = moments_of(np.zeros((3, 784)))
    assert [*x_c, *y_c] == 6 * [13.5] and not slant.any()


@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), max_size=9), st.floats(0, 1))
def test_deskewed_ink_is_from_0_to_1(dots, ink):
    upright = deskew(np.vstack([picture(*dots, ink=ink), picture(*dots)]))
    assert upright.min() >= 0 and upright.max() <= 1


@pytest.mark.parametrize("dtype", [np.float64, np.uint8, bool])
def test_any_type_of_number(dtype):
    X = (pixels_to_examples(load("sample").images[::1000]) > 0.5).astype(dtype)
    np.testing.assert_array_equal(deskew(X), deskew(X.astype(np.float32)))


def test_the_order_in_memory_changes_no_bit(pictures):
    np.testing.assert_array_equal(deskew(np.asfortranarray(pictures)), deskew(pictures))


# Random ReLU features


def test_relu_as_in_the_formula_and_blocks_are_all_the_same(pictures):
    relu = random_relu(pictures, count=13, seed=5)
    assert relu.W.shape == (784, 13) and relu.b.shape == (13,)
    Z = pictures.astype(np.float64) @ relu.W.astype(np.float64) + relu.b
    np.testing.assert_allclose(relu(pictures), np.where(Z > 0, Z, 0), atol=1e-5)


def test_relu_is_drawn_from_normal_distributions(pictures):
    relu = random_relu(pictures, count=2000, seed=1)
    c = relu.b + pictures.mean(axis=0, dtype=np.float64) @ relu.W
    assert relu.W.mean() == pytest.approx(0, abs=1e-3)
    assert relu.W.std() == pytest.approx(0.1, rel=0.01)
    assert c.mean() == pytest.approx(0, abs=0.03) and c.std() == pytest.approx(0.3, rel=0.05)


# Filters


def by_loops(filters: Filters, x: np.ndarray) -> np.ndarray:
    """The features of one picture: SciPy's correlation, then a loop over cells and pixels."""
    K = len(filters.b)
    features = np.zeros((CELLS, CELLS, K))
    for k in range(K):
        small = filters.W[:, k].reshape(7, 7).astype(np.float64)
        Z = correlate2d(x.reshape(SIDE, SIDE).astype(np.float64), small, mode="same")
        Z += float(filters.b[k])
        responses = np.abs(Z) if k < filters.absolute else np.where(Z > 0, Z, 0)
        for p, q in np.ndindex(CELLS, CELLS):
            total = weights = 0.0
            for i, j in np.ndindex(SIDE, SIDE):
                weight = 1.0
                for pixel, cell in ((i, p), (j, q)):  # the centre of cell 0 is between 3 and 4
                    weight *= max(0.0, 1 - abs(pixel - (7 * cell + 3)) / 7)
                total, weights = total + weight * responses[i, j], weights + weight
            features[p, q, k] = np.sqrt(total / weights)
    return features.ravel()


def test_features_of_filters_as_by_loops(pictures):
    X = deskew(pictures)
    filters = draw_filters(X, count=6, seed=2)
    features = filters(X)
    assert features.shape == (1250, 96) and features.dtype == np.float32
    for i in (0, 600, BLOCK_ROWS, 1249):
        np.testing.assert_allclose(features[i], by_loops(filters, X[i]), rtol=1e-4, atol=1e-5)


def test_windows_are_what_is_around_a_pixel(pictures):
    seen = windows(pictures[:2]).reshape(2, SIDE, SIDE, 49)
    drawn = pictures[1].reshape(SIDE, SIDE)
    np.testing.assert_array_equal(seen[1, 12, 9], drawn[9:16, 6:13].ravel())
    corner = np.zeros((7, 7))
    corner[3:, :4] = drawn[:4, 24:]
    np.testing.assert_array_equal(seen[1, 0, 27], corner.ravel())


def test_pooling_sums_to_one_and_is_symmetric():
    P = pooling()
    assert P.shape == (4, 28)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(P, P[::-1, ::-1], rtol=1e-6)
    assert (P >= 0).all() and P.argmax(axis=1).tolist() == [3, 10, 17, 24]


def test_filters_respond_with_spread_one_and_patches_are_whitened(pictures):
    X = deskew(pictures)
    filters = draw_filters(X, count=20, seed=4)
    assert filters.W.shape == (49, 20) and filters.absolute == 10
    drawn = draw_windows(X, np.random.default_rng(4))
    assert drawn.shape == (50_000, 49) and (drawn.std(axis=1) > 0.02).all()
    responses = drawn @ filters.W + filters.b
    np.testing.assert_allclose(responses.std(axis=0), 1, rtol=1e-4)
    assert not filters.b[:10].any()
    np.testing.assert_allclose(responses[:, 10:].mean(axis=0), -THRESHOLD, atol=1e-4)
    # The whitening by SciPy.
    S = np.linalg.inv(sqrtm(np.cov(drawn.T) + WHITENING * np.eye(49)))
    centred = drawn[:10] - drawn.mean(axis=0)
    for patch, w in zip(centred, filters.W[:, 10:].T, strict=True):
        expected = S @ S @ patch
        cosine = expected @ w / np.linalg.norm(expected) / np.linalg.norm(w)
        assert cosine == pytest.approx(1, abs=1e-5)


def test_without_ink_only_the_threshold_answers():
    filters = draw_filters(pixels_to_examples(load("sample").images[::500]), count=4)
    features = filters(np.zeros((2, 784))).reshape(2, 16, 4)
    expected = np.append(np.abs(filters.b[:2]), np.maximum(filters.b[2:], 0))
    np.testing.assert_allclose(features, np.broadcast_to(np.sqrt(expected), (2, 16, 4)), rtol=1e-5)


# The same seed, the same features; the same in blocks and in threads


@pytest.mark.parametrize("draw", [random_relu, draw_filters])
def test_the_seed_decides(pictures, draw):
    one, same, other = (draw(pictures, 8, seed) for seed in (6, 6, 7))
    for a, b, c in zip(one[:2], same[:2], other[:2], strict=True):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)


def test_of_more_filters_the_first_patches_are_those_of_fewer(pictures):
    half = draw_filters(pictures, 8, seed=6)
    whole = draw_filters(pictures, 16, seed=6)
    np.testing.assert_array_equal(half.W[:, 4:], whole.W[:, 8:12])


def everything(X):
    X = deskew(X)
    return {
        "deskewed": X,
        "relu": random_relu(X, 13, seed=1)(X),
        "filters": draw_filters(X, 6, seed=1)(X),
    }


def test_threads_change_no_bit(pictures, monkeypatch):
    import logreg_edu.parallel as parallel

    monkeypatch.setattr(parallel, "usable_cores", lambda: 1)
    alone = everything(pictures)
    monkeypatch.setattr(parallel, "usable_cores", lambda: 3)
    monkeypatch.setattr(parallel, "blas_threads", lambda: 3)
    shared = everything(pictures)
    for name, expected in alone.items():
        np.testing.assert_array_equal(shared[name], expected, err_msg=name)
    for name, features in alone.items():
        copy = features.copy()
        in_three = standardise(copy)
        monkeypatch.setattr(parallel, "usable_cores", lambda: 1)
        in_one = standardise(features)
        monkeypatch.setattr(parallel, "usable_cores", lambda: 3)
        np.testing.assert_array_equal(copy, features, err_msg=name)
        np.testing.assert_array_equal(in_three.scale, in_one.scale)


def test_blocks_change_no_bit(pictures):
    X = deskew(pictures)
    relu, filters = random_relu(X, 13), draw_filters(X, 6)
    for function in (deskew, relu, filters):
        whole = function(X)
        blocks = [function(X[rows]) for rows in row_blocks(len(X))]
        np.testing.assert_array_equal(np.concatenate(blocks), whole)
    for function in (deskew, filters):  # a picture by itself
        np.testing.assert_array_equal(function(X[7:8])[0], function(X)[7])


# Standardised


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_standardised_as_by_numpy(dtype):
    features = RNG.normal(3, [0.5, 2, 9, 4, 0.1], (2077, 5)).astype(dtype)
    true = features.astype(np.float64)
    spread = true.std(axis=0)
    scale = 1 / (spread + 1e-3 * np.median(spread))
    test = features[:11] + dtype(1)
    scaling = standardise(features)
    assert features.dtype == dtype and scaling.scale.dtype == dtype
    tolerance = {"rtol": 1e-5, "atol": 1e-5} if dtype == np.float32 else {"atol": 1e-12}
    np.testing.assert_allclose(features, (true - true.mean(axis=0)) * scale, **tolerance)
    scaling.apply(test)
    np.testing.assert_allclose(test, (true[:11] + 1 - true.mean(axis=0)) * scale, **tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(value=st.floats(-1e6, 1e6, width=32), m=st.integers(1, 70))
@settings(max_examples=30)
def test_a_constant_feature_becomes_0_without_a_division_by_zero(dtype, value, m):
    features = np.full((m, 3), value, dtype)
    features[:, 1] = np.arange(m)
    scaling = standardise(features)
    assert not features[:, ::2].any() and np.isfinite(features).all()
    assert scaling.scale[0] == scaling.scale[2] == 1
    assert scaling.mean[0] == dtype(value)


def test_a_feature_with_hardly_any_spread_stays_small():
    features = RNG.normal(size=(50, 3)) * [1, 1, 1e-9]
    standardise(features)
    assert np.abs(features[:, 2]).max() < 1e-5 < 0.5 < features[:, 0].std() < 1


# Refused


BAD = {
    "too few pixels": (np.zeros((2, 783)), r"^X: must be pictures of 28 x 28 pixels, \(m, 784\)"),
    "one picture as a row": (np.zeros(784), r"of shape \(784,\)$"),
    "no picture": (np.zeros((0, 784)), "^X: must be pictures"),
    "words": (np.full((2, 784), "ink"), "^X: must be pictures"),
    "unequal rows": ([[1.0], [1.0, 2.0]], "^X: "),
    "NaN": (np.full((2, 784), np.nan), "^X: every pixel must be a number from 0 to 1"),
    "infinite": (np.full((2, 784), np.inf), "^X: every pixel"),
    "negative": (np.full((2, 784), -0.1), "^X: every pixel"),
    "above 1": (np.full((2, 784), 1.1), "^X: every pixel"),
    "bytes": (np.full((2, 784), 255, np.uint8), "see pixels_to_examples$"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_refused(pictures, name):
    X, message = BAD[name]
    for function in (
        *(deskew, random_relu, draw_filters),
        *(random_relu(pictures, 2), draw_filters(pictures, 2)),
    ):
        with pytest.raises(ValueError, match=message) as caught:
            function(X)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("draw", "wrong", "message"),
    [
        (random_relu, {"count": 0}, "^count: must be 1 or more$"),
        (random_relu, {"count": 2.5}, "^count: must be a whole number"),
        (random_relu, {"seed": -1}, "^seed: must be a whole number, 0 or more"),
        (draw_filters, {"count": 0}, "^count: must be even, 2 or more, not 0$"),
        (draw_filters, {"count": 7}, "^count: must be even, 2 or more, not 7$"),
        (draw_filters, {"seed": 0.5}, "^seed: must be a whole number"),
    ],
)
def test_bad_settings_are_refused(pictures, draw, wrong, message):
    with pytest.raises(ValueError, match=message):
        draw(pictures, **wrong)


def test_pictures_without_ink_have_no_patches():
    with pytest.raises(ValueError, match=r"^X: has too little ink to learn filters from$"):
        draw_filters(np.zeros((5, 784)), count=6)


def test_one_patch_does_not_tell_how_patches_vary(pictures, monkeypatch):
    drawn = np.random.default_rng(0).random((2, 49))
    monkeypatch.setattr("logreg_edu.features.draw_windows", lambda X, rng: drawn)
    draw_filters(pictures, count=2)
    monkeypatch.setattr("logreg_edu.features.draw_windows", lambda X, rng: drawn[:1])
    with pytest.raises(ValueError, match=r"^X: has too little ink to learn filters from$"):
        draw_filters(pictures, count=2)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([[1.0, 2.0]], "must be an array of float32 or float64"),
        (np.ones((2, 3), int), "must be an array of float32 or float64"),
        (np.ones(3), "in rows"),
        (np.ones((0, 3)), "in rows"),
        (np.array([[1.0, np.nan]]), "NaN or infinite"),
        (np.array([[1.0, -np.inf]]), "NaN or infinite"),
    ],
)
def test_features_that_cannot_be_standardised_are_refused(features, message):
    with pytest.raises(ValueError, match=f"^features: .*{message}"):
        standardise(features)
