"""What pages call while the site is built; a page prints what these return."""

from __future__ import annotations

from docs.tools.excerpts import source
from docs.tools.images import canvas, figure
from docs.tools.pages import results

__all__ = ["canvas", "figure", "results", "source"]
