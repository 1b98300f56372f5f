"""What pages call while the site is built; a page prints what these return."""

from __future__ import annotations

from docs.tools import asked
from docs.tools.equations import selected
from docs.tools.excerpts import source
from docs.tools.images import canvas, figure
from docs.tools.pages import bibliography, results
from docs.tools.videos import gallery, video

__all__ = [
    "asked",
    "bibliography",
    "canvas",
    "figure",
    "gallery",
    "results",
    "selected",
    "source",
    "video",
]
