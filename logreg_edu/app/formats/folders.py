"""Archives, folders of files, and a folder of pictures per digit."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np

from logreg_edu.app.errors import ImageError
from logreg_edu.app.formats.common import Broken, Content, Part, check_inflation
from logreg_edu.app.formats.variables import is_test

DIGIT_FOLDER = re.compile(r"\D*(\d)\D*")  # "7", "digit_7"


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Unpack a .zip or .tar into a folder that is removed afterwards.

    Raises:
        Broken: a member leads out of the folder, or all are too large for the archive.
    """
    stored = os.path.getsize(path)
    with tempfile.TemporaryDirectory() as temporary:
        folder, total = Path(temporary).resolve(), 0
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                members = [m for m in archive.infolist() if not m.is_dir()]
                check_inflation(sum(m.file_size for m in members), stored)
                for member in members:
                    with archive.open(member) as source:
                        write_inside(folder, member.filename, source)
        else:
            with tarfile.open(path) as tar:
                for tarred in tar:
                    total += tarred.size
                    check_inflation(total, stored)
                    if tarred.isreg() and (content := tar.extractfile(tarred)):
                        write_inside(folder, tarred.name, content)
                # A packed archive has its checksum at its very end.
                while tar.fileobj and tar.fileobj.read(2**20):
                    check_inflation(tar.fileobj.tell(), stored)
        yield folder


def write_inside(folder: Path, name: str, source) -> None:
    """Write one member of an archive, but for those that no person put there."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or name.startswith("/") or ":" in parts[0]:
        raise Broken(f"holds {name!r}, a path that leads out of it; do not trust this archive")
    if hidden(Path(name)):
        return
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(source, file)


def hidden(path: Path) -> bool:
    """Whether a file is one that systems leave behind."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def files_in(folder: Path) -> list[Path]:
    """All files in a folder and its folders, but for hidden ones; one of each name.

    The same file may be there plain and packed, or twice, as "a" and "a (1)".
    """
    found: dict[str, Path] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if hidden(path.relative_to(folder)):
            continue
        inside = path.relative_to(folder).parent.as_posix()
        name = re.sub(r"( \(\d+\))|\.gz$", "", path.name)
        name = re.sub(r"( \(\d+\))$", "", name)
        # IDX files lie in folders of their own names at Kaggle.
        key = re.sub(r"[^a-z0-9]", "", name.lower()) if "idx" in name else f"{inside}/{name}"
        found.setdefault(key, path)
    return [*found.values()]


def pair_up(images: list[tuple[Path, int]], labels: list[tuple[Path, int]]) -> list:
    """Pair files of pictures with files of labels: training and test, by their names.

    Args:
        images: each file, and how many pictures it has.
        labels: each file, and how many labels it has.

    Returns:
        (images, labels, whether it is the test part), training first.

    Raises:
        Broken: there are several pairs of a part, or one lacks its other half.
    """
    pairs = []
    for test in (False, True):
        pictures, marks = (
            [path for path, _ in found if is_test(path.name) == test] for found in (images, labels)
        )
        if not pictures and not marks:
            continue
        if len(pictures) != 1 or len(marks) != 1:
            part = "test" if test else "training"
            names = ", ".join(path.name for path in [*pictures, *marks])
            raise Broken(
                f"must hold one file of {part} images and one of their labels, and holds {names};"
                " give a folder with one of each, or the file of images"
            )
        pairs.append((pictures[0], marks[0], test))
    return pairs


def class_folders(files: list[Path]) -> dict[Path, int]:
    """Which digit each picture shows, by the name of its folder; empty if it is not so."""
    from logreg_edu.app.picture_files import SUFFIXES

    shown = {}
    for path in files:
        named = DIGIT_FOLDER.fullmatch(path.parent.name)
        if named and path.suffix.lower() in SUFFIXES:
            shown[path] = int(named[1])
    return shown


def read_pictures(shown: dict[Path, int], top: Path) -> Content:
    """Prepare pictures as `predict` does; those that cannot be read are left out, and told.

    Args:
        shown: which digit each picture shows.
        top: the folder around all of them.
    """
    from logreg_edu.app.preparation import prepare_file

    images: dict[bool, list] = {False: [], True: []}
    labels: dict[bool, list[int]] = {False: [], True: []}
    refused = []
    for path, digit in shown.items():
        try:
            image = prepare_file(path).image.reshape(28, 28)
        except ImageError as error:
            why = str(error).removeprefix(f"{path}: ")
            refused.append(f"left out {path.relative_to(top).as_posix()}: {why}")
            continue
        test = is_test(path.relative_to(top).as_posix())
        images[test].append(image)
        labels[test].append(digit)
    if not any(labels.values()):
        raise Broken(f"holds no picture that can be read; the first: {refused[0]}")
    parts = [Part(np.array(images[t]), np.array(labels[t]), t) for t in (False, True) if labels[t]]
    return Content("a folder of pictures per digit", parts, notes=refused)


def read_several(files: list[Path], read: Callable[[Path], Content]) -> Content:
    """Read files of which each holds pictures with their labels, training files first."""
    kinds = Counter(path.suffix.lower() for path in files)
    files = sorted(files, key=lambda path: is_test(path.name))
    if len(kinds) > 1 or sum(is_test(path.name) for path in files) > len(files) // 2 > 0:
        names = ", ".join(path.name for path in files[:5])
        raise Broken(f"holds {names}: which of them is meant is not known; give one of them")
    contents = [read(path) for path in files]
    parts = [
        part._replace(test=part.test or is_test(path.name))
        for path, content in zip(files, contents, strict=True)
        for part in content.parts
    ]
    first = contents[0]
    official = first.official_train if len(contents) == 1 else None
    return replace(first, parts=parts, official_train=official)
