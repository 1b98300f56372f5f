"""How files of digits are read: `python -m benchmarks.data_files --help`.

Written to `data_files.json`. Two measurements:

- **reading**: 60,000 digits from Parquet, CSV and MATLAB 7.3, with `read_digits` and with the plain
  reader of the library that it uses, in turns, each in a process of its own: processor time, also
  of its children, with all imports; and the memory beyond that of an idle Python with NumPy;
- **turned**: 20 sets of at least 200 digits and 5 classes from each of several sources, right ones
  and those that were turned or inverted: how often it is noticed, with the option that undoes it.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import sklearn.datasets
from PIL import Image, ImageFilter

from benchmarks.pictures import drawn
from logreg_edu.app.datasets import load
from logreg_edu.app.orientation import doubts_about
from logreg_edu.app.readers import read_digits

OUT = Path(__file__).with_name("data_files.json")
DIGITS, ROUNDS, SETS = 60_000, 3, 20

# Reading

OURS = "from logreg_edu.app.readers import read_digits; read_digits({path!r})"
PLAIN = {
    "csv": "import numpy; numpy.loadtxt({path!r}, numpy.float32, delimiter=',', skiprows=1)",
    "mat": "import h5py; file = h5py.File({path!r}); a = file['data'][()], file['label'][()]",
    "parquet": """
import io, numpy
from PIL import Image
from pyarrow import parquet
table = parquet.read_table({path!r})
cells = table.column("image").to_pylist()
a = numpy.array([numpy.asarray(Image.open(io.BytesIO(c["bytes"]))) for c in cells])
labels = table.column("label").to_numpy()
""",
}
ARRAY_BYTES = {"csv": 785 * 4, "mat": 784 * 8, "parquet": 784}  # per digit, of the plain reader


def write_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write digits, the sample's again and again, as people have them."""
    import h5py
    import pyarrow
    import pyarrow.parquet

    sample = load("sample")
    rows = np.resize(np.random.default_rng(0).permutation(5000), DIGITS)
    images, labels = sample.images[rows], sample.labels[rows]
    head = "label," + ",".join(f"pixel{j}" for j in range(784))
    table = np.column_stack([labels, images])
    np.savetxt(folder / "d.csv", table, "%d", ",", header=head, comments="")
    with h5py.File(folder / "d.mat", "w", userblock_size=512) as file:
        # As MATLAB saves doubles: packed, and with the axes in the opposite order.
        for name, array in (("data", images / 255), ("label", labels[:, None] * 1.0)):
            file.create_dataset(name, data=array, compression="gzip", compression_opts=3)
            file[name].attrs["MATLAB_class"] = np.bytes_("double")
    with (folder / "d.mat").open("r+b") as raw:
        raw.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    cells = []
    for image in images.reshape(-1, 28, 28):
        png = io.BytesIO()
        Image.fromarray(image).save(png, "PNG")
        cells.append({"bytes": png.getvalue(), "path": None})
    pictures = pyarrow.table({"image": cells, "label": labels.tolist()})
    pyarrow.parquet.write_table(pictures, folder / "d.parquet")
    for kind in PLAIN:
        yield kind, folder / f"d.{kind}"


# A process that is started counts the memory of the one that starts it: so a small one does.
MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def run(code: str) -> tuple[float, int]:
    """Processor seconds of a new Python and its children, and the peak bytes of the largest."""
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, code],
        stdout=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        check=True,
    ).stdout.split()
    return float(said[0]), int(said[1]) * 1024


def reading(folder: Path) -> dict:
    """Time and memory of each kind of file."""
    found = {}
    idle = run("import numpy")[1]
    for kind, path in write_files(folder):
        measured: dict[str, list] = {"ours": [], "plain": []}
        for _ in range(ROUNDS):
            for who, code in (("ours", OURS), ("plain", PLAIN[kind])):
                measured[who].append(run(code.format(path=str(path))))
        seconds = {who: statistics.median(s for s, _ in runs) for who, runs in measured.items()}
        peak = max(memory for _, memory in measured["ours"]) - idle
        array = DIGITS * ARRAY_BYTES[kind]
        found[kind] = {
            "seconds": {who: round(s, 2) for who, s in seconds.items()},
            "times_plain": round(seconds["ours"] / seconds["plain"], 2),
            "peak_MB": round(peak / 1e6),
            "allowed_MB": round((2 * array + 50e6) / 1e6),
        }
    return found


# What is turned

DONE = {
    "none": ("", lambda a: a),
    "transposed": ("--turn transpose", lambda a: a.transpose(0, 2, 1)),
    "mirrored": ("--turn mirror", lambda a: a[:, :, ::-1]),
    "turned left": ("--turn right", lambda a: np.rot90(a, 1, (1, 2))),
    "turned right": ("--turn left", lambda a: np.rot90(a, -1, (1, 2))),
    "inverted": ("--ink low", lambda a: 255 - a),
}


def in_emnists_frame(image: np.ndarray) -> np.ndarray:
    """A digit smoothed, cut out, and fitted into a frame of 24 pixels, as EMNIST was made."""
    large = Image.fromarray(image).resize((128, 128)).filter(ImageFilter.GaussianBlur(1))
    ink = large.crop(large.getbbox())
    square = Image.new("L", (max(ink.size),) * 2)
    square.paste(ink, ((square.width - ink.width) // 2, (square.height - ink.height) // 2))
    frame = Image.new("L", (28, 28))
    frame.paste(square.resize((24, 24), Image.Resampling.BICUBIC), (2, 2))
    return np.asarray(frame)


def sources(
    strokes: Path | None, mnist: Path | None
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Upright digits: name, pictures, labels."""
    sample = load("sample")
    yield "sample", sample.images.reshape(-1, 28, 28), sample.labels
    bunch = sklearn.datasets.load_digits()
    yield "load_digits", np.rint(bunch.images * 255 / 16).astype(np.uint8), bunch.target
    if strokes:
        pens = json.loads(strokes.read_text("utf-8"))
        images = [np.rint(drawn(pen["strokes"], 30) * 255).astype(np.uint8) for pen in pens]
        yield "pens", np.array(images), np.array([pen["label"] for pen in pens])
    if mnist:
        digits = read_digits(mnist)
        images, labels = digits.images[60_000:].reshape(-1, 28, 28), digits.labels[60_000:]
        yield "MNIST's test digits", images, labels
        yield "as EMNIST", np.array([in_emnists_frame(i) for i in images[:2000]]), labels[:2000]


def turned(strokes: Path | None, mnist: Path | None) -> dict:
    """How many sets of each source are noticed, and how many right ones are, too."""
    found: dict[str, dict[str, int]] = {}
    for name, images, labels in sources(strokes, mnist):
        found[name] = dict.fromkeys(DONE, 0)
        for seed in range(SETS):
            rng = np.random.default_rng(seed)
            shown = rng.permutation(10)
            rows = np.empty(0, int)
            for classes in range(5, 11):  # more classes only where five have too few digits
                if len(rows) < 200:
                    rows = np.flatnonzero(np.isin(labels, shown[:classes]))
            rows = rng.permutation(rows)[:200]
            for done, (option, do) in DONE.items():
                doubt = doubts_about(do(images[rows]), labels[rows], True, True).doubt
                found[name][done] += f"with {option};" in doubt if option else bool(doubt)
    return found


@click.command()
@click.option("--pens", "strokes", type=click.Path(path_type=Path, exists=True), help="Strokes.")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="A folder of MNIST.")
@click.option("--only", type=click.Choice(["reading", "turned"]), help="One of the measurements.")
def main(strokes: Path | None, data: Path | None, only: str | None) -> None:
    """Measure, print, and keep what was measured before and is not measured now."""
    results = json.loads(OUT.read_text("utf-8")) if OUT.is_file() else {}
    if only != "turned":
        with tempfile.TemporaryDirectory() as folder:
            results["reading"] = reading(Path(folder))
    if only != "reading":
        results["turned"] = turned(strokes, data)
    text = json.dumps(results, indent=2)
    OUT.write_text(text + "\n", "utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
