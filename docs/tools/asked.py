"""Questions that take a number or a place on a picture; lists of choices need nothing of this.

docs/assets/answers.js makes the inputs. Without scripts nothing is seen but the question and its
folded answer.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from matplotlib.figure import Figure

from docs.tools.images import figure


def number(label: str, value: float, within: float, shown: str = "", unit: str = "") -> str:
    """An input for a number.

    Args:
        label: what is asked for, in Markdown.
        value: the right one, computed.
        within: by how much an answer may differ, as the text says.
        shown: the right one as the reader sees it; else with three digits.
        unit: what stands behind the input; with "%" the value is in per cent.

    Examples:
        >>> print(number("The loss at one thousandth", 6.9077, 0.05, unit="nats"))
        <p class="asked" markdown="span" hidden data-kind="number" data-value="6.9077"
        data-within="0.05" data-shown="6.91 nats" data-unit="nats">The loss at one thousandth</p>
    """
    shown = (shown or f"{value:.3g}") + (f" {unit}" if unit else "")
    data = {"kind": "number", "value": repr(float(value)), "within": repr(float(within))}
    data |= {"shown": shown.replace("-", "\N{MINUS SIGN}"), "unit": unit}
    return f'<p class="asked" markdown="span" hidden {_attributes(data)}>{label}</p>'


def place(
    draw: Callable[[str], Figure],
    alt: str,
    at: Sequence[float],
    within: float,
    names: Sequence[str],
    step: float = 1,
    caption: str = "",
) -> str:
    """A figure on whose first axes the reader marks a place, by a click or with sliders.

    Args:
        draw: makes the figure of a theme, as for `figure`; the mark fits one size only, so it has
            no ``narrow`` and at most the width of a phone.
        alt: what it shows, in words.
        at: the right place in the units of the axes, computed: across and up, or across alone,
            where a line is marked.
        within: how far off a mark may be, in those units.
        names: what the axes are called, as many as `at` has numbers.
        step: of the sliders.
        caption: as for `figure`.
    """
    drawn = draw("light")
    drawn.draw_without_rendering()  # lays it out
    axes = drawn.axes[0]
    (left, bottom), (right, top) = axes.get_position().get_points()
    data = {"kind": "place", "box": f"{left:.4f} {1 - top:.4f} {right:.4f} {1 - bottom:.4f}"}
    limits = {"x": axes.get_xlim(), "y": axes.get_ylim()}
    for axis, name, target in zip(limits, names, at, strict=False):
        data[axis] = " ".join(f"{v:g}" for v in (*limits[axis], step))
        data |= {f"{axis}-name": name, f"{axis}-target": f"{target:.3g}"}
    data["within"] = repr(float(within))
    opening = f'<div class="asked" markdown="1" {_attributes(data)}>'
    return f"{opening}\n{figure(draw, alt, caption)}\n</div>"


def _attributes(data: dict[str, str]) -> str:
    return " ".join(f'data-{name}="{html.escape(value)}"' for name, value in data.items())
