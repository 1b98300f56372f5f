from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from logreg_edu.app import figures

SHAPE = (6, 4)
M, N, K = 7, 24, 10


def texts(figure: Figure) -> list[str]:
    """Every text that a reader sees."""
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    return [text.get_text().strip() for text in found]


def answers() -> dict:
    """Seven digits; rows 1, 4 and 6 are wrong, said with 70, 95 and 80 %."""
    scores = np.full((M, K), 0.01)
    labels = np.array([3, 1, 9, 0, 7, 2, 5], np.uint8)
    predicted = np.array([3, 7, 9, 0, 2, 2, 8])
    scores[range(M), predicted] = [0.6, 0.7, 1.0, 0.5, 0.95, 0.9, 0.8]
    images = np.arange(M * N, dtype=np.uint8).reshape(M, N)
    return {
        "images": images,
        "labels": labels,
        "predicted": predicted,
        "scores": scores,
        "image_shape": SHAPE,
    }


def history(iterations: int, models: int) -> np.ndarray:
    """Costs that fall from log 2 to 0.01 (k + 1)."""
    ends = np.linspace(0.01, 0.01 * models, models)
    return ends + (np.log(2) - ends) * 0.5 ** np.arange(iterations + 1)[:, np.newaxis]


def all_figures(theme: str) -> dict[str, Figure]:
    rng = np.random.default_rng(0)
    Y = np.eye(K)[rng.integers(0, K, 50)]
    return {
        "cost_curve": figures.cost_curve(history(30, K), theme=theme),
        "confusion": figures.confusion(rng.integers(0, 1500, (K, K)) // 400 * 400, theme),
        "weights": figures.weights(rng.normal(size=(N, K)), SHAPE, theme),
        "mistakes": figures.mistakes(**answers(), theme=theme),
        "digit": figures.digit(answers()["images"][0], SHAPE, 3, 5, theme),
        "contact_sheet": figures.contact_sheet(**answers(), theme=theme),
        "precision_recall": figures.precision_recall(rng.random(K), rng.random(K), theme),
        "reliability": figures.reliability(Y, rng.random((50, K)), theme),
    }


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(request):
    return request.param, all_figures(request.param)


# Style and files


def contrast(one: object, other: object) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2)."""
    bright = []
    for color in (one, other):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)
        ]
        bright.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(bright) + 0.05) / (min(bright) + 0.05)


def test_every_text_is_legible_on_the_paper_of_its_theme(themed):
    theme, drawn = themed
    paper = figures.PALETTES[theme].paper
    for name, figure in drawn.items():
        assert to_rgb(figure.get_facecolor()) == to_rgb(paper), name
        for text in figure.findobj(Text):
            if text.get_text():
                assert contrast(text.get_color(), paper) > 4.5, (name, text)


def test_every_text_is_legible_on_the_cells_of_the_confusion_matrix(themed):
    _, drawn = themed
    axes = drawn["confusion"].axes[0]
    shades = axes.images[0].to_rgba(axes.images[0].get_array())
    for text in axes.texts:
        column, row = text.get_position()
        background = shades[round(row), round(column)][:3]
        assert contrast(text.get_color(), background) > 4.5, text


@pytest.mark.slow
def test_figures_have_a_sensible_size(themed, tmp_path):
    _, drawn = themed
    for name, figure in drawn.items():
        path = tmp_path / f"{name}.png"
        figures.save(figure, path)
        assert path.stat().st_size < 150_000
        with Image.open(path) as picture:
            assert (picture.format, picture.mode) == ("PNG", "P")
            assert 600 <= picture.width <= 1200
            assert picture.info.keys() <= {"dpi"}


def test_everything_keeps_inside_the_picture(themed):
    _, drawn = themed
    for name, figure in drawn.items():
        box = figure.get_tightbbox().padded(-1e-9)  # in inches, but for rounding
        assert box.x0 >= 0 and box.y0 >= 0, name
        assert box.x1 <= figure.get_figwidth() and box.y1 <= figure.get_figheight(), name


@pytest.mark.parametrize(
    "draw",
    [
        lambda: figures.cost_curve(1e-5 * history(1200, K)),
        lambda: figures.cost_curve(1 + 1e-7 * history(3, 1)),
        lambda: figures.confusion([[8, 1], [2, 3]]),
        lambda: figures.confusion(np.full((3, 3), 123_456), classes=[2, 5, 9]),
        lambda: figures.weights(np.linspace(-1, 1, N), SHAPE),
        lambda: figures.precision_recall([np.nan, 0.5], [np.nan, np.nan]),
        lambda: figures.reliability([0, 1, 1], [0.1, 0.9, 0.7]),
        lambda: figures.reliability(np.eye(7), np.eye(7) / 2, classes=range(2, 9)),
        lambda: figures.reliability(np.tile(np.eye(2), (50_000, 1)), np.full((100_000, 2), 0.5)),
    ],
)  # fmt: skip
def test_odd_data_keeps_inside_the_picture_too(draw):
    figure = draw()
    box = figure.get_tightbbox().padded(-1e-9)
    assert box.x0 >= 0 and box.y0 >= 0
    assert box.x1 <= figure.get_figwidth() and box.y1 <= figure.get_figheight()


@pytest.mark.slow
def test_each_figure_is_drawn_once(tmp_path, monkeypatch):
    drawn = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, *_: drawn.append(self) or draw(self, *_))
    made = list(all_figures("light").values())
    assert drawn == []
    for figure in made:
        figures.save(figure, tmp_path / "figure.png")
    assert drawn == made


@pytest.mark.parametrize("angle", [0, 90, 30])
@pytest.mark.parametrize("words", ["Predicted: 7", "98.0%", "\N{BALLOT X} 3, not 8", "$x^2$", "0"])
def test_text_is_where_and_as_matplotlib_draws_it(words, angle):
    with figures.canvas("light", 4, 3) as (figure, palette):
        figure.set_layout_engine(None)
        figure.text(0.413, 0.371, words, rotation=angle, size=11, color=palette.lines[1])
    ours = np.asarray(figures._picture(figure).convert("RGB"), dtype=float)
    theirs = FigureCanvasAgg(figure)
    theirs.draw()
    theirs = np.asarray(theirs.buffer_rgba(), dtype=float)[:, :, :3]
    assert ours.shape == theirs.shape == (450, 600, 3)
    ink = 255 - np.stack([ours, theirs])
    places = [np.argwhere(one.sum(axis=2) > 100) for one in ink]
    corners = np.array([[place.min(axis=0), place.max(axis=0)] for place in places])
    assert abs(corners[0] - corners[1]).max() <= 2  # pixels
    np.testing.assert_allclose(*ink.sum(axis=(1, 2)), rtol=0.1)  # as bold, and of that colour
    shown = np.array([[place.mean(axis=0)] for place in places])
    assert abs(shown[0] - shown[1]).max() < 1.5


def settings() -> dict:
    # To ask for the backend would choose one.
    return {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != "backend"}


def test_drawing_leaves_no_setting_behind_and_heeds_none():
    before = settings()
    plain = figures.digit(answers()["images"][0], SHAPE, 3, 5)
    assert settings() == before
    with matplotlib.rc_context({"text.color": "red", "figure.facecolor": "blue"}):
        odd = figures.digit(answers()["images"][0], SHAPE, 3, 5)
    assert odd.get_facecolor() == plain.get_facecolor()
    assert odd.axes[0].texts[0].get_color() == plain.axes[0].texts[0].get_color()


@pytest.mark.slow
def test_no_setting_counts_when_a_figure_is_saved(themed, tmp_path):
    theme, drawn = themed
    odd = {"figure.facecolor": "blue", "text.color": "red", "figure.constrained_layout.use": True}
    odd |= {f"{axis}tick.{name}": "red" for axis in "xy" for name in ("color", "labelcolor")}
    half = {"light": slice(0, None, 2), "dark": slice(1, None, 2)}[theme]
    for name, figure in list(drawn.items())[half]:
        figures.save(figure, tmp_path / "plain.png")
        with matplotlib.rc_context(odd):
            figures.save(figure, tmp_path / "odd.png")
        assert (tmp_path / "odd.png").read_bytes() == (tmp_path / "plain.png").read_bytes(), name


def test_pyplot_stays_out():
    code = "import sys, logreg_edu.app.figures; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_the_same_figure_has_the_same_bytes(tmp_path):
    W = np.random.default_rng(4).normal(size=(N, 3))
    for name in ("one", "two"):
        figures.save(figures.cost_curve(history(30, K)), tmp_path / f"cost-{name}.png")
        figures.save(figures.weights(W, SHAPE), tmp_path / f"weights-{name}.png")
    for kind in ("cost", "weights"):
        one, two = (tmp_path / f"{kind}-{name}.png" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "cost.png"
    path.write_text("old")

    def half_written(self, where, *_):
        where.write_text("half")
        raise KeyboardInterrupt

    figure = figures.cost_curve([1.0, 0.5])
    monkeypatch.setattr(Image.Image, "save", half_written)
    with pytest.raises(KeyboardInterrupt):
        figures.save(figure, path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


# The cost curve


def test_cost_curve_of_ten_models_is_labelled_at_the_ends():
    J = history(30, K)
    axes = figures.cost_curve(J).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_yscale()) == ("Iteration", "Cost", "log")
    assert len(axes.lines) == K
    for k, line in enumerate(axes.lines):
        np.testing.assert_array_equal(line.get_ydata(), J[:, k])
    looks = {(line.get_color(), line.get_linestyle()) for line in axes.lines}
    assert len(looks) == K
    assert [label.get_text() for label in axes.texts] == [str(k) for k in range(K)]
    for k, label in enumerate(axes.texts):
        assert tuple(label.xy) == (30, J[-1, k])


@pytest.mark.parametrize("J", [[0.69, 0.5], [0.69, 0.05]])
def test_a_lone_label_stands_at_the_height_of_its_curve(J):
    axes = figures.cost_curve(J, classes=[3]).axes[0]
    (label,) = axes.texts
    assert label.get_text() == "3"
    _, curve = axes.transData.transform((1, J[-1]))
    _, text = axes.transAxes.transform(label.get_position())
    assert abs(curve - text) < 1e-6


def test_labels_of_equal_curves_do_not_overlap():
    figure = figures.cost_curve(np.tile(history(30, 1), K))
    # Text's own extent: that of an annotation takes in its line.
    boxes = [Text.get_window_extent(label) for label in figure.axes[0].texts]
    boxes.sort(key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 for below, above in pairwise(boxes))


def test_spread_moves_no_more_than_it_must():
    np.testing.assert_allclose(figures._spread(np.array([0.9, 0.1, 0.5]), 0.2), [0.9, 0.1, 0.5])
    # Two at the same height part evenly; the third, far enough, stays.
    np.testing.assert_allclose(figures._spread(np.array([0.5, 0.9, 0.5]), 0.2), [0.4, 0.9, 0.6])


def test_a_model_that_stopped_early_is_labelled_where_it_stopped():
    J = history(30, 3)
    J[12:, 1] = np.nan
    label = figures.cost_curve(J).axes[0].texts[1]
    assert tuple(label.xy) == (11, J[11, 1])


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
def test_cost_curve_of_one_model(shape):
    (line,) = figures.cost_curve(history(30, 1).reshape(shape)).axes[0].lines
    assert len(line.get_ydata()) == 31


@pytest.mark.parametrize("J", [[0.69], [0.69, 0.66], [0.7, 0.0], [0.5, 0.5]])
def test_cost_curve_is_linear_where_a_logarithm_would_not_help(J):
    assert figures.cost_curve(J).axes[0].get_yscale() == "linear"


# The confusion matrix


def test_confusion_has_whole_counts_and_shares_in_its_cells():
    C = np.zeros((3, 3), int)
    C[0] = 1302, 5, 0
    C[1] = 1, 999, 1000
    axes = figures.confusion(C).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Predicted Label", "True Label")
    cells: dict[tuple[int, int], list[str]] = {}
    for text in axes.texts:
        column, row = (round(place) for place in text.get_position())
        cells.setdefault((row, column), []).append(text.get_text())
    assert cells == {
        (0, 0): ["1,302", "99.6%"],
        (0, 1): ["5", "0.4%"],
        (0, 2): ["0"],
        (1, 0): ["1", "0.1%"],
        (1, 1): ["999", "50.0%"],
        (1, 2): ["1,000", "50.0%"],
        (2, 0): ["0"],
        (2, 1): ["0"],
        (2, 2): ["0"],
    }
    assert "2,301 of 3,307 right" in axes.get_title(loc="left")


def test_confusion_is_read_from_the_top():
    axes = figures.confusion(np.eye(3, dtype=int)).axes[0]
    assert axes.yaxis_inverted() and not axes.xaxis_inverted()
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["0", "1", "2"]


def test_mistakes_are_not_drowned_by_the_diagonal():
    shade = figures.confusion([[97, 3, 0], [1, 99, 0], [0, 0, 100]]).axes[0].images[0].get_array()
    assert shade[0, 1] == -1  # the worst mistake is as strong as a perfect diagonal
    assert shade[2, 2] == 1
    np.testing.assert_allclose(shade[1, 0], -1 / 3)


@pytest.mark.parametrize("C", [np.diag([4, 0, 9]), np.zeros((3, 3), int)])
def test_confusion_without_mistakes_or_examples(C):
    assert texts(figures.confusion(C)).count("0") >= 6


def test_confusion_of_a_yes_no_model_says_yes_and_no():
    axes = figures.confusion([[8, 1], [2, 3]]).axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["no", "yes"]


# Pictures


def test_weights_share_one_symmetric_scale():
    W = np.random.default_rng(1).normal(size=(N, K))
    figure = figures.weights(W, SHAPE)
    axes, bar = figure.axes
    assert len(axes.images) == K
    for k, picture in enumerate(axes.images):
        np.testing.assert_array_equal(picture.get_array(), W[:, k].reshape(SHAPE))
    limits = {picture.get_clim() for picture in axes.images}
    assert len(limits) == 1
    ((low, high),) = limits
    assert low == -high < 0
    assert [text.get_text() for text in axes.texts] == [str(k) for k in range(K)]
    assert "against (< 0) or for (> 0)" in bar.get_xlabel()


def test_one_wild_weight_does_not_pale_the_others():
    W = np.random.default_rng(1).uniform(-1, 1, size=(300, 3))
    W[17, 2] = 1000
    assert figures.weights(W, (20, 15)).axes[0].images[0].get_clim()[1] < 1


@pytest.mark.parametrize("w", [np.linspace(-1, 2, N), np.ones((N, 1)), np.zeros(N)])
def test_weights_of_one_model(w):
    axes = figures.weights(w, SHAPE).axes[0]
    (picture,) = axes.images
    np.testing.assert_array_equal(picture.get_array(), w.reshape(SHAPE))
    assert picture.get_clim()[1] > 0


def test_mistakes_show_the_most_confident_first():
    given = answers()
    figure = figures.mistakes(**given)
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.texts] == [
        "True: 7, Predicted: 2\n95.0%",
        "True: 5, Predicted: 8\n80.0%",
        "True: 1, Predicted: 7\n70.0%",
    ]
    for picture, row in zip(axes.images, (4, 6, 1), strict=True):
        np.testing.assert_array_equal(picture.get_array(), given["images"][row].reshape(SHAPE))
        assert picture.get_clim() == (0, 255)
    assert "3 of 3, among 7 digits" in figure.get_suptitle()


def test_mistakes_shows_as_many_as_asked():
    figure = figures.mistakes(**answers(), count=2)
    assert len(figure.axes[0].images) == 2
    assert "2 of 3, among 7 digits" in figure.get_suptitle()


def test_mistakes_says_so_if_there_are_none(tmp_path):
    given = answers() | {"labels": answers()["predicted"]}
    figure = figures.mistakes(**given)
    assert texts(figure) == ["No mistakes among 7 digits"]
    figures.save(figure, tmp_path / "mistakes.png")


@pytest.mark.parametrize("predicted", [0, "0", "not 0"])
def test_digit_has_the_words_of_the_notebook(predicted):
    image = answers()["images"][2]
    figure = figures.digit(image, SHAPE, 0, predicted)
    title = f"The number in the image below is: 0 and predicted as: {predicted}"
    assert texts(figure) == [title]
    (picture,) = figure.axes[0].images
    np.testing.assert_array_equal(picture.get_array(), image.reshape(SHAPE))


def test_paper_is_paper_and_ink_is_ink(themed):
    theme, drawn = themed
    palette = figures.PALETTES[theme]
    for name in ("digit", "mistakes", "contact_sheet"):
        for picture in drawn[name].axes[0].images:
            paper, ink = picture.to_rgba(np.array([0, 255]))[:, :3]
            np.testing.assert_allclose([paper, ink], [to_rgb(palette.paper), to_rgb(palette.ink)])


def test_contact_sheet_tells_right_from_wrong_by_mark_and_frame():
    figure = figures.contact_sheet(**answers())
    axes = figure.axes[0]
    assert len(axes.images) == M
    captions = [text.get_text() for text in axes.texts]
    assert captions[:3] == ["\u2713 3\n60.0%", "\u2717 7, not 1\n70.0%", "\u2713 9\n99.9%"]
    wrong = [text.startswith("\u2717") for text in captions]
    assert np.flatnonzero(wrong).tolist() == [1, 4, 6]
    assert wrong == [frame.get_linewidth() > 2 for frame in axes.patches]
    assert wrong == [text.get_fontweight() == "bold" for text in axes.texts]
    assert "4 of 7 right" in figure.get_suptitle()


def test_sixty_examples_are_six_rows_of_ten_that_do_not_overlap():
    rng = np.random.default_rng(2)
    labels = rng.integers(0, K, 60)
    images, scores = rng.integers(0, 256, (60, N), np.uint8), rng.random((60, K))
    axes = figures.contact_sheet(images, labels, labels, scores, SHAPE).axes[0]
    corners = np.array([picture.get_extent() for picture in axes.images])
    lefts, rights, bottoms, tops = corners.T
    assert len(set(lefts.round(6))) == 10 and len(set(tops.round(6))) == 6
    assert (lefts[1:10] > rights[:9]).all()
    assert (tops[10:] > bottoms[:-10]).all()
    np.testing.assert_allclose((bottoms - tops) / (rights - lefts), 6 / 4)


# Precision and recall, reliability


def test_precision_recall_shows_both_and_says_where_the_axis_starts():
    figure = figures.precision_recall([0.9, 0.84, 1.0], [0.95, 0.8, 0.97])
    axes = figure.axes[0]
    precision, recall = axes.lines
    np.testing.assert_array_equal(precision.get_xdata(), [0.9, 0.84, 1.0])
    np.testing.assert_array_equal(recall.get_xdata(), [0.95, 0.8, 0.97])
    assert precision.get_marker() != recall.get_marker()
    assert precision.get_label().startswith("precision")
    assert recall.get_label().startswith("recall")
    assert axes.get_xlim() == (0.75, 1)
    assert axes.get_xlabel() == "Share (the axis starts at 75%)"
    shown = {text.get_text().strip() for text in axes.texts}
    assert shown == {"90.0%", "95.0%", "84.0%", "80.0%", "100.0%", "97.0%"}
    assert axes.yaxis_inverted()


def test_precision_that_does_not_exist_is_said_in_words():
    figure = figures.precision_recall([np.nan, 0.8, None], [0.0, np.nan, None])
    labels = [tick.get_text().split("  ") for tick in figure.axes[0].get_yticklabels()]
    assert labels == [
        ["never predicted", "0"],
        ["none there", "1"],
        ["never predicted", "none there", "2"],
    ]
    assert {text.get_text().strip() for text in figure.axes[0].texts} == {"0.0%", "80.0%"}
    assert figure.axes[0].get_xlim()[0] == 0


def test_precision_recall_where_nothing_exists():
    figure = figures.precision_recall([np.nan] * 3, [np.nan] * 3)
    assert not figure.axes[0].texts


def test_reliability_counts_and_places_the_predictions_of_each_model():
    Y = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]])
    Y_hat = np.array([[0.92, 0.11, 0.5], [0.04, 1.0, 0.5], [0.06, 0.13, 0.5], [0.96, 0.15, 0.5]])
    figure = figures.reliability(Y, Y_hat)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["0", "1", "2"]
    counts = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert counts == [list("2000000002"), list("0300000001"), list("0000040000")]
    diagonal, dots = figure.axes[0].lines
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]
    np.testing.assert_allclose(dots.get_xydata(), [[0.05, 0], [0.94, 1]])
    # Wilson's 95 % intervals of 0 in 2 and of 2 in 2.
    bars = figure.axes[0].collections[0].get_segments()
    expected = [[[0.05, 0], [0.05, 0.658]], [[0.94, 0.342], [0.94, 1]]]
    np.testing.assert_allclose(bars, expected, atol=1e-3)
    assert "Predicted probability" in figure.get_supxlabel()


def test_reliability_of_one_model():
    (axes,) = figures.reliability([0, 1, 1, 1], [0.1, 0.9, 0.7, 0.8]).axes
    _, dots = axes.lines
    np.testing.assert_allclose(dots.get_xydata(), [[0.1, 0], [0.7, 1], [0.8, 1], [0.9, 1]])
