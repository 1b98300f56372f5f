from __future__ import annotations

import json
import os
import re
import signal
import struct
import subprocess
import sys
import time

import numpy as np
import pytest
import scipy.io
import sklearn.datasets
from click.testing import CliRunner
from PIL import Image, ImageDraw

import logreg_edu
from logreg_edu.app import cli as cli_module
from logreg_edu.app.cli import cli
from logreg_edu.app.datasets import load
from logreg_edu.app.model_file import load_model
from logreg_edu.app.prediction import (
    OF_PIXELS,
    confidence,
)
from logreg_edu.pretrained import PATH, PATH_OF_FILTERS, pretrained

FILES = ["model.npz", "report.json", "cost.png", "confusion.png", "weights.png", "mistakes.png"]
TEN = [*FILES, "examples.png", "precision_recall.png", "reliability.png", "results.mp4"]
REPORT_KEYS = {
    *("data", "m_train", "m_test", "n", "seed", "solver", "converged", "l2", "iterations"),
    *("learning_rate", "seconds", "cost", "accuracy", "accuracy_interval", "per_digit_accuracy"),
    *("per_digit_base_rate", "confusion", "versions", "threads"),
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `logreg-edu` with these words, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, words, prog_name="logreg-edu")


@pytest.fixture
def tiny(tmp_path):
    """60 digits of 4 x 4 pixels in an IDX pair, six of each."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10, dtype=np.uint8), 6)
    images = rng.integers(0, 40, (60, 16), dtype=np.uint8)
    images[np.arange(60), labels] = 255
    folder = tmp_path / "tiny"
    folder.mkdir()
    return write_idx(folder, images.reshape(60, 4, 4), labels)


def write_idx(folder, images, labels) -> str:
    for name, array in (("images-idx3", images), ("labels-idx1", labels)):
        head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        (folder / f"x-{name}-ubyte").write_bytes(head + array.astype(np.uint8).tobytes())
    return str(folder / "x-images-idx3-ubyte")


def one_line(result) -> str:
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    complaint = [line for line in lines if not line.startswith("[Info]")]
    assert len(complaint) == 1 and "Traceback" not in result.stderr, result.stderr
    return complaint[0]


def test_train_writes_everything_and_says_what(run, tmp_path):
    result = run("train", "--solver", "accelerated", "--iterations", "12")
    assert result.exit_code == 0, result.output
    assert sorted(os.listdir(tmp_path / "runs/sample")) == sorted(TEN)
    report = json.loads((tmp_path / "runs/sample/report.json").read_text())
    assert set(report) >= REPORT_KEYS
    assert np.shape(report["confusion"]) == (10, 10)
    assert np.sum(report["confusion"]) == report["m_test"] == 1000
    assert (report["data"], report["m_train"], report["n"]) == ("sample", 4000, 784)
    for key in ("cost", "per_digit_accuracy", "per_digit_base_rate"):
        assert len(report[key]) == 10
    assert report["learning_rate"] is None and report["iterations"] == 12
    model = load_model(tmp_path / "runs/sample/model.npz")
    assert model.report == {k: v for k, v in report.items() if k != "seconds"}
    for name in FILES[2:]:
        with Image.open(tmp_path / "runs/sample" / name) as picture:
            picture.verify()
    assert "the image size is 28 x 28" in result.stderr
    assert f"Accuracy of the ten together: {report['accuracy']:.4f}" in result.stdout
    assert all(name in result.stdout for name in FILES)
    assert "logreg-edu evaluate" in result.stdout


def test_json_is_the_only_thing_on_standard_output(run, tiny, tmp_path):
    result = run("train", "--data", tiny, "--json", "--out", "o", "--no-figures")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == json.loads((tmp_path / "o/report.json").read_text())
    result = run("evaluate", "o/model.npz", "--data", tiny, "--json")
    assert json.loads(result.stdout)["m_test"] == 12


def test_quiet_prints_two_lines(run, tiny):
    result = run("train", "--data", tiny, "--quiet", "--l2", "0.001", "--no-figures")
    assert result.exit_code == 0 and result.stderr == ""
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["Accuracy", "Written"]


def test_the_seeds_way_logs_like_the_seed(run, tiny, tmp_path):
    result = run("train", "--data", tiny, "--one-by-one", "--solver", "descent",
                 "--iterations", "50", "--no-figures")  # fmt: skip
    assert result.exit_code == 0, result.output
    lines = result.stderr.splitlines()
    assert "[Info] Training of a classifier for each digit:" in lines
    assert "[Info] Training model: model_3, to recognize digit: 3" in lines
    assert lines.count("[Info] Training progress bar: 1 step each 50 iterations") == 10
    assert lines.count("[Info] Training completed!") == 10
    accuracies = [line for line in lines if line.startswith("[Info] Accuracy: ")]
    report = json.loads((tmp_path / "runs/x-images-idx3-ubyte/report.json").read_text())
    assert accuracies == [f"[Info] Accuracy: {a:.4f}" for a in report["per_digit_accuracy"]]


def test_one_digit(run, tiny, tmp_path):
    result = run("train", "--data", tiny, "--digit", "0", "--out", "zero")
    assert result.exit_code == 0, result.output
    names = ["model.npz", "report.json", "cost.png", "confusion.png", "weights.png", "digit.png"]
    assert sorted(os.listdir(tmp_path / "zero")) == sorted(names)
    report = json.loads((tmp_path / "zero/report.json").read_text())
    assert set(report) >= REPORT_KEYS
    assert len(report["cost"]) == 1 and np.shape(report["confusion"]) == (2, 2)
    assert "the model for digit 0" in result.stdout


@pytest.mark.parametrize(
    "words", [[], *(["--digit", "3", *more] for more in ([], ["--quiet"], ["--json"]))]
)
def test_without_figures(run, tiny, tmp_path, words):
    both = ["model.npz", "report.json"]
    earlier_run(tmp_path / "o")
    with_figures = run("train", "--data", tiny, "--out", "with", *words)
    assert set(os.listdir(tmp_path / "with")) > set(both)
    result = run("train", "--data", tiny, "--out", "o", "--no-figures", *words)
    assert result.exit_code == 0, result.output
    assert sorted(os.listdir(tmp_path / "o")) == both  # the figures of the earlier run are gone
    models = [(tmp_path / folder / "model.npz").read_bytes() for folder in ("o", "with")]
    assert models[0] == models[1]
    if "--json" in words:
        assert json.loads(result.stdout) == report_of(tmp_path / "o")
    else:
        lines, others = result.stdout.splitlines(), with_figures.stdout.splitlines()
        assert "Written to o: model.npz, report.json" in lines
        assert len(lines) == len(others)
        assert not re.search(r"\.(png|mp4)", result.stdout)


def test_without_figures_nothing_that_draws_is_loaded(tiny, tmp_path):
    code = f"""
import sys
from logreg_edu.app.cli import cli
cli(["train", "--data", {tiny!r}, "--no-figures", "--quiet"], standalone_mode=False)
print([name for name in ("matplotlib", "av", "PIL", "scipy") if name in sys.modules])
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_evaluate_reads_it_back(run, tiny, tmp_path):
    run("train", "--data", tiny, "--out", "o", "--seed", "3", "--no-figures")
    report = json.loads((tmp_path / "o/report.json").read_text())
    result = run("evaluate", "o/model.npz", "--data", tiny)
    assert result.exit_code == 0, result.output
    assert f"{report['accuracy']:.4f} on 12 test digits" in result.stdout
    assert result.stderr == ""
    result = run("evaluate", "o/model.npz", "--data", tiny, "--part", "train")
    assert result.exit_code == 0
    assert "Warning: TRAINING ACCURACY: about 100%" in result.stderr


def test_a_video_of_test_digits(run, tiny, tmp_path):
    run("train", "--data", tiny, "--out", "o", "--no-figures")
    words = ["--model", "o/model.npz", "--data", tiny, "--examples", "3", "--out", "v.mp4"]
    result = run("video", *words)
    assert result.exit_code == 0 and result.stderr == "" and "Written: v.mp4" in result.stdout
    assert b"ftyp" in (tmp_path / "v.mp4").read_bytes()[:12]
    for seconds in ("0", "0.009", "61", "nan"):
        assert run("video", *words, "--seconds-per-example", seconds).exit_code == 2
    run("train", "--data", tiny, "--out", "zero", "--digit", "0", "--no-figures")
    assert "holds a single model" in one_line(run("video", "--model", "zero/model.npz"))


@pytest.fixture
def seven(tmp_path):
    """A 7 drawn with a thick pen, dark on light."""
    picture = Image.new("L", (200, 200), 240)
    ImageDraw.Draw(picture).line([(60, 50), (140, 50), (95, 160)], fill=20, width=16)
    picture.save(tmp_path / "seven.png")
    return "seven.png"


def test_predict_works_before_any_training(run, seven, tmp_path):
    result = run("predict", seven, "--explain")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("seven.png: 7 (")
    assert len(re.findall(r"^  \d +[<>]?\d+%", result.stdout, re.M)) == 10
    assert "ink: darker than the paper" in result.stdout
    with Image.open(tmp_path / "seven-explained.png") as picture:
        picture.verify()


def test_predict_as_json(run, seven):
    (record,) = json.loads(run("predict", seven, "--json").stdout)
    assert (record["image"], record["label"]) == ("seven.png", 7)
    assert len(record["probabilities"]) == 10
    assert record["runner_up"] == np.argsort(record["probabilities"])[-2]
    assert record["preparation"]["light_ink"] is False


def test_pictures_that_cannot_be_read_are_one_line_each_and_the_others_are_read(
    run, seven, tmp_path
):
    (tmp_path / "text.png").write_text("hello")
    Image.new("L", (50, 50), 128).save(tmp_path / "blank.png")
    bad = ["text.png", "blank.png", "x" * 300]
    for name in bad:
        assert one_line(run("predict", name)).startswith(f"Error: {name}: ")
    words = [seven, *bad, seven]
    result = run("predict", *words)
    assert result.exit_code == 1
    last_line = "Error: 3 of 5 pictures could not be read; their rows say why\n"
    assert result.stderr == last_line
    heading, *rows = result.stdout.splitlines()
    assert heading.split() == ["Picture", "Digit", "Probability", "Runner-up"]
    assert [row.split()[0] for row in rows] == words
    assert [row.split()[1] for row in rows] == ["7", "-", "-", "-", "7"]
    assert {row.index(row.split()[1]) for row in rows} == {heading.index("Digit") + 4}
    assert re.search(r"^text\.png +- +is not a picture; PNG and JPEG are read$", rows[1])
    assert re.search(r"no such file|too long", rows[3])
    result = run("predict", "--json", *words)
    assert result.exit_code == 1 and result.stderr == last_line
    records = json.loads(result.stdout)
    assert [record["image"] for record in records] == words
    assert [record.get("label") for record in records] == [7, None, None, None, 7]
    assert all(records[i + 1]["error"].startswith(f"{name}: ") for i, name in enumerate(bad))
    assert run("predict").exit_code == 2


def test_a_folder_is_the_pictures_in_it(run, seven, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    assert one_line(run("predict", "mine")).startswith("Error: mine: holds no picture (.png, ")
    for name in ("b.png", "a.PNG"):
        (folder / name).write_bytes((tmp_path / seven).read_bytes())
    (folder / "notes.txt").write_text("mine")
    (folder / "._a.PNG").write_bytes(b"\0\5\x16\7")  # as macOS leaves beside a.PNG
    (folder / "deeper.png").mkdir()
    records = json.loads(run("predict", "mine", "--json").stdout)
    images = [os.path.join("mine", name) for name in ("a.PNG", "b.png")]
    assert [(r["image"], r["label"]) for r in records] == [(image, 7) for image in images]
    result = run("predict", "mine")
    assert result.exit_code == 0
    assert [row.split()[:2] for row in result.stdout.splitlines()[1:]] == [[i, "7"] for i in images]
    left_out = "left out 3 that are no pictures (._a.PNG, deeper.png, notes.txt)"
    assert result.stderr == f"[Info] mine: {left_out}\n"
    # A folder without a picture costs its own row only.
    (tmp_path / "empty").mkdir()
    result = run("predict", "empty", "mine", seven)
    assert result.exit_code == 1
    assert [row.split()[1] for row in result.stdout.splitlines()[1:]] == ["-", "7", "7", "7"]
    assert " holds no picture (.png, " in result.stdout
    # A folder of one picture is a table, too.
    (folder / "a.PNG").unlink()
    assert run("predict", "mine").stdout.splitlines()[1].split()[:2] == [images[1], "7"]


def test_a_digit_that_reaches_the_edge_is_told(run, seven, tmp_path):
    Image.open(tmp_path / seven).crop((0, 0, 200, 150)).save(tmp_path / "cut.png")
    told = "the digit reaches the edge: part of it may be missing"
    assert run("predict", "cut.png").stdout.splitlines()[0].endswith(f"; {told}")
    rows = run("predict", seven, "cut.png").stdout.splitlines()[1:]
    assert [told in row for row in rows] == [False, True]
    records = json.loads(run("predict", "--json", seven, "cut.png").stdout)
    assert [record["preparation"]["at_edge"] for record in records] == [False, True]


def test_no_clear_answer_is_said_in_words(run, seven, tmp_path):
    noise = np.random.default_rng(0).integers(0, 2, (28, 28), dtype=np.uint8)
    Image.fromarray(noise * 255).resize((280, 280), 0).save(tmp_path / "noise.png")
    ink = np.pad(noise, 12) * 255
    Image.fromarray(255 - ink).save(tmp_path / "noise.png")
    pixels = "--features", "pixels"
    result = run("predict", "noise.png", *pixels)
    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()[:2]
    assert re.fullmatch(
        r"noise\.png: none of the ten says yes; at best \d \(<?\d+%\), then \d \(<?\d+%\)", first
    )
    assert second == (
        f"  {OF_PIXELS.rejected:.1%} of MNIST's test digits end so; for"
        f" {OF_PIXELS.right_of_rejected:.0%} of these the likeliest digit is right"
    )
    rows = run("predict", seven, "noise.png", *pixels).stdout.splitlines()[1:]
    assert [row.split()[1] for row in rows] == ["7", "-"]
    assert "none of the ten says yes; at best " in rows[1]
    records = json.loads(run("predict", "--json", seven, "noise.png", *pixels).stdout)
    assert [record["rejected"] for record in records] == [False, True]
    assert [record["says_yes"] for record in records] == [[7], []]


def test_an_answer_is_given_with_the_remark_that_no_model_says_yes(run, seven, tmp_path):
    digits = load("sample").images
    Z = digits / 255 @ pretrained().W + pretrained().b
    low = (Z.max(axis=1) < 0) & (confidence(Z) > OF_PIXELS.least_confidence + 0.05)
    square = 255 - digits[low.argmax()].reshape(28, 28)
    Image.fromarray(np.pad(square, 14, constant_values=255)).save(tmp_path / "faint.png")
    said = "none of the ten says yes"
    pixels = "--features", "pixels"
    (record,) = json.loads(run("predict", "faint.png", "--json", *pixels).stdout)
    assert (record["rejected"], record["says_yes"]) == (False, [])
    first = run("predict", "faint.png", *pixels).stdout.splitlines()[0]
    assert first.startswith(f"faint.png: {record['label']} (") and first.endswith(f"); {said}")
    rows = run("predict", "faint.png", seven, *pixels).stdout.splitlines()[1:]
    assert rows[0].split()[1] == str(record["label"]) and rows[0].endswith(f"; {said}")
    assert said not in rows[1]


def test_predict_reads_with_the_models_of_filters_unless_told(run, seven):
    plain = json.loads(run("predict", seven, "--json").stdout)
    files = {None: plain}
    for name, path in (("filters", PATH_OF_FILTERS), ("pixels", PATH)):
        by_name = json.loads(run("predict", seven, "--json", "--features", name).stdout)
        by_path = json.loads(run("predict", seven, "--json", "--model", path).stdout)
        assert by_name == by_path
        files[name] = by_name
    assert files["filters"] == plain and files["pixels"][0]["scores"] != plain[0]["scores"]
    result = run("predict", seven, "--features", "pixels", "--model", PATH)
    assert result.exit_code == 2 and "--features" in result.stderr
    result = run("predict", seven, "--features", "relu")
    assert result.exit_code == 2 and "'relu'" in result.stderr


@pytest.mark.parametrize("features", ["filters", "pixels"])
def test_predict_explains_with_both_kinds_of_models(run, seven, tmp_path, features):
    result = run("predict", seven, "--explain", "--features", features)
    assert result.exit_code == 0 and result.stderr == ""
    assert (tmp_path / "seven-explained.png").stat().st_size > 1000


def test_rows_of_names_of_every_width_are_aligned(run, seven, tmp_path):
    content = (tmp_path / seven).read_bytes()
    names = ["7.png", "siódemka.png", "七.png", "a long name of a picture.png"]
    for name in names:
        (tmp_path / name).write_bytes(content)
    heading, *rows = run("predict", *names).stdout.splitlines()
    column = heading.index("Digit") + 4
    for name, row in zip(names, rows, strict=True):
        assert row.startswith(name)
        assert row[column - (name == "七.png")] == "7"  # one letter, two columns wide


def test_no_explanation_replaces_another_or_a_picture(run, seven, tmp_path):
    content = (tmp_path / seven).read_bytes()
    for name in ("a/x.png", "b/x.png", "x-explained.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    words = ["a/x.png", "b/x.png", "x-explained.png"]
    for _ in range(2):  # a second time, the same files are written
        records = json.loads(run("predict", "--explain", "--json", *words).stdout)
        names = ["x-explained-2.png", "x-explained-3.png", "x-explained-explained.png"]
        assert [record["explanation"] for record in records] == names
        assert (tmp_path / "x-explained.png").read_bytes() == content
        written = {path.name for path in tmp_path.glob("*.png")}
        assert written == {seven, "x-explained.png", *names}


def test_predict_refuses_a_single_model(run, tiny, seven):
    run("train", "--data", tiny, "--digit", "0", "--out", "zero", "--no-figures")
    line = one_line(run("predict", seven, "--model", "zero/model.npz"))
    assert "needs the models of two digits or more, of 28 x 28 pixels" in line


def test_predict_with_the_models_of_two_digits(run, seven, tmp_path):
    digits = load("sample")
    rows = np.flatnonzero(np.isin(digits.labels, (4, 7)))
    write_idx(tmp_path, digits.images[rows].reshape(-1, 28, 28), digits.labels[rows])
    words = ["--data", "x-images-idx3-ubyte", "--out", "o", "--no-figures"]
    assert run("train", *words).exit_code == 0
    result = run("predict", seven, "--model", "o/model.npz", "--explain")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("seven.png: 7 (")
    assert re.findall(r"^  (\d) +[<>]?\d+%", result.stdout, re.M) == ["4", "7"]
    (record,) = json.loads(run("predict", seven, "--model", "o/model.npz", "--json").stdout)
    assert (record["label"], record["runner_up"], record["classes"]) == (7, 4, [4, 7])


def test_the_shipped_model_knows_the_sample_and_says_so(run):
    result = run("evaluate", str(PATH))
    assert result.exit_code == 0
    assert "Warning: TRAINING ACCURACY: about 100% of these 5,000 digits" in result.stderr


def test_data_check_says_what_is_in_a_file(run, tiny):
    result = run("data", "check", tiny)
    assert result.exit_code == 0 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:2] == ["format: IDX", "pictures: 60 of 4 x 4 pixels"]
    assert lines[2].startswith("labels: 0 (6), 1 (6), ")
    assert lines[-1] == "can be read: 60 digits of 16 pixels"
    named = run("data", "check", "sample")
    assert named.stdout == "can be read: 5,000 digits of 784 pixels\n"


def test_data_check_says_what_it_found_and_what_is_in_doubt(run, tmp_path):
    digits = load("sample")
    rows = np.arange(0, 5000, 20)
    images, labels = digits.images[rows].reshape(-1, 28, 28), digits.labels[rows]
    path = write_idx(tmp_path, 255 - images.transpose(0, 2, 1), labels + 1)
    result = run("data", "check", path)
    assert result.exit_code == 1 and "Traceback" not in result.stderr
    assert "pictures: 250 of 28 x 28 pixels\n" in result.stdout
    assert f"{path}: has labels 1 to 10: is 10 your 0? `--zero 10`" in result.stderr
    result = run("data", "check", path, "--zero", "1")
    assert result.exit_code == 1
    assert "look turned and inverted" in result.stderr
    assert "with --turn transpose --ink low; say that" in result.stderr
    options = ["--zero", "1", "--turn", "transpose", "--ink", "low"]
    result = run("data", "check", path, *options)
    assert result.exit_code == 0 and "orientation and ink: as MNIST's" in result.stdout
    assert run("train", "--data", path, "--quiet", "--no-figures").exit_code == 1
    words = ("train", "--data", path, *options, "--no-figures", "--iterations", "30")
    assert run(*words).exit_code == 0
    # Whoever answers wrongly is told that the models cannot read the digits.
    wrong = run(*words, "--zero", "10")
    assert wrong.exit_code == 0 and "orientation and ink: not known" in wrong.stderr


@pytest.mark.parametrize("shape", ["28", "28x", "x28", "28x-1", "axb"])
def test_a_shape_is_rows_and_columns(run, tiny, shape):
    result = run("train", "--data", tiny, "--shape", shape)
    assert result.exit_code == 2 and "is not ROWSxCOLUMNS, such as 28x32" in result.stderr


def test_the_catalogue_of_data(run, monkeypatch, tmp_path):
    monkeypatch.delenv("LOGREG_EDU_DATA", raising=False)
    monkeypatch.setenv("LOGREG_EDU_CACHE", str(tmp_path / "cache"))
    entries = json.loads(run("data", "--json").stdout)
    assert {e["name"]: e["present"] for e in entries} == {"sample": True, "mnist": False}
    assert "nonsense" in one_line(run("data", "--fetch", "nonsense"))


@pytest.mark.parametrize("columns", [80, 40])
def test_no_path_in_the_catalogue_is_folded(run, monkeypatch, tmp_path, columns):
    monkeypatch.delenv("LOGREG_EDU_DATA", raising=False)
    monkeypatch.setenv("LOGREG_EDU_CACHE", str(tmp_path / "a-long-name" / ("of-a-folder" * 12)))
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run("data").stdout.splitlines()
    sample, mnist = json.loads(run("data", "--json").stdout)
    assert lines[-2:] == [f"sample is in {sample['where']}", f"mnist will be in {mnist['where']}"]
    table = " ".join(lines[:-2]).split()
    assert all(len(line) <= columns for line in lines[:-2])
    for entry in (sample, mnist):
        assert set(entry["what"].split()) < set(table)


@pytest.mark.parametrize(
    "words",
    [
        ["train", "--test-fraction", "1"],
        ["train", "--test-fraction", "0"],
        ["train", "--test-fraction", "nan"],
        ["train", "--official-split", "--test-fraction", "0.3"],
        ["train", "--digit", "10"],
        ["train", "--digit", "1", "--one-by-one"],
        ["train", "--learning-rate", "0.1"],
        ["train", "--learning-rate", "nan", "--solver", "descent"],
        ["train", "--learning-rate", "inf", "--solver", "descent"],
        ["train", "--learning-rate", "0", "--solver", "descent"],
        ["train", "--l2", "-1"],
        ["train", "--l2", "nan"],
        ["train", "--l2", "inf"],
        ["train", "--iterations", "0"],
        ["train", "--iterations", "many"],
        ["train", "--solver", "magic"],
        ["train", "--seed", "-1"],
        ["train", "--colour"],
        ["train", "extra"],
        ["evaluate"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_status_2_and_writes_nothing(run, tmp_path, words):
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert re.fullmatch(r"Error: .*; see `logreg-edu.* --help`\n", result.stderr)
    assert os.listdir(tmp_path) == []


def test_what_the_exit_status_means_is_in_the_help(run):
    said = run("--help").stdout
    assert re.search(r"Exit status:\n +0 +done\n +1 +.*\n +2 +.*\n +130 +Ctrl-C\n", said)
    assert "_LOGREG_EDU_COMPLETE=bash_source" in said


def test_bad_data_is_one_line_and_writes_nothing(run, tmp_path):
    (tmp_path / "broken.mat").write_bytes(b"MATLAB 5.0 MAT-file" + bytes(300))
    (tmp_path / "text.csv").write_text("1,2,3")
    before = sorted(os.listdir(tmp_path))
    for name in ("nowhere.mat", "broken.mat", "text.csv", "nonsense", "."):
        assert name in one_line(run("train", "--data", name))
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize(("largest", "dtype"), [(1, np.uint8), (16, float), (1, float)])
def test_pixels_of_another_size_are_said_and_learned_from(run, tmp_path, largest, dtype):
    bunch = sklearn.datasets.load_digits()
    X, labels = bunch.data[:500] / 16, bunch.target[:500]
    data = (X > 0.5 if dtype is np.uint8 else X * largest).astype(dtype)
    scipy.io.savemat(tmp_path / "d.mat", {"data": data.T, "label": labels[None]})
    result = run("train", "--data", "d.mat", "--out", "o", "--no-figures")
    assert result.exit_code == 0, result.output
    assert f"[Info] Pixels 0 to {largest}, divided by {largest}\n" in result.stderr
    report = report_of(tmp_path / "o")
    assert report["accuracy"] > 0.85 and report["pixel_max"] == largest
    evaluated = run("evaluate", "o/model.npz", "--data", "d.mat")
    assert f"Pixels 0 to {largest}, divided by" in evaluated.stderr
    assert f"{report['accuracy']:.4f} on 100 test digits" in evaluated.stdout
    film = run("video", "--model", "o/model.npz", "--data", "d.mat", "--examples", "2")
    assert film.exit_code == 0


def test_a_scale_in_doubt_is_asked_for(run, tmp_path):
    bunch = sklearn.datasets.load_digits()
    data = bunch.data[:300].T * 60  # 0 to 960
    scipy.io.savemat(tmp_path / "d.mat", {"data": data, "label": bunch.target[None, :300]})
    assert "0 to 960 do not tell which value is full ink" in one_line(
        run("train", "--data", "d.mat")
    )
    result = run("train", "--data", "d.mat", "--pixel-max", "960", "--quiet", "--no-figures")
    assert result.exit_code == 0 and "Accuracy" in result.stdout
    assert run("train", "--pixel-max", "0").exit_code == 2


def test_a_training_that_learned_nothing_says_so(run, tmp_path):
    digits = load("sample")
    write_idx(tmp_path, digits.images[::10].reshape(-1, 28, 28) // 100 * 99, digits.labels[::10])
    words = ["train", "--data", "x-images-idx3-ubyte", "--quiet", "--no-figures"]
    result = run(*words, "--pixel-max", "1e9")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: no yes/no model is right more often than one that")
    assert len(result.stderr.splitlines()) == 1
    assert run(*words).stderr == ""


@pytest.mark.parametrize(
    "kinds", [(3, 8), pytest.param((0, 1, 2, 3, 5, 6, 7, 8, 9), marks=pytest.mark.slow)]
)
def test_data_of_some_digits(run, tmp_path, kinds):
    digits = load("sample")
    rows = np.flatnonzero(np.isin(digits.labels, kinds))[::10]
    write_idx(tmp_path, digits.images[rows].reshape(-1, 28, 28), digits.labels[rows])
    result = run("train", "--data", "x-images-idx3-ubyte", "--out", "o")
    assert result.exit_code == 0, result.output
    assert re.findall(r"^ +(\d) +[01]\.\d{4}", result.stdout, re.M) == [str(k) for k in kinds]
    assert sorted(os.listdir(tmp_path / "o")) == sorted(TEN)
    result = run("evaluate", "o/model.npz", "--part", "all")
    assert result.exit_code == 0
    others = ", ".join(str(k) for k in range(10) if k not in kinds)
    assert f"Left out, because there is no model for them: {others}" in result.stdout
    assert f"on {500 * len(kinds):,} digits" in result.stdout


@pytest.mark.parametrize("solver", ["descent", "accelerated", "newton"])
def test_without_a_penalty_digits_are_said_to_be_separable(run, tmp_path, solver):
    digits = load("sample")
    rows = np.random.default_rng(0).permutation(5000)[:600]
    write_idx(tmp_path, digits.images[rows].reshape(-1, 28, 28), digits.labels[rows])
    words = ["--l2", "0", "--solver", solver, "--no-figures", "--out", "run"]
    result = run("train", "--data", "x-images-idx3-ubyte", *words)
    assert result.exit_code == 0, result.output
    assert "without a penalty there is no minimum for 0, 1, 2, 3, 4, 5, 6, 7, 8, 9" in result.stderr
    report = json.loads((tmp_path / "run/report.json").read_text(encoding="utf-8"))
    assert report["separable"] == list(range(10))
    assert not report["converged"]
    assert report["accuracy"] >= 0.8  # of 120 digits; scikit-learn without a penalty: 0.825


def test_models_are_called_by_their_digits(run, tmp_path):
    digits = load("sample")
    rows = np.flatnonzero(np.isin(digits.labels, (3, 8)))[::20]
    write_idx(tmp_path, digits.images[rows].reshape(-1, 28, 28), digits.labels[rows])
    words = ["--one-by-one", "--iterations", "3", "--no-figures"]
    result = run("train", "--data", "x-images-idx3-ubyte", *words)
    assert result.exit_code == 0, result.output
    said = re.findall(r"model_(\d), to recognize digit: (\d)", result.stderr)
    assert said == [("3", "3"), ("8", "8")]
    assert "Accuracy of the 2 models together: " in result.stdout


def test_the_only_example_of_a_digit_is_trained_on(run, tmp_path):
    digits = load("sample")
    rows = np.r_[np.flatnonzero(digits.labels != 4)[::12], 2000]
    assert (digits.labels[rows] == 4).sum() == 1
    write_idx(tmp_path, digits.images[rows].reshape(-1, 28, 28), digits.labels[rows])
    for seed in range(4):
        words = ["--data", "x-images-idx3-ubyte", "--out", "o", "--seed", str(seed)]
        assert run("train", "--no-figures", *words).exit_code == 0
        assert np.sum(report_of(tmp_path / "o")["confusion"][4]) == 0


@pytest.mark.parametrize("name", ["r.gif", "r.avi", "r.webm", "r", "r.mp4.gif"])
def test_a_video_is_an_mp4_or_refused_by_its_name(run, tmp_path, name):
    result = run("video", "--out", name)
    assert result.exit_code == 2
    assert f"--out {name}: the video is an MP4 file" in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_sample_has_no_official_split(run, tmp_path):
    assert "sample: has no official split" in one_line(run("train", "--official-split"))
    assert os.listdir(tmp_path) == []


def test_divergence_is_one_line_that_names_the_limit(run, tmp_path):
    result = run("train", "--solver", "descent", "--learning-rate", "1e6", "--iterations", "5")
    assert "every rate below 2/L = " in one_line(result)
    assert os.listdir(tmp_path) == []


def test_bad_models_are_one_line(run, tmp_path):
    (tmp_path / "model.npz").write_bytes(b"PK")
    assert "model.npz: is not a whole model file" in one_line(run("evaluate", "model.npz"))
    assert "nowhere.npz: No such file" in one_line(run("evaluate", "nowhere.npz"))


def test_an_output_folder_that_cannot_be(run, tiny, tmp_path):
    (tmp_path / "file").write_text("keep me")
    deeper = os.path.join("file", "deeper")
    assert one_line(run("train", "--data", tiny, "--out", deeper)).startswith("Error: file")
    assert (tmp_path / "file").read_text() == "keep me"
    assert run("train", "--data", tiny, "--out", "file").exit_code == 2


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder closed to root too")
@pytest.mark.parametrize("words", [["--out", "/proc/o"], ["--out", "/proc"]])
def test_a_folder_that_cannot_be_written_is_found_before_the_training(
    run, tiny, monkeypatch, words
):
    monkeypatch.setattr("logreg_edu.app.training.train", lambda *_args, **_named: 1 / 0)
    line = one_line(run("train", "--data", tiny, *words))
    assert line.startswith(f"Error: {words[-1]}: ")


def earlier_run(folder) -> None:
    """Files of the names that a run leaves."""
    folder.mkdir()
    for name in TEN:
        (folder / name).touch()


def report_of(folder) -> dict:
    return json.loads((folder / "report.json").read_text())


def test_each_run_has_a_folder_of_its_own(run, tiny, tmp_path):
    name = "x-images-idx3-ubyte"
    for words in ([], ["--digit", "0"], ["--solver", "accelerated"], ["--seed", "4"]):
        result = run("train", "--data", tiny, "--no-figures", *words)
        assert result.exit_code == 0, result.output
    folders = [tmp_path / "runs" / f"{name}{end}" for end in ("", "-2", "-3", "-4")]
    assert sorted((tmp_path / "runs").iterdir()) == folders
    assert f"Written to {os.path.join('runs', name)}-4: " in result.stdout
    reports = [report_of(folder) for folder in folders]
    assert [len(report["classes"]) for report in reports] == [10, 1, 10, 10]
    assert [report["solver"] for report in reports][1:3] == ["newton", "accelerated"]
    assert [report["seed"] for report in reports] == [0, 0, 0, 4]
    # Another file of that name, too.
    (tmp_path / "b").mkdir()
    images = np.eye(20, 16, dtype=np.uint8).reshape(20, 4, 4)
    other = write_idx(tmp_path / "b", images, np.arange(20) % 2 + 3)
    assert run("train", "--data", other, "--no-figures").exit_code == 0
    assert report_of(tmp_path / "runs" / f"{name}-5")["classes"] == [3, 4]
    assert [report_of(folder) for folder in folders] == reports


def test_a_run_in_the_folder_of_another_says_so_and_leaves_nothing_of_it(run, tiny, tmp_path):
    earlier_run(tmp_path / "o")
    (tmp_path / "o/notes.txt").write_text("mine")
    result = run("train", "--data", tiny, "--out", "o", "--digit", "0")
    assert result.exit_code == 0
    assert "[Info] o holds an earlier run, which this one will replace" in result.stderr
    names = ["model.npz", "report.json", "cost.png", "confusion.png", "weights.png", "digit.png"]
    assert sorted(os.listdir(tmp_path / "o")) == sorted([*names, "notes.txt"])
    result = run("train", "--data", tiny, "--out", "o", "--digit", "0", "--learning-rate", "1e9",
                 "--solver", "descent")  # fmt: skip
    assert result.exit_code == 1  # it diverges: the earlier run stays as it was
    assert report_of(tmp_path / "o")["solver"] == "newton"


def test_results_that_cannot_be_written_are_one_line_and_leave_nothing(run, tiny, tmp_path):
    (tmp_path / "o/report.json").mkdir(parents=True)
    result = run("train", "--data", tiny, "--digit", "3", "--out", "o")
    assert one_line(result) == f"Error: {os.path.join('o', 'report.json')}: Is a directory"
    assert os.listdir(tmp_path / "o") == ["report.json"]


def test_a_defect_is_one_line_too(run, monkeypatch):
    def broken(*_args, **_choices):
        raise ZeroDivisionError("oh\nno")

    monkeypatch.setattr("logreg_edu.app.datasets.load", broken)
    line = one_line(run("train"))
    assert "defect" in line and "ZeroDivisionError" in line


def interrupted(*_args, **_choices):
    raise KeyboardInterrupt


def interrupted_import(*_args, **_choices):
    """As pybind11 does where a module is interrupted while it is imported."""
    raise ImportError("initialization failed") from KeyboardInterrupt()


@pytest.mark.parametrize("interrupted", [interrupted, interrupted_import])
def test_ctrl_c_is_one_line_and_status_130(run, monkeypatch, interrupted):
    monkeypatch.setattr("logreg_edu.app.datasets.load", interrupted)
    result = run("train")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Aborted!\n")


def test_help_and_version(run):
    for words in (["--help"], ["train", "--help"], ["evaluate", "-h"]):
        result = run(*words)
        assert result.exit_code == 0
        assert re.search(r"Examples:\n +logreg-edu .*\n +logreg-edu ", result.stdout)
    assert logreg_edu.__version__ in run("--version").stdout


def test_the_solvers_offered_are_those_there_are():
    from logreg_edu.app.training import SOLVERS

    option = next(o for o in cli_module.train.params if o.name == "solver")
    assert list(option.type.choices) == list(SOLVERS)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_what_the_encoding_of_the_output_lacks_is_replaced(tmp_path, seven, encoding):
    (tmp_path / seven).rename(tmp_path / "sju-siódemka-семь.png")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "COLUMNS": "100"}
    for words in (
        ["predict", "sju-siódemka-семь.png"],
        ["exercises", "start", "übungen-упражнения"],
        ["exercises", "list"],
        ["exercises", "solution", "ch01_1", "--reveal"],
    ):
        folder = tmp_path / ("übungen-упражнения" if words[1] in ("list", "solution") else "")
        command = [sys.executable, "-m", "logreg_edu", *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, env=environment)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        assert done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="sends no Ctrl-C to one process alone")
def test_python_m_and_ctrl_c(tmp_path):
    command = [sys.executable, "-m", "logreg_edu", "train", "--solver", "descent"]
    training = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    training.stderr.readline()  # it has begun
    time.sleep(0.5)
    training.send_signal(signal.SIGINT)
    stdout, stderr = training.communicate(timeout=60)
    assert training.returncode == 130 and stdout == ""
    assert "Traceback" not in stderr and stderr.strip().endswith("Aborted!")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "words",
    [
        ("predict", ""),
        ("evaluate", ""),
        ("predict", "--model", "", "x.png"),
        ("train", "--out", ""),
        ("train", "--data", ""),
        ("video", "--out", ""),
        ("data", "check", ""),
        ("ladder", "filters-100", "--out", ""),
        ("exercises", "start", ""),
    ],
    ids=" ".join,
)
def test_no_name_is_not_the_current_folder(run, words, tmp_path):
    """Such as that of a variable that is not set."""
    result = run(*words)
    assert result.exit_code and " name" in result.stderr and not list(tmp_path.iterdir())
