from __future__ import annotations

import io
import struct
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, TiffImagePlugin, features

from logreg_edu import pretrained
from logreg_edu.app.errors import ImageError
from logreg_edu.app.picture_files import pictures
from logreg_edu.app.prediction import predict
from logreg_edu.app.preparation import prepare_file, read_image

HEIC = b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf" + b"\0\0\1\x7dmeta" + bytes(400)


def seven() -> Image.Image:
    """A 7, dark on light, 200 x 160 pixels."""
    picture = Image.new("L", (200, 160), 230)
    ImageDraw.Draw(picture).line([(60, 30), (140, 30), (95, 135)], fill=30, width=14)
    return picture


def label(path: Path) -> int:
    return predict(prepare_file(path).image, pretrained()).label


def message(path: Path) -> str:
    with pytest.raises(ImageError) as caught:
        prepare_file(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ") and len(text.splitlines()) == 1
    return text.removeprefix(f"{path}: ")


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def tiff(values: np.ndarray, sample_format: int) -> bytes:
    """A TIFF with one strip of grey numbers, little-endian: 1 unsigned, 2 signed, 3 floats."""
    rows, columns = values.shape
    content = values.tobytes()
    tags = [
        (256, 4, columns), (257, 4, rows), (258, 3, 8 * values.itemsize), (259, 3, 1), (262, 3, 1),
        (273, 4, 8), (277, 3, 1), (278, 4, rows), (279, 4, len(content)), (339, 3, sample_format),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    directory = struct.pack("<H", len(tags)) + entries + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(content)) + content + directory


@pytest.mark.parametrize(
    ("dtype", "full", "sample_format"),
    [
        ("<f4", 1.0, 3),
        ("<f4", 255.0, 3),
        ("<f4", 65_535.0, 3),
        ("<i4", 255, 2),
        ("<i4", 65_535, 2),
        ("<u2", 65_535, 1),
    ],
)
def test_greys_of_more_than_8_bits(tmp_path, dtype, full, sample_format):
    share = np.asarray(seven()) / 255
    path = tmp_path / "seven.tiff"
    path.write_bytes(tiff((share * full).astype(dtype), sample_format))
    np.testing.assert_allclose(read_image(path), share, atol=1 / 255)
    assert label(path) == 7


def test_floats_that_a_resize_has_pushed_over_the_edge(tmp_path):
    share = np.asarray(seven()) / 255 * 1.35 - 0.17
    assert share.min() < 0 < 1 < share.max()
    path = tmp_path / "seven.tiff"
    path.write_bytes(tiff(share.clip(-0.04, 1.04).astype("<f4"), 3))
    np.testing.assert_allclose(read_image(path), share.clip(0, 1), atol=1e-4)


@pytest.mark.parametrize("values", [(-1.0, 1.0), (0.0, 1e20), (0.0, np.nan), (0.0, np.inf)])
def test_floats_of_which_black_and_white_are_not_known(tmp_path, values):
    path = tmp_path / "odd.tiff"
    path.write_bytes(tiff(np.array([values] * 9, "<f4"), 3))
    assert "has greys from " in message(path) and "save it as a PNG or JPEG" in message(path)


@pytest.mark.parametrize(("dtype", "sample_format"), [("<f8", 3), ("<f2", 3)])
def test_numbers_that_pillow_does_not_know(tmp_path, dtype, sample_format):
    path = tmp_path / "deep.tiff"
    path.write_bytes(tiff((np.asarray(seven()) / 255).astype(dtype), sample_format))
    assert message(path).startswith("is a TIFF of a kind that is not read, or broken; save it as")


def test_lab(tmp_path):
    path = tmp_path / "lab.tiff"
    Image.new("LAB", (30, 40)).save(path)
    assert message(path) == "has its colours as Lab, not as RGB; save it as a PNG or JPEG"


def test_colours_for_print(tmp_path):
    path = tmp_path / "seven.jpg"
    seven().convert("RGB").convert("CMYK").save(path)
    assert label(path) == 7


@pytest.mark.parametrize(("kind", "suffix"), [("GIF", "gif"), ("TIFF", "tiff"), ("PNG", "png")])
def test_of_several_pictures_in_a_file_the_first_is_read(tmp_path, kind, suffix):
    path = tmp_path / f"pages.{suffix}"
    blank = Image.new("L", (200, 160), 230)
    three = [seven(), blank, seven().rotate(5, fillcolor=230)]
    path.write_bytes(encoded(three[0], kind, save_all=True, append_images=three[1:]))
    preparation = prepare_file(path)
    assert preparation.pictures == preparation.record()["pictures"] == 3
    assert preparation.steps()[0] == "read: the first of 3 pictures in the file"
    assert label(path) == 7
    # An animation that begins with nothing on the paper.
    three = [blank, seven(), seven().rotate(5, fillcolor=230)]
    path.write_bytes(encoded(three[0], kind, save_all=True, append_images=three[1:]))
    assert message(path) == (
        "no digit found: the picture is of one blank colour; it is the first of 3 pictures in the"
        " file, save the right one as a PNG"
    )


def test_one_picture_needs_no_word(tmp_path):
    path = tmp_path / "seven.png"
    seven().save(path)
    preparation = prepare_file(path)
    assert preparation.pictures == 1
    assert not any("file" in step for step in preparation.steps())
    phone = tmp_path / "phone.jpg"  # with a second, smaller picture inside
    small = seven().resize((50, 40))
    phone.write_bytes(encoded(seven(), "MPO", save_all=True, append_images=[small]))
    assert prepare_file(phone).pictures == 1 and label(phone) == 7


@pytest.mark.parametrize("name", ["photo.heic", "photo.jpg", "photo"])
def test_heic_without_pillow_heif(tmp_path, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # not installed
    (tmp_path / name).write_bytes(HEIC)
    assert message(tmp_path / name) == (
        "is a HEIC picture, whatever its name: `pip install pillow-heif`, or save it as a PNG or"
        " JPEG"
    )


@pytest.mark.parametrize("name", ["photo.heic", "photo.jpg"])
def test_heic(tmp_path, name):
    pillow_heif = pytest.importorskip("pillow_heif")
    path = tmp_path / name
    pillow_heif.from_pillow(seven().convert("RGB")).save(tmp_path / "photo.heif", quality=90)
    (tmp_path / "photo.heif").rename(path)
    assert label(path) == 7
    path.write_bytes(path.read_bytes()[:300])
    assert message(path).startswith("is a broken picture")


@pytest.mark.parametrize("name", ["photo.avif", "photo.png"])
def test_avif(tmp_path, name):
    with warnings.catch_warnings(action="ignore"):  # an old Pillow has never heard of it
        has_avif = features.check("avif")
    if has_avif:
        (tmp_path / name).write_bytes(encoded(seven().convert("RGB"), "AVIF"))
        assert label(tmp_path / name) == 7
    else:
        (tmp_path / name).write_bytes(HEIC.replace(b"heic", b"avif"))
        assert "is an AVIF picture" in message(tmp_path / name)


def test_avif_where_pillow_does_not_read_it(tmp_path, monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: False)
    (tmp_path / "a.avif").write_bytes(HEIC.replace(b"heic", b"avif"))
    assert message(tmp_path / "a.avif") == (
        "is an AVIF picture, which the installed Pillow does not read: `pip install --upgrade"
        " pillow`, or save it as a PNG or JPEG"
    )


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("seven.png", encoded(seven(), "PNG"))
    return file.getvalue()


CASES = [
    ("a.png", b"a digit: 7\n", "is not a picture; PNG and JPEG are read"),
    ("a.png", b"", "is empty"),
    ("a.jpg", b"\n<!DOCTYPE html><html></html>", "is a web page, not a picture; download"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing; save it as"),
    ("a.png", b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>", "is an SVG drawing; save it as"),
    ("a.pdf", encoded(seven(), "PDF"), "is a PDF document; save it as a PNG or JPEG"),
    ("a.eps", encoded(seven(), "EPS"), "is a PostScript document; save it as a PNG or JPEG"),
    ("a.jp2", encoded(seven(), "JPEG2000"), "is a JPEG 2000 picture; save it as"),
    ("a.jxl", b"\xff\x0a" + bytes(99), "is a JPEG XL picture; save it as"),
    ("a.jpg", zipped(), "is a ZIP archive or an office document; save it as"),
    ("a.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(99), "is a film; take a picture from"),
    ("a.cr3", b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "is a camera's raw file; save it as"),
    ("a.NEF", encoded(seven(), "TIFF"), "is a camera's raw file; save it as a PNG or JPEG"),
    ("a.jpg", encoded(seven(), "JPEG")[:-300], "is a broken picture (image file is truncated"),
    ("a.png", encoded(seven(), "PNG")[:100], "is a broken picture ("),
    ("a.webp", encoded(seven(), "WEBP")[:100], "is a broken picture"),
    ("a.wav", b"RIFF\0\1\0\0WAVEfmt ", "is not a picture; PNG and JPEG are read"),
    ("a.png", encoded(seven(), "PNG")[:10], "is a broken picture; copy it again, or save it"),
]


# A PDF has the time in it, so the contents are no names for tests.
@pytest.mark.parametrize(
    ("name", "content", "because"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_what_is_not_read_is_refused_with_the_true_reason(tmp_path, name, content, because):
    (tmp_path / name).write_bytes(content)
    assert message(tmp_path / name).startswith(because)


def test_a_preview_in_a_raw_file_is_not_taken_for_the_photograph_but_a_renamed_jpeg_is(tmp_path):
    (tmp_path / "seven.dng").write_bytes(encoded(seven(), "JPEG"))
    assert label(tmp_path / "seven.dng") == 7


def test_a_tiff_of_the_other_byte_order(tmp_path):
    path = tmp_path / "seven.tif"
    tags = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"MM")
    seven().save(path, tiffinfo=tags)
    assert label(path) == 7


def test_what_counts_as_a_picture_in_a_folder(tmp_path):
    names = ["b.HEIC", "a.jpg", "c.avif", "d.tiff", "10.png", "9.png", "e.nef"]
    others = [".a.jpg", ".DS_Store", "notes.txt", "scan.pdf", "Thumbs.db"]
    for name in names + others:
        (tmp_path / name).write_bytes(b"?")
    (tmp_path / "folder.png").mkdir()
    found, left_out = pictures(tmp_path)
    assert found == sorted(tmp_path / name for name in names)
    assert left_out == sorted(tmp_path / name for name in [*others, "folder.png"])
    assert pictures(tmp_path / "a.jpg") == ([tmp_path / "a.jpg"], [])
    with pytest.raises(ImageError, match=r"holds no picture \(\.png, "):
        pictures(tmp_path / "folder.png")
