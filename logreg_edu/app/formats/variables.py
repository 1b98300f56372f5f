"""Arrays that have names, as in .mat, HDF5 and .npz: which are the pictures, which the labels."""

from __future__ import annotations

import re

from numpy.typing import NDArray

from logreg_edu.app.formats.common import Broken, Content, Part, is_vector

LABELS = {"y", "label", "labels", "target", "targets", "class", "classes", "digit"}
IMAGES = {"x", "data", "image", "images", "imgs", "pixels", "features"}


def words(name: str) -> list[str]:
    """The words of a name: at capitals, at signs, and around "train" and "test".

    Examples:
        >>> words("dataset.train.labels"), words("trainX"), words("y_test")
        (['dataset', 'train', 'labels'], ['train', 'x'], ['y', 'test'])
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return re.findall(r"[a-z]+", re.sub(r"(train|test|t10k)", r" \1 ", name))


def is_test(name: str) -> bool:
    """Whether a name says that these are the test digits."""
    return "test" in words(name) or "t10k" in name.lower()


def content_of(arrays: dict[str, NDArray], kind: str) -> Content:
    """Choose the pictures and the labels, of the training part and of the test part.

    Args:
        arrays: by their names; whatever is no array of numbers is left out already.
        kind: the format, in words.

    Raises:
        Broken: which are which is not known; the message lists what there is.
    """
    parts = []
    for test in (False, True):
        here = {name: array for name, array in arrays.items() if is_test(name) == test}
        labels = [n for n, a in here.items() if is_vector(a) and LABELS & {*words(n)}]
        large = [n for n, a in here.items() if not is_vector(a)]
        images = [n for n in large if IMAGES & {*words(n)}] or large
        if len(images) == 1 and not labels:
            labels = [n for n, a in here.items() if is_vector(a) and a.size > 1]
        if not here or (test and not images):
            continue
        if len(images) != 1 or len(labels) != 1:
            held = ", ".join(f"{n} {a.shape}" for n, a in arrays.items()) or "no arrays of numbers"
            raise Broken(
                f"must hold one array of pictures and one of labels, and holds {held}; name them"
                " data and label"
            )
        parts.append(Part(here[images[0]], here[labels[0]].ravel(), test))
    if not parts:
        raise Broken(
            "must hold variables data and label, and holds no arrays of numbers; give another file"
        )
    content = Content(kind, parts, rows_first=False)
    shape, m = parts[0].images.shape, parts[0].labels.size
    if {*arrays} == {"X", "y"} and parts[0].labels.max() == 10:
        if shape == (m, 400):
            content.zero, content.turn = 10, "transpose"
            content.notes.append("recognised: ex3data1; 10 is the digit 0, pictures by columns")
        if shape == (32, 32, 3, m):
            content.zero = 10
            content.notes.append("recognised: SVHN; 10 is the digit 0")
    if any(name.endswith("mapping") for name in arrays):
        content.turn = "transpose"
        content.notes.append("recognised: EMNIST; its pictures are transposed")
    return content
