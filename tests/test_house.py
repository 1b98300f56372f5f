"""The rules of the house: who may import whom, what is documented, what is never written down."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from faults import Faults

import logreg_edu

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "logreg_edu"
# The modules in reading order; a new one takes its place here. The first eight chapters also run in
# a browser, with NumPy alone.
NUMPY_CHAPTERS = [
    "checks",
    "parallel",
    "digits",
    "hypothesis",
    "loss",
    "cost",
    "gradient",
    "gradient_check",
    "gap",
    "iteration",
    "curvature",
    "quasi_newton",
    "descent",
    "one_vs_all",
    "evaluate",
]
CHAPTERS = [*NUMPY_CHAPTERS, "acceleration", "newton", "features"]
ORDER = [*CHAPTERS, "pretrained", "estimators"]
MODULES = sorted((p.stem for p in PACKAGE.glob("*.py") if p.stem[0] != "_"), key=ORDER.index)
# `__main__` is `python -m logreg_edu`, the command line.
LIBRARY = [p for p in PACKAGE.glob("*.py") if p.name != "__main__.py"]
BESIDE_THE_LIBRARY = {"app", "exercises", "animations", "audit", "benchmarks", "docs", "tests"}


def imports(path: Path) -> list[tuple[str, bool]]:
    """Every module that a file imports, with its full name, and whether at the top of the file."""
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            # `from logreg_edu import descent` names a module, `from numpy import exp` does not.
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = inside if node.module == "logreg_edu" else [node.module]
        else:
            continue
        found += [(name, node in tree.body) for name in names]
    return found


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Imports


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_earlier_ones(module):
    for name, _ in imports(PACKAGE / f"{module}.py"):
        if name.split(".")[0] == "logreg_edu":
            other = name.split(".")[1]
            assert ORDER.index(other) < ORDER.index(module), f"{module} imports {name}"


@pytest.mark.parametrize("chapter", NUMPY_CHAPTERS)
def test_chapters_1_to_8_import_numpy_alone(chapter):
    others = {name.split(".")[0] for name, _ in imports(PACKAGE / f"{chapter}.py")}
    if chapter == "parallel":
        others.discard("threadpoolctl")  # when it is needed, and if it is there: see test_parallel
    assert others <= {"numpy", "logreg_edu"} | set(sys.stdlib_module_names)


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c in MODULES])
def test_a_chapter_imports_scipy_inside_the_function_that_needs_it(chapter):
    at_the_top = {n.split(".")[0] for n, on_top in imports(PACKAGE / f"{chapter}.py") if on_top}
    assert at_the_top <= {"numpy", "logreg_edu"} | set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", LIBRARY, ids=short)
def test_the_library_does_not_know_who_uses_it(path):
    for name, _ in imports(path):
        parts = name.split(".")
        used = parts[1] if parts[0] == "logreg_edu" else parts[0]
        assert used not in BESIDE_THE_LIBRARY, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=short)
def test_the_tests_do_without_the_audit(path):
    """It takes long, and forks, which Windows cannot."""
    assert not [name for name, _ in imports(path) if name.split(".")[0] == "audit"]


def test_importing_the_library_is_light():
    heavy = {"scipy", "matplotlib", "pandas", "sklearn", "rich", "click", "manim", "PIL"}
    code = "import sys, logreg_edu; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert {"numpy", "logreg_edu"} <= loaded
    assert not loaded & heavy


def test_public_names_are_in_reading_order():
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    modules = [node.module.split(".")[1] for node in froms]
    assert modules == sorted(modules, key=ORDER.index)
    imported = [alias.name for node in froms for alias in node.names]
    assert set(imported) <= set(logreg_edu.__all__)
    assert [name for name in logreg_edu.__all__ if name in imported] == imported
    assert len(set(logreg_edu.__all__)) == len(logreg_edu.__all__)


# Documentation


def test_a_public_name_is_documented():
    faults = Faults()
    for name in (*logreg_edu.__all__, *logreg_edu.LAZY):
        with faults.of(name):
            public = getattr(logreg_edu, name)
            docstring = inspect.getdoc(public) or ""
            assert docstring
            if inspect.isclass(public):
                for field in getattr(public, "__annotations__", ()):
                    assert f"\n    {field}: " in docstring, f"{name}.{field} is not documented"
                continue
            signature = inspect.signature(public)
            assert all(p.annotation is not p.empty for p in signature.parameters.values())
            assert signature.return_annotation is not signature.empty
            for parameter in signature.parameters.values():
                stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(
                    parameter.kind, ""
                )
                assert f"\n    {stars}{parameter.name}: " in docstring, (
                    f"{name}: no Args: {parameter.name}"
                )
            section = "Yields" if inspect.isgeneratorfunction(public) else "Returns"
            assert f"\n{section}:\n" in docstring
            if "raise " in inspect.getsource(public).replace(public.__doc__, ""):
                assert "\nRaises:\n" in docstring
    assert faults == []


# What is never written down

# Put together here, so that this file does not hold them.
MACHINE_PATHS = ["/" + name + "/" for name in ("work", "tmp")]
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("conda", "anaconda", "org"),
    )
]


@pytest.mark.system  # needs git; files that it does not track may hold anything
def test_no_file_names_a_path_of_one_machine_or_the_host_of_a_registry():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name for name in listed.stdout.decode().split("\0")[:-1]]
    assert {PACKAGE / "loss.py", ROOT / "pyproject.toml", Path(__file__).resolve()} <= set(files)
    contents = {path: path.read_bytes() for path in files if path.is_file()}
    guilty = [
        f"{short(path)}: {word}"
        for path, content in contents.items()
        for word in MACHINE_PATHS + REGISTRY_HOSTS
        if word.encode() in content
    ]
    assert guilty == []
