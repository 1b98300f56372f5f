"""The Python blocks of a page: which of them can run in it, and which of those above each needs."""

from __future__ import annotations

import ast
import builtins
import dis
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import CodeType

# What changes the thing that it is called on.
CHANGING = {"append", "extend", "insert", "add", "update", "pop", "remove", "sort", "fill"}

UNVENDORED = {"lzma", "sqlite3", "ssl"}  # of the standard library, but not of Pyodide's


@dataclass(frozen=True)
class Needs:
    """What a block needs.

    Attributes:
        blocks: the indices of the blocks above it that must have run, in their order.
        runs: whether it can run in the page, where Python has NumPy and the library alone.
    """

    blocks: tuple[int, ...]
    runs: bool


def source(text: str) -> str:
    """The code of a block; from a session, what was typed."""
    lines = text.splitlines()
    if not any(line.startswith(">>>") for line in lines):
        return text
    return "\n".join(line[4:] for line in lines if line.startswith((">>>", "...")))


def needs(blocks: Sequence[str]) -> list[Needs]:
    """What each block of a page needs, from its code alone.

    A block needs the last one above it that gave or changed a name that it uses, itself or in a
    function that it uses, and what that one needs. Drawing random numbers changes the generator.
    """
    found: list[Needs] = []
    giver: dict[str, int] = {}  # name -> the block that gave or changed it last
    inside: dict[str, set[str]] = {}  # name of a function -> the names that it uses
    generators: set[str] = set()
    absent: set[str] = set()  # functions that import what the page has not got
    for index, code in enumerate(blocks):
        try:
            tree = ast.parse(code)
        except SyntaxError:  # it is about a mistake
            found.append(Needs((), False))
            continue
        program = compile(tree, "block", "exec")
        used, given = _names(program)
        reached = _reached(used, inside)
        above = {giver[name] for name in reached if name in giver}
        above |= {i for block in above for i in found[block].blocks}
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        at_once = [node for node in tree.body if node not in functions]
        runs = not reached & absent and all(found[i].runs for i in above)
        runs = runs and all(map(_is_there, _imports(*at_once))) and not _traps(tree)
        found.append(Needs(tuple(sorted(above)), runs))
        generators |= {name for name in given if _is_generator(tree, name)}
        for name in given | (_changed(tree) & reached) | (reached & generators):
            giver[name] = index
        for name in given:
            inside.pop(name, None)
        absent -= given
        absent |= {node.name for node in functions if not all(map(_is_there, _imports(node)))}
        inside |= {
            node.name: _names(compile(ast.Module([node], []), "block", "exec"))[0]
            for node in functions
        }
    return found


def _reached(used: set[str], inside: dict[str, set[str]]) -> set[str]:
    """Names, and those that functions among them use."""
    reached: set[str] = set()
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += inside.get(name, ())
    return reached


def _names(code: CodeType) -> tuple[set[str], set[str]]:
    """The global names that some code uses before it gives them, and those that it gives."""
    used: set[str] = set()
    given: set[str] = set()
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("STORE_NAME", "STORE_GLOBAL"):
            given.add(instruction.argval)
        elif instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            used |= {instruction.argval} - given
        elif isinstance(instruction.argval, CodeType):  # a function in it
            used |= _names(instruction.argval)[0] - given
    return used - set(dir(builtins)), given


def _changed(tree: ast.Module) -> set[str]:
    """The names whose things are changed in place."""
    changed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            changed.add(_base(node))
        elif isinstance(node, ast.AugAssign):
            changed.add(_base(node.target))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CHANGING
        ):
            changed.add(_base(node.func))
    return changed


def _base(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_generator(tree: ast.Module, name: str) -> bool:
    """Whether a name is given a generator of random numbers."""
    return any(
        isinstance(node, ast.Assign)
        and "default_rng" in ast.unparse(node.value)
        and name in {target.id for target in node.targets if isinstance(target, ast.Name)}
        for node in ast.walk(tree)
    )


def _traps(tree: ast.Module) -> bool:
    """Whether floating-point errors are to be raised: WebAssembly does not tell of any."""
    return any(
        isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant)
        and node.value.value == "raise"
        for node in ast.walk(tree)
    )  # fmt: skip


def _imports(*nodes: ast.AST) -> Iterator[str]:
    """The modules that some code imports; a thing of the library as the module that defines it."""
    for node in chain.from_iterable(map(ast.walk, nodes)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module.startswith("logreg_edu"):
                module = importlib.import_module(node.module)
                for alias in node.names:
                    thing = getattr(module, alias.name, None)
                    yield getattr(thing, "__module__", f"{node.module}.{alias.name}")


@cache
def _is_there(module: str) -> bool:
    """Whether a module can be imported where there are only NumPy and the library."""
    top = module.partition(".")[0]
    if top != "logreg_edu":
        return top == "numpy" or (top in sys.stdlib_module_names and top not in UNVENDORED)
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:  # a constant of the module before the last point
        spec = None
    if spec is None or spec.origin is None:
        return True
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    # Not what a function imports when it is called, nor what only types need.
    tried = [part for node in tree.body if isinstance(node, ast.Try) for part in node.body]
    imported = [part for part in tree.body + tried if isinstance(part, ast.Import | ast.ImportFrom)]
    names = [
        name
        for part in imported
        for name in (
            [a.name for a in part.names] if isinstance(part, ast.Import) else [part.module]
        )
    ]
    return all(name == module or name is None or _is_there(name) for name in names)
