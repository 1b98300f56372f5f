"""`python -m animations`: film what has changed, or the scenes that are named."""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor, as_completed

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from animations import SCENES, manifest

PREVIEWS = manifest.ROOT / "build/animations"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, type=click.Choice(SCENES), metavar="[NAME]...")
@click.option("--list", "only_list", is_flag=True, help="List the scenes, and which have changed.")
@click.option(
    "--quality",
    type=click.Choice(["low", "high"]),
    default="high",
    show_default=True,
    help="low: a quick preview into build/animations, and what its frames lack; "
    "high: what the site shows.",
)
def main(names: tuple[str, ...], only_list: bool, quality: str) -> None:
    """Film scenes; without NAME, those whose file or numbers have changed since the last time."""
    if only_list:
        for name in SCENES:
            state = "" if manifest.is_fresh(name) else "  (changed)"
            click.echo(f"{name:22} {manifest.title(name)}{state}")
        return
    wanted = names or [name for name in SCENES if not manifest.is_fresh(name)]
    if not wanted:
        click.echo("All films are up to date.")
        return
    try:
        import manim  # noqa: F401  # style.py does without it

        from animations import film  # noqa: F401
    except ImportError as error:
        raise click.ClickException(
            f'{error}; first: pip install "logreg-edu[animations]"'
        ) from None
    film_all(wanted, quality)


def film_all(names: list[str], quality: str) -> None:
    """Film scenes in both themes, as many at a time as there are processors."""
    made_from = {name: manifest.sources(name) for name in names}
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with (
        Progress(*columns, TimeElapsedColumn()) as progress,
        ProcessPoolExecutor(os.cpu_count()) as pool,
    ):
        line = progress.add_task("filming", total=len(names) * len(manifest.THEMES))
        waiting: dict[Future, tuple[str, str]] = {
            pool.submit(_film, name, theme, quality): (name, theme)
            for name in names
            for theme in manifest.THEMES
        }
        left = dict.fromkeys(names, len(manifest.THEMES))
        for done in as_completed(waiting):
            name, theme = waiting[done]
            duration, said = done.result()
            progress.update(line, advance=1, description=f"{name}, {theme}: {duration:.0f} s")
            for words in said:
                progress.console.print(f"{name}, {theme}: {words}", soft_wrap=True, markup=False)
            left[name] -= 1
            if quality == "high" and not left[name]:
                manifest.record(name, duration, made_from[name])


def _film(name: str, theme: str, quality: str) -> tuple[float, list[str]]:
    from animations.film import QUALITIES, film, webvtt
    from animations.frames import complaints, measure

    folder = manifest.FILMS if quality == "high" else PREVIEWS
    filmed = film(name, theme, QUALITIES[quality], folder)
    (folder / f"{name}.vtt").write_text(webvtt(filmed.captions), encoding="utf-8")
    if quality == "high":  # the tests measure those
        return filmed.seconds, []
    measured = measure(folder / f"{name}-{theme}.mp4", theme)
    small = [f"{words} is too small: {size:.0f}" for words, size in filmed.small.items()]
    summary = (
        f"the box covers {measured.box.min():.0%} or more, "
        f"nothing changes for {max((run.seconds for run in measured.still), default=0):.1f} s "
        f"at most, {(folder / f'{name}-{theme}.mp4').stat().st_size / 1000:.0f} kB"
    )
    return filmed.seconds, [summary, *complaints(measured, filmed.captions), *small]


if __name__ == "__main__":
    main()
