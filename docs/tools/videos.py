"""Animations on a page: a poster, behind it the film; below it what it says, and its stills."""

from __future__ import annotations

import html

from animations import SCENES, manifest


def video(name: str, top: str = "..") -> str:
    """An animation, of which nothing loads before it is near; `docs/assets/animations.js` plays it.

    Args:
        name: as in ``python -m animations --list``.
        top: the way from the page to the top of the site.

    Returns:
        Markdown: a figure. Without scripts, its poster is a link to the film.

    Raises:
        ValueError: there is no such animation, or it has not been filmed.
    """
    if name not in SCENES:
        raise ValueError(f"{name}: no such animation; there are {', '.join(SCENES)}")
    if name not in manifest.recorded():
        raise ValueError(f"{name}: has not been filmed; run make animations")
    title, words = manifest.title(name), manifest.description(name)
    seconds = manifest.recorded()[name]["duration"]
    base = f"{top}/assets/animations/{name}"
    posters = "".join(
        f'<img class="only-{theme}" src="{base}-{theme}.webp" width="960" height="540"'
        f' loading="lazy" alt="">'
        for theme in manifest.THEMES
    )
    captions = manifest.captions(name)
    said = "".join(
        f'<li data-start="{start:g}" data-end="{end:g}">{_still(base, i, len(captions))}'
        f"{html.escape(text)}</li>"
        for i, (start, end, text) in enumerate(captions)
    )
    downloads = ", ".join(
        f'<a href="{base}{end}" download>{what}</a>'
        for what, end in (
            *((f"film, {theme}", f"-{theme}.mp4") for theme in manifest.THEMES),
            ("captions", ".vtt"),
        )
    )
    return f"""
<figure class="animation" data-film="{base}">
<div class="screen">
<a class="poster" href="{base}-dark.mp4" aria-label="Play: {html.escape(title)}">{posters}</a>
</div>
<figcaption>
<p><strong>{html.escape(title)}.</strong> {html.escape(words)}</p>
<details><summary>What is said, and downloads</summary>
<p>{seconds:.0f} seconds, without sound.</p>
<ol class="stills">{said}</ol>
<p>Download: {downloads}.</p>
</details>
</figcaption>
</figure>
"""


def gallery() -> str:
    """All animations, each under its title; the search finds them in their chapters."""
    headings = (f'## {manifest.title(n)} {{#{n} data-search-exclude=""}}' for n in SCENES)
    return "\n".join(
        f"{heading}\n{video(name, '.')}" for heading, name in zip(headings, SCENES, strict=True)
    )


def _still(base: str, i: int, count: int) -> str:
    """The picture of a caption: a window on one of the many that are side by side in one file."""
    place = f'style="width: {100 * count}%; margin-left: {-100 * i}%"'
    pictures = "".join(
        f'<img class="only-{theme}" src="{base}-{theme}-stills.webp" {place} loading="lazy" alt="">'
        for theme in manifest.THEMES
    )
    return f'<span class="still">{pictures}</span>'
