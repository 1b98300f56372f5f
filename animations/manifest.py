"""What was filmed from what: a digest of each scene's file and of the numbers that it shows.

Needs no manim: the site is built, and old films are noticed, where manim is not installed.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
FILMS = ROOT / "docs/assets/animations"
MANIFEST = Path(__file__).with_name("manifest.json")
THEMES = ("light", "dark")
CUE = re.compile(r"^([\d:.]+) --> ([\d:.]+)\n(.+)$", re.M)


def path(name: str) -> Path:
    """The file of a scene."""
    return Path(__file__).with_name(f"{name}.py")


def module(name: str) -> ModuleType:
    """The module in that file."""
    return import_module(f"animations.{name}")


def title(name: str) -> str:
    """The first line of a scene's file, without the full stop."""
    return _docstring(name).split("\n")[0].removesuffix(".")


def description(name: str) -> str:
    """What the film shows, for those who cannot see it: the rest of the file's docstring."""
    return " ".join(_docstring(name).split("\n", 1)[1].split())


def _docstring(name: str) -> str:
    return ast.get_docstring(ast.parse(path(name).read_text("utf-8"))) or ""


def files(name: str) -> list[Path]:
    """The films of a scene, their posters and stills, and the captions."""
    ends = (".mp4", ".webp", "-stills.webp")
    pictures = [FILMS / f"{name}-{theme}{end}" for theme in THEMES for end in ends]
    return [*pictures, FILMS / f"{name}.vtt"]


def captions(name: str) -> list[tuple[float, float, str]]:
    """What a film says: from when to when, in seconds, and the words."""
    text = (FILMS / f"{name}.vtt").read_text("utf-8")
    return [(_seconds(start), _seconds(end), words) for start, end, words in CUE.findall(text)]


def _seconds(clock: str) -> float:
    minutes, seconds = clock.split(":")
    return round(60 * int(minutes) + float(seconds), 3)


def recorded() -> dict[str, dict]:
    """The manifest: what is known of each scene that was filmed."""
    return json.loads(MANIFEST.read_text("utf-8")) if MANIFEST.is_file() else {}


def sources(name: str) -> dict[str, str]:
    """The digests by which an old film is known."""
    text = path(name).read_text("utf-8")  # whatever the ends of its lines
    return {"scene": _digest(text.encode()), "numbers": numbers_digest(module(name).numbers())}


def outputs(name: str) -> dict[str, str]:
    """The digests of the files that there are."""
    return {path.name: _digest(path.read_bytes()) for path in files(name) if path.is_file()}


def is_fresh(name: str) -> bool:
    """Whether the films show what the scene and its numbers are now."""
    entry = recorded().get(name, {})
    now = {**sources(name), "files": outputs(name)}
    return len(now["files"]) == len(files(name)) and all(entry.get(key) == now[key] for key in now)


def record(name: str, duration: float, made_from: dict[str, str]) -> None:
    """Note what the films of a scene were made from: its `sources`, of before they were made."""
    entry = {"duration": round(duration, 3), **made_from, "files": outputs(name)}
    entries = {**recorded(), name: entry}
    MANIFEST.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", "utf-8")


def numbers_digest(numbers: dict[str, object]) -> str:
    """Name numbers by their values, to a ten-thousandth of the largest in each array.

    Processors round differently in the last digits; nobody sees those on the screen.
    """
    rounded = []
    for name, value in sorted(numbers.items()):
        array = np.asarray(value)
        if array.dtype.kind == "f":
            array = np.round(array / (np.nanmax(np.abs(array)) or 1), 4) + 0.0  # no minus zero
            rounded.append(f"{np.nanmax(np.abs(np.asarray(value))):.3e}")
        rounded.append(f"{name} {array.shape} {array.tolist()}")
    return _digest("\n".join(rounded).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
