"""Every displayed equation is true, and its test would notice a wrong sign or factor.

The statement of an equation, `Equation.says`, is evaluated for random values. Then it is changed in
one place at a time: each number, name, call and term in it gets the other sign, or the factor 2.
Every changed statement must turn out false, unless the equation names it as harmless.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Iterator

import numpy as np
import pytest

from docs.tools import pages
from docs.tools.equations import Equation, registry

CHECKED = registry()
DRAWS = 25
COMPARE = {
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
}


def slope(f, x, h=1e-30):
    """df/dx, exact to rounding: a step into the imaginary numbers, where nothing cancels."""
    return np.imag(f(x + 1j * h)) / h


def gradient(f, x):
    """The slopes of f in every entry of an array."""
    x = np.asarray(x)
    slopes = np.empty(x.shape)
    for j in np.ndindex(x.shape):
        step = np.zeros(x.shape, complex)
        step[j] = 1e-30j
        slopes[j] = np.imag(f(x + step)) / 1e-30
    return slopes


def jacobian(f, x, h=1e-4):
    """The slopes of every entry of f(x) in every entry of x (n,), by differences: (..., n)."""
    steps = h * np.eye(len(x))
    return np.stack([(f(x + step) - f(x - step)) / (2 * h) for step in steps], axis=-1)


def integral(f, a, b):
    """Of f from a to b, by Gauss's rule with 40 points."""
    points, weights = np.polynomial.legendre.leggauss(40)
    return (b - a) / 2 * (weights @ f((a + b) / 2 + (b - a) / 2 * points))


# The words that `says` may use. None of them comes from the library.
WORDS = {
    "np": np,
    "sum": sum,
    "prod": math.prod,
    "abs": abs,
    "min": min,
    "max": max,
    "range": range,
    "len": len,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "pi": np.pi,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "slope": slope,
    "gradient": gradient,
    "jacobian": jacobian,
    "integral": integral,
}


def holds(tree: ast.Expression, equation: Equation) -> bool:
    """Whether a statement holds for every draw; and for <= and >=, whether some draw reaches it."""
    statement = tree.body
    assert isinstance(statement, ast.Compare), "says: sides joined by ==, <=, >=, < or >"
    code = [
        compile(ast.fix_missing_locations(ast.Expression(side)), equation.label, "eval")
        for side in (statement.left, *statement.comparators)
    ]
    reached = [isinstance(op, ast.Eq | ast.Lt | ast.Gt) for op in statement.ops]
    rng = np.random.default_rng(0)
    for _ in range(DRAWS):
        names = WORDS | equation.draw(rng)
        with np.errstate(all="ignore"):
            sides = [eval(side, dict(names)) for side in code]
        for i, op in enumerate(statement.ops):
            left, right = sides[i], sides[i + 1]
            same = equal(left, right, equation.tolerance)
            if isinstance(op, ast.Eq):
                if not same:
                    return False
            elif same and isinstance(op, ast.LtE | ast.GtE):
                reached[i] = True
            elif not np.all(COMPARE[type(op)](left, right)):
                return False
    return all(reached) or bool(equation.loose)


def equal(left: object, right: object, tolerance: float) -> bool:
    """Same shape, same values to within a tolerance relative to the largest of them."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return all(equal(a, b, tolerance) for a, b in zip(left, right, strict=True))
    left, right = np.asarray(left), np.asarray(right)
    if left.shape != right.shape or not np.all(np.isfinite(left) & np.isfinite(right)):
        return False
    if left.dtype == bool:
        return bool(np.all(left == right))
    size = max(np.abs(left).max(initial=0), np.abs(right).max(initial=0))
    return bool(np.all(np.abs(left - right) <= tolerance * size))


def changed(tree: ast.Expression) -> Iterator[ast.Expression]:
    """The statement with one sign turned, or one factor 2 put in, at every place there is.

    It is the same tree each time, changed for the moment.
    """
    skip = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    places = [
        (parent, field, number)
        for parent in ast.walk(tree.body)
        for field, value in ast.iter_fields(parent)
        for number, node in enumerate(value if isinstance(value, list) else [value])
        if isinstance(node, ast.AST) and is_quantity(node) and id(node) not in skip
    ]
    for parent, field, number in places:
        value = getattr(parent, field)
        node = value[number] if isinstance(value, list) else value
        for other in (
            ast.UnaryOp(ast.USub(), node),
            ast.BinOp(ast.Constant(2), ast.Mult(), node),
        ):
            put(parent, field, number, other)
            yield tree
        put(parent, field, number, node)


def put(parent: ast.AST, field: str, number: int, node: ast.AST) -> None:
    """Put a node into a field of its parent, or into a place of it if that is a list."""
    value = getattr(parent, field)
    if isinstance(value, list):
        value[number] = node
    else:
        setattr(parent, field, node)


def is_quantity(node: ast.AST) -> bool:
    """A part of a statement that has a sign and a size."""
    if isinstance(node, ast.Constant):
        return node.value != 0
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Load)
    return isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.IfExp)


@pytest.fixture(params=CHECKED)
def equation(request) -> Equation:
    return CHECKED[request.param]


def test_each_is_true():
    truths = {
        label: holds(ast.parse(equation.says, mode="eval"), equation)
        for label, equation in CHECKED.items()
    }
    assert [label for label, true in truths.items() if not true] == []


@pytest.mark.slow
def test_a_wrong_sign_or_factor_is_noticed(equation):
    tree = ast.parse(equation.says, mode="eval")
    unnoticed, tried = [], 0
    for other in changed(tree):
        tried += 1
        try:
            noticed = not holds(other, equation)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            noticed = True
        if not noticed:
            unnoticed.append(ast.unparse(other))
    assert tried >= 2
    if equation.loose:
        assert len(unnoticed) < tried
        return
    survivors = equation.survivors
    bad = [line for line in unnoticed if not any(part in line for part in survivors)]
    if bad:
        pytest.fail("\n".join(["changed, and still true:", *bad]))
    for part in survivors:
        assert any(part in line for line in unnoticed), f"no such survivor: {part}"


def test_pages_and_checks_have_the_same_equations():
    on_pages: dict[str, str] = {}
    for page in pages.pages():
        for label, tex in pages.equations(page.read_text(encoding="utf-8")).items():
            assert label not in on_pages, f"{pages.name(page)}: {label} is also on another page"
            on_pages[label] = tex
    assert on_pages.keys() == CHECKED.keys()
    for label, tex in on_pages.items():
        assert tex == pages.normal(CHECKED[label].tex), f"{label}: page and check differ"


# The machinery itself


def an_equation(says: str, **settings) -> Equation:
    return Equation(
        "eq-test", "", says, lambda rng: {"a": rng.normal(), "b": rng.normal()}, **settings
    )


@pytest.mark.parametrize(
    ("says", "true"),
    [
        ("(a + b) ** 2 == a**2 + 2 * a * b + b**2", True),
        ("(a + b) ** 2 == a**2 + b**2", False),
        ("a * b <= (a**2 + b**2) / 2", False),  # right, but no draw reaches it
        ("min(a, b) <= a", True),
        ("a < a", False),
        ("a - 1 < a < a + 1", True),
        ("np.array([a, b]) == np.array([a])", False),
        ("log(-abs(a)) == log(-abs(a))", False),
        ("(a, a + b) == (a, b + a)", True),
        ("(a, a - b) == (a, b - a)", False),
    ],
)
def test_holds(says, true):
    assert holds(ast.parse(says, mode="eval"), an_equation(says)) is true


def test_an_inequality_need_not_be_reached_when_it_says_why():
    says = "a * b <= (a**2 + b**2) / 2"
    assert holds(ast.parse(says, mode="eval"), an_equation(says, loose="equal only where a = b"))


def test_changed_turns_every_sign_and_doubles_every_factor():
    lines = {ast.unparse(t) for t in changed(ast.parse("f(a) == a - 3 * b", mode="eval"))}
    assert lines == {
        "-f(a) == a - 3 * b", "2 * f(a) == a - 3 * b",
        "f(-a) == a - 3 * b", "f(2 * a) == a - 3 * b",
        "f(a) == -(a - 3 * b)", "f(a) == 2 * (a - 3 * b)",
        "f(a) == -a - 3 * b", "f(a) == 2 * a - 3 * b",
        "f(a) == a - -(3 * b)", "f(a) == a - 2 * (3 * b)",
        "f(a) == a - -3 * b", "f(a) == a - 2 * 3 * b",
        "f(a) == a - 3 * -b", "f(a) == a - 3 * (2 * b)",
    }  # fmt: skip


@pytest.mark.parametrize("x", [0.3, 2.0])
def test_slopes_and_integrals(x):
    assert slope(np.exp, x) == pytest.approx(np.exp(x), rel=1e-15)
    assert integral(lambda t: 1 / t, 1, x) == pytest.approx(np.log(x), rel=1e-14)
    at = np.array([x, 1.0, -2.0])
    assert gradient(lambda v: v[0] * v[2] ** 2, at) == pytest.approx([4, 0, -4 * x])
    assert jacobian(lambda v: v**2, at) == pytest.approx(np.diag(2 * at), abs=1e-7)
