"""A bowl in three dimensions: where it is on the screen, and drawing it back to front."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike, NDArray

from animations.style import Stage, mn

if mn:
    import cairo

FINE = 8  # points of a path for each step
WIDTH, HEIGHT = 128 / 9, 8.0  # of the screen, in its units
LIGHT = np.array([-0.45, -0.35, 0.82])  # where it comes from, in the surface's own directions


class View(NamedTuple):
    """How a surface over two numbers is seen: from far away, so parallels stay parallel.

    Attributes:
        turn: about the upright axis, in radians.
        tilt: 0 from the side, pi / 2 from above.
        scale: units of the screen for one of the two numbers.
        rise: and for one of the height.
        origin: the two numbers and the height that are in the middle.
        center: where that is on the screen.
    """

    turn: float
    tilt: float
    scale: float
    rise: float
    origin: tuple[float, float, float]
    center: tuple[float, float]

    def at(self, x: ArrayLike, y: ArrayLike, height: ArrayLike) -> NDArray[np.float64]:
        """The points (..., 3) of the screen, with their nearness as the third number."""
        u, v = (
            self.scale * (np.asarray(value, dtype=float) - middle)
            for value, middle in zip((x, y), self.origin, strict=False)
        )
        up = self.rise * (np.asarray(height, dtype=float) - self.origin[2])
        across = u * np.cos(self.turn) - v * np.sin(self.turn)
        away = u * np.sin(self.turn) + v * np.cos(self.turn)
        screen = away * np.sin(self.tilt) + up * np.cos(self.tilt)
        near = up * np.sin(self.tilt) - away * np.cos(self.tilt)
        points = (self.center[0] + across, self.center[1] + screen, near)
        return np.stack(np.broadcast_arrays(*points), axis=-1)


class Shape(NamedTuple):
    """A line, or a filled polygon.

    Attributes:
        points: (k, 2) or (k, 3) of the screen.
        color: red, green and blue, from 0 to 1.
        width: of a line, in thousandths of the screen's width; None fills.
        opacity: from 0 to 1.
    """

    points: NDArray[np.float64]
    color: ArrayLike
    width: float | None = None
    opacity: float = 1.0


class Canvas(mn.ImageMobject if mn else object):
    """A drawing that fills the frame and is made again for every picture: one polygon costs little.

    Args:
        stage: the scene.
        draw: gives layers, one on top of the other; each is its opacity and its shapes in order.
    """

    def __init__(
        self, stage: Stage, draw: Callable[[], Iterable[tuple[float, Iterable[Shape]]]]
    ) -> None:
        camera = stage.renderer.camera
        self.size = camera.pixel_width, camera.pixel_height
        self.paper, self.draw = to_rgb(stage.paper), draw
        super().__init__(self.drawn())
        self.height = HEIGHT
        self.add_updater(lambda canvas: setattr(canvas, "pixel_array", canvas.drawn()))

    def drawn(self) -> NDArray[np.uint8]:
        """The picture, (height, width, 4)."""
        surface = cairo.ImageSurface(cairo.FORMAT_RGB24, *self.size)
        context = cairo.Context(surface)
        context.set_source_rgb(*self.paper)
        context.paint()
        unit = self.size[0] / WIDTH
        context.set_matrix(cairo.Matrix(unit, 0, 0, -unit, unit * WIDTH / 2, self.size[1] / 2))
        context.set_line_join(cairo.LINE_JOIN_ROUND)
        context.set_line_cap(cairo.LINE_CAP_ROUND)
        for opacity, shapes in self.draw():
            if opacity <= 0:
                continue
            if opacity < 1:  # what overlaps must not be seen twice
                context.push_group()
            for shape in shapes:
                _paint(context, shape)
            if opacity < 1:
                context.pop_group_to_source()
                context.paint_with_alpha(opacity)
        surface.flush()
        width, height = self.size
        pixels = np.frombuffer(surface.get_data(), np.uint8).reshape(height, -1, 4)[:, :width]
        opaque = np.full((height, width, 1), 255, np.uint8)
        return np.concatenate([pixels[..., 2::-1], opaque], axis=2)


def _paint(context: cairo.Context, shape: Shape) -> None:
    (x, y), *rest = shape.points[:, :2].tolist()
    context.move_to(x, y)
    for x, y in rest:
        context.line_to(x, y)
    context.set_source_rgba(*shape.color, shape.opacity)
    if shape.width is None:
        context.fill()
        return
    context.set_line_width(shape.width * WIDTH / 1000)
    context.stroke()


def mix(first: ArrayLike, second: ArrayLike, share: ArrayLike) -> NDArray[np.float64]:
    """Colours (..., 3) between two, as names or as red, green and blue."""
    first, second = (to_rgb(c) if isinstance(c, str) else np.asarray(c) for c in (first, second))
    share = np.clip(share, 0, 1)[..., np.newaxis]
    return np.asarray(first) * (1 - share) + np.asarray(second) * share


def faces(grid: NDArray) -> NDArray:
    """The four corners (faces, 4, d) of the faces between closed rings (rings, n, d)."""
    inner, outer = grid[:-1], grid[1:]
    corners = [inner, outer, np.roll(outer, -1, axis=1), np.roll(inner, -1, axis=1)]
    return np.stack(corners, axis=2).reshape(-1, 4, grid.shape[-1])


def disc(center: NDArray, radius: float, color: ArrayLike) -> Shape:
    """A dot around a point of the screen."""
    turns = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    return Shape(center[:2] + radius * np.c_[np.cos(turns), np.sin(turns)], color)


def lit(corners: NDArray) -> NDArray[np.float64]:
    """How much light falls on faces (..., 4, 3) from above, 0 to 1."""
    normal = np.cross(
        corners[..., 2, :] - corners[..., 0, :], corners[..., 3, :] - corners[..., 1, :]
    )
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    normal = normal / np.where(length == 0, 1, length)
    return np.clip(np.abs(normal @ LIGHT), 0, 1)


class BowlStage(Stage):
    """A scene with a bowl, descents into it, and planes that touch it.

    Attributes:
        n: the numbers of the scene.
        which: of the descents is seen.
        traced: whether it is seen on the floor, too.
        turn, tilt, scale, x, y: how the bowl is seen, as in `View`.
        depth: of the floor below the middle of the bowl, in units of its height.
        solid, shown, axis, touch: the opacity of the bowl, of all, of the upright axis, and of
            the plane that touches the bowl.
        stop: how many steps have been made.
        uphill: the share of the arrow of the gradient that is seen.
        corners: whether right angles are marked.
        tour: how far a point has gone that shows what the height is.
    """

    def begin(self, n: dict) -> None:
        """Put the bowl on the stage."""
        self.n, self.which, self.traced = n, 1, True
        start = {"turn": 0.55, "tilt": 0.65, "scale": 1.25, "x": 0.3, "y": -0.15, "depth": 0.17}
        more = {
            "solid": 1,
            "shown": 1,
            "axis": 1,
            "stop": 0,
            "touch": 0,
            "uphill": 0,
            "corners": 0,
            "tour": 0,
        }
        for name, value in (start | more).items():
            setattr(self, name, mn.ValueTracker(value))
        self.canvas = Canvas(self, self.layers)
        self.labels = mn.VGroup(*self.make_labels())
        self.add(self.canvas, self.labels)

    def move(self, seconds: float, *others: mn.Animation, **ends: float) -> None:
        """Change what the picture depends on, all at the same time."""
        changes = [getattr(self, name).animate.set_value(end) for name, end in ends.items()]
        self.play(*changes, *others, run_time=seconds)

    def make_labels(self) -> list[mn.Mobject]:
        """Numbers and names at the axes, which follow the view."""
        floor = round(0.62 - 0.17, 2)
        places = {f"{w}": (w, -4.5, floor) for w in (2, 4, 6)}
        places |= {f"\N{MINUS SIGN}{-b}": (-1.5, b, floor) for b in (-2,)}
        places |= {f"{J:g}": (-1, 2, J) for J in (floor, 0.6, 0.7)}
        labels = [(self.text(words, color=self.muted), at) for words, at in places.items()]
        for at in ((0, -4.5, floor), (-1.5, 0, floor)):
            labels.append((self.text("0", color=self.muted), at))
        names = {"w": (3, -4.6, floor), "b": (-1.5, -1, floor), "J": (-1, 2, 0.81)}
        labels += [(self.formula(name), at) for name, at in names.items()]
        for label, at in labels:
            left = label.width / 2 + 0.25 if at[:2] == (-1, 2) else 0

            def follow(label: mn.Mobject, at: tuple = at, left: float = left) -> None:
                x, y, _ = self.view().at(*at)
                label.move_to((x - left, max(y, -3.65), 0))

            follow(label)
            label.add_updater(follow)
        return [label for label, _ in labels]

    def view(self) -> View:
        """How the bowl is seen now."""
        turn, tilt, scale, x, y = (
            getattr(self, name).get_value() for name in ("turn", "tilt", "scale", "x", "y")
        )
        return View(turn, tilt, scale, 6.6 * scale, (2.4, -1.4, 0.62), (x, y))

    def layers(self) -> list[tuple[float, list[Shape]]]:
        """The floor, the bowl, and what lies on it."""
        view, floor = self.view(), 0.62 - self.depth.get_value()
        layers = [
            (1, self.floor(view, floor)),
            (self.solid.get_value(), self.bowl(view)),
            (self.touch.get_value(), self.tangent(view)),
            (1, self.path(view, None)),
            (self.tour.get_value() > 0, self.visit(view, floor)),
            (self.touch.get_value(), self.gradient(view)),
        ]
        return [(self.shown.get_value() * opacity, shapes) for opacity, shapes in layers]

    def floor(self, view: View, floor: float) -> list[Shape]:
        """A sheet with the upright axis, the lines of equal cost, and the path."""
        sheet = view.at([-1, 7, 7, -1, -1], [-4, -4, 2, 2, -4], floor)
        shapes = [
            Shape(sheet, mix(self.faint, self.paper, 0.6)),
            Shape(sheet, to_rgb(self.faint), 2),
        ]
        axis = view.at([-1, -1], [2, 2], [floor, 0.8])
        shapes.append(Shape(axis, to_rgb(self.muted), 2, self.axis.get_value()))
        for ring in self.n["through"]:
            line = view.at(*np.r_[ring, ring[:1]].T, floor)
            shapes.append(Shape(line, to_rgb(self.muted), 1.8))
        if self.corners.get_value() > 0:
            shapes += self.right_angles(view, floor)
        return shapes + (self.path(view, floor) if self.traced else [])

    def right_angles(self, view: View, floor: float) -> list[Shape]:
        """Between the step that leaves a stop and the line of equal cost through it."""
        n, shapes = self.n, []
        for k in range(int(self.stop.get_value() + 0.5)):
            down = -np.array(n["slopes"][k]) / np.linalg.norm(n["slopes"][k])
            side = np.array([-down[1], down[0]])
            place = np.array([n["w"][1][k], n["b"][1][k]])
            size = min(0.13, 0.4 * n["alpha"][1] * np.linalg.norm(n["slopes"][k]))
            corner = place + size * np.stack([down, down + side, side])
            shapes.append(Shape(view.at(*corner.T, floor), to_rgb(self.yes), 2.5))
        return shapes

    def bowl(self, view: View) -> list[Shape]:
        """Its faces, the farthest first: the higher, the more of the colour of the cost."""
        n = self.n
        bottom, levels = np.array(n["bottom"]), n["levels"]
        centre = np.broadcast_to(bottom[:2], (1, n["rings"].shape[1], 2))
        heights = np.repeat([[bottom[2]], *levels[:, np.newaxis]], n["rings"].shape[1], axis=1)
        corners = faces(np.dstack([np.concatenate([centre, n["rings"]]), heights]))
        share = (corners[:, :, 2].mean(axis=1) - bottom[2]) / (levels[-1] - bottom[2])
        low, high = mix(self.paper, self.muted, 0.35), mix(self.paper, self.color("J"), 0.85)
        dark = self.ink if self.theme == "light" else self.paper
        colors = mix(mix(low, high, np.sqrt(share)), dark, 0.55 * (1 - lit(corners * (1, 1, 7))))
        seen = view.at(*np.moveaxis(corners, -1, 0))
        middle = seen.mean(axis=1, keepdims=True)
        seen = middle + 1.05 * (seen - middle)  # no seam shows between two faces
        return [Shape(seen[i], tuple(colors[i])) for i in np.argsort(seen[..., 2].mean(axis=1))]

    def path(self, view: View, floor: float | None) -> list[Shape]:
        """The stops so far, on the bowl or on the floor."""
        n, stop, color = self.n, self.stop.get_value(), to_rgb(self.color("alpha"))
        w, b, J = (values[: round(stop * FINE) + 1] for values in n["along"][self.which])
        line = view.at(w, b, J if floor is None else floor)
        size = 0.05 + view.scale / 40
        new = 8 * FINE if self.which == 2 else len(line)  # what leaps here and there fades
        shapes = [Shape(line[: 1 - new], color, 2, 0.3)] if len(line) > new else []
        shapes += [Shape(line[-new:], color, 4.5)] if len(line) > 1 else []
        return shapes + [disc(at, size, color) for at in line[::FINE][-new // FINE :]]

    def visit(self, view: View, floor: float) -> list[Shape]:
        """One point of the bowl, and how high it is."""
        w, b, J = self.model()
        feet = view.at([w, w], [b, b], [floor, J])
        ink = to_rgb(self.ink)
        return [Shape(feet, ink, 4), disc(feet[0], 0.09, ink), disc(feet[1], 0.14, ink)]

    def model(self) -> NDArray:
        """The weight, bias and cost of that point."""
        tour = np.array(self.n["tour"])
        return tour[:, round(self.tour.get_value() * (tour.shape[1] - 1))]

    def on_plane(self, view: View, dw: NDArray, db: NDArray) -> NDArray:
        """The points of the screen of the plane that touches the bowl at the last stop."""
        n, k = self.n, int(self.stop.get_value())
        slope_w, slope_b = n["slopes"][k]
        w, b, J = n["w"][1][k], n["b"][1][k], n["J"][1][k]
        return view.at(w + dw, b + db, J + slope_w * dw + slope_b * db)

    def tangent(self, view: View) -> list[Shape]:
        """A square of that plane, like a pane of glass."""
        square = self.on_plane(view, *0.7 * np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]]))
        glass, edge = mix(self.paper, self.yes, 0.15), to_rgb(self.yes)
        return [Shape(square, glass, None, 0.6), Shape(square, edge, 3)]

    def gradient(self, view: View) -> list[Shape]:
        """The gradient, on the plane: as long as the step that goes the other way."""
        n, color = self.n, to_rgb(self.yes)
        slope = np.array(n["slopes"][int(self.stop.get_value())])
        tip = n["alpha"][1] * self.uphill.get_value() * slope
        if not tip.any():
            return []
        pointed = min(0.22, 0.6 * np.linalg.norm(tip)) / np.linalg.norm(tip)
        back, side = (1 - pointed) * tip, 0.45 * pointed * np.array([-tip[1], tip[0]])
        head = np.stack([tip, back + side, back - side], axis=1)
        shaft = np.stack([0 * tip, back], axis=1)
        return [
            Shape(self.on_plane(view, *shaft), color, 7),
            Shape(self.on_plane(view, *head), color),
        ]
