"""Files that are given as digits and are something else: what they are, and the way out."""

from __future__ import annotations

import re

AS_ARRAYS = "in Python, load it and np.savez_compressed('digits.npz', data=X, label=y)"


def what_it_is(head: bytes) -> str | None:
    """Say what a file is that is not read, and what to do; None if its beginning tells nothing.

    Args:
        head: the first 1,024 bytes or so.
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = text.lower()
    if not head:
        return "is empty; fetch it again"
    if lower.startswith((b"<!doctype html", b"<html", b"<?xml", b"<error")):
        title = re.search(rb"<title>([^<]*)", text, re.IGNORECASE)
        named = f" ({title[1].decode(errors='replace').strip()})" if title else ""
        return f"is a web page{named}, not data; download the data itself"
    if re.match(rb"\x80[\x02-\x05]", head) or head.startswith(
        (b"(dp", b"(lp", b"cnumpy", b"ccopy")
    ):
        return f"is a pickle, and reading one may run any program; {AS_ARRAYS}"
    if head.startswith(b"# Created by Octave") or head.startswith(b"Octave-1-"):
        return (
            "is a file of Octave's own format; in Octave, save it with `save -v7 FILE data label`"
        )
    if head.startswith(b"version https://git-lfs"):
        return "is only Git LFS's pointer to the data; run `git lfs pull`"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return "is a picture; give a folder that has a folder of pictures per digit"
    if head.startswith((b"7z\xbc\xaf", b"Rar!")):
        return "is an archive that is not read; unpack it"
    return None
