"""The sweeps of numbers and of the command line can fail: each is shown something broken."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import SimpleNamespace

import click
import numpy as np
import pytest

import logreg_edu as lr
from audit.trust import command_line, numbers
from logreg_edu import estimators, iteration
from logreg_edu.app import cli as cli_module
from logreg_edu.app import files, results, terminal
from logreg_edu.checks import check_examples


def careless(X, y):
    """`check_examples` that looks at nothing."""
    return np.asarray(X), np.asarray(y)


def test_a_training_that_takes_anything(monkeypatch, tmp_path):
    monkeypatch.setattr(iteration, "check_examples", careless)
    with np.errstate(all="ignore"):
        tally = numbers.training_refuses(tmp_path)
    assert tally.silent_changes and tally.untyped


def test_a_training_that_looks_after_a_step(monkeypatch, tmp_path):
    def late(X, y, *arguments, progress, **settings):
        progress(0, np.array(0.7))
        return lr.accelerated_descent(X, y, *arguments, **settings)

    monkeypatch.setattr(numbers, "SOLVERS", (late,))
    assert any("after a step" in case for case in numbers.training_refuses(tmp_path).silent_changes)


def test_an_estimator_that_is_left_half_fitted(monkeypatch, tmp_path):
    fit = estimators.OneVsAll.fit

    def hasty(model, X, y):
        model.n_features_in_ = np.shape(X)[-1:]
        return fit(model, X, y)

    monkeypatch.setattr(estimators.OneVsAll, "fit", hasty)
    tally = numbers.estimators_refuse(tmp_path)
    assert any("has changed" in case for case in tally.silent_changes)


def test_a_formula_that_counts_any_label_as_no(monkeypatch, tmp_path):
    def loss(z, y):
        return np.logaddexp(0, np.where(np.asarray(y) == 1, -np.asarray(z), z))

    monkeypatch.setattr(lr, "loss", loss)
    assert "loss: y with words" in numbers.formulas_notice(tmp_path).silent_changes


def test_a_new_function_must_be_swept(monkeypatch, tmp_path):
    monkeypatch.setattr(lr, "__all__", [*lr.__all__, "new"])
    with pytest.raises(AssertionError):
        numbers.formulas_notice(tmp_path)


def test_a_solver_that_overflows(monkeypatch, tmp_path):
    def overflowing(X, y, **settings):
        check_examples(X, y)
        return SimpleNamespace(
            w=(X**2).sum(axis=0), b=np.zeros(3), cost_history=np.full((1, 3), np.inf)
        )

    monkeypatch.setattr(numbers, "SOLVERS", (overflowing,))
    tally = numbers.examples_of_any_size(tmp_path)
    assert tally.silent_changes and tally.untyped


def test_a_descent_that_hides_its_divergence(monkeypatch, tmp_path):
    monkeypatch.setattr(lr, "gradient_descent", lambda X, y, alpha, l2: None)
    tally = numbers.rates_far_too_large(tmp_path)
    assert len(tally.silent_changes) == tally.cases


def test_an_estimator_that_keeps_silent(monkeypatch, tmp_path):
    monkeypatch.setattr(estimators.warnings, "warn", lambda *arguments, **settings: None)
    tally = numbers.separable_examples(tmp_path)
    assert len(tally.silent_changes) == tally.cases / 2


def test_model_files_that_differ_between_processes(monkeypatch, tmp_path):
    spoilt = numbers.TRAIN.replace(
        "    save_model(", '    model.report["hash"] = hash("a")\n    save_model('
    )
    monkeypatch.setattr(numbers, "TRAIN", spoilt)
    tally = numbers.the_same_twice(tmp_path)
    assert len(tally.silent_changes) == tally.cases


def test_a_training_to_which_the_order_of_pixels_matters(monkeypatch, tmp_path):
    def uneven(X, y, **settings):
        found = lr.newton_descent(X, y, **settings)
        return SimpleNamespace(w=found.w + np.eye(*found.w.shape), b=found.b, converged=True)

    monkeypatch.setattr(numbers, "SOLVERS", (uneven,))
    assert any(
        "permuting pixels" in x for x in numbers.what_does_not_matter(tmp_path).silent_changes
    )


# The command line


def test_errors_that_are_tracebacks(monkeypatch, tmp_path):
    only = {("evaluate",): command_line.COMMANDS["evaluate",]}
    monkeypatch.setattr(command_line, "COMMANDS", only)
    monkeypatch.setattr(cli_module, "errors_in_one_line", nullcontext)
    assert command_line.generated_words(tmp_path).untyped


def test_a_command_that_leaves_files_behind(monkeypatch, tmp_path):
    def failing(*_arguments: object) -> None:
        Path("litter").touch()
        cli_module.fail("no")

    monkeypatch.setattr(command_line, "COMMANDS", {("data",): command_line.COMMANDS["data",]})
    monkeypatch.setattr("logreg_edu.app.datasets.catalogue", failing)
    assert command_line.generated_words(tmp_path).litter


def test_names_that_are_taken_for_markup(monkeypatch, tmp_path):
    def info(log, message):
        log.console.print(rf"\[Info] {message}")

    monkeypatch.setattr(terminal.Log, "info", info)
    assert len(command_line.names_as_they_are(tmp_path).silent_changes) == 1


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_traceback_at_a_closed_pipe(monkeypatch, tmp_path):
    monkeypatch.setattr(command_line, "OFTEN", (("data",),))
    monkeypatch.setattr(command_line, "command", lambda: python("print('x', flush=True)"))
    assert command_line.closed_pipes(tmp_path).untyped


def test_colours_where_none_are_wanted(monkeypatch, tmp_path):
    @click.command(context_settings={"ignore_unknown_options": True})
    @click.argument("words", nargs=-1)
    def colourful(words):
        click.secho("red", fg="red", color=True)

    monkeypatch.setattr(command_line, "OFTEN", (("data",),))
    monkeypatch.setattr(command_line, "cli", colourful)
    monkeypatch.setattr(command_line, "furnish", lambda folder: None)
    tally = command_line.terminals(tmp_path)
    assert len(tally.silent_changes) == tally.cases - 1  # one terminal has colours


def test_results_in_parts_after_ctrl_c(monkeypatch, tmp_path):
    code = "import numpy, os, time; os.mkdir('o'); open('o/model.npz', 'w'); time.sleep(1)"
    monkeypatch.setattr(command_line, "command", lambda: python(code))
    tally = command_line.ctrl_c(tmp_path)
    assert tally.litter


def test_results_that_are_written_one_by_one(monkeypatch, tmp_path):
    @contextmanager
    def at_once(folder, former):
        folder.mkdir(parents=True, exist_ok=True)
        yield folder

    monkeypatch.setattr(results, "replacing_all", at_once)
    assert command_line.ctrl_c_at_every_step(tmp_path).litter


@pytest.mark.parametrize("sweep", [command_line.full_disks, command_line.read_only_folders])
def test_errors_of_a_disk_that_are_swallowed(monkeypatch, tmp_path, sweep):
    really = results.write

    def swallowing(*arguments):
        try:
            return really(*arguments)
        except OSError:
            return []

    @contextmanager
    def unseen(folder, **_):
        with suppress(OSError):
            folder.mkdir(parents=True)
        yield folder
        with suppress(OSError):  # it holds something
            folder.rmdir()

    monkeypatch.setattr(files, "output_folder", unseen)
    monkeypatch.setattr(results, "write", swallowing)
    monkeypatch.setattr(command_line, "WRITING", (command_line.TRAIN,))
    assert sweep(tmp_path).silent_changes


def test_files_that_are_half_written_on_a_full_disk(monkeypatch, tmp_path):
    @contextmanager
    def in_place(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path

    monkeypatch.setattr("logreg_edu.app.figures.replacing", in_place)
    monkeypatch.setattr(command_line, "WRITING", (("predict", "seven.png", "--explain"),))
    assert command_line.full_disks(tmp_path).litter


def test_a_command_that_the_tab_key_does_not_know(monkeypatch, tmp_path):
    more = {**command_line.COMMANDS, ("fly",): click.Command("fly")}
    monkeypatch.setattr(command_line, "COMMANDS", more)
    assert command_line.completion(tmp_path).silent_changes
