"""Forward, backward.

The example of chapter 5: two pixels, two weights, a bias, and the truth "no". In a graph, numbers
flow forward from left to right: the score, the probability, the loss. Then the slope of the loss
comes back, and at each arrow it is multiplied by the slope of that step alone. The bias gets the
error as it is, each weight gets it times its pixel. With all pixels of a digit, what arrives at the
weights is a picture: the digit itself, times the error.
"""

from __future__ import annotations

import numpy as np

from animations.learning import digits
from animations.style import Stage, mn
from logreg_edu import backward, forward, score, sigmoid

X, Y, W, B = np.array([[0.8, 0.4]]), np.zeros(1), np.array([2.0, -1.0]), -0.1
# The boxes: where they are, and what stands in them.
BOXES = {
    "z": ((-1.0, 1.0), "z = x dot w + b"),
    "y_hat": ((2.25, 1.0), "hat(y) = sigma(z)"),
    "loss": ((5.4, 1.0), "ell"),
}


def numbers() -> dict[str, object]:
    """The values of the graph, the slope of each step, and a whole digit times the same error."""
    z = score(X, W, B)[0]
    loss, (y_hat,) = forward(X, Y, W, B)
    dJ_dw, dJ_db = backward(X, Y, np.array([y_hat]), W)
    _, test = digits()
    digit = test.X[test.labels == 3][0]
    return {
        "z": z,
        "y_hat": y_hat,
        "loss": loss,
        "slope_of_loss": 1 / (1 - y_hat),  # of -log(1 - y_hat), since y is 0
        "slope_of_sigmoid": y_hat * sigmoid(-z),
        "dJ_dw": dJ_dw,
        "dJ_db": dJ_db,  # with one example, dJ/db is dJ/dz is y_hat - y
        "digit": digit,
        "picture": backward(digit[np.newaxis], Y, np.array([y_hat]), 0 * digit)[0],
    }


class ForwardBackward(Stage):
    """The scene."""

    def construct(self) -> None:
        """Called by manim."""
        n = numbers()
        self.title("Forward, backward")
        inputs = mn.VGroup()
        self.edges = {
            "b": self.edge((-1.0, 2.3), (-1.0, 1.7)),
            "y": self.edge((5.4, 2.3), (5.4, 1.7)),
        }
        for j, y in ((0, 1.9), (1, 0.1)):
            shade = mn.interpolate_color(
                mn.ManimColor(self.paper), mn.ManimColor(self.ink), X[0, j]
            )
            pixel = mn.Square(0.9, color=self.muted, stroke_width=2).set_fill(shade, 1)
            names = f"x_{j + 1} = {X[0, j]:g} quad w_{j + 1} = {W[j]:g}"
            names = self.formula(names, 30).next_to(pixel.move_to((-6.2, y, 0)), mn.RIGHT, 0.2)
            inputs.add(pixel, names)
            self.edges[f"w_{j + 1}"] = self.edge((-2.85, y), (-2.2, 1.3 - 0.6 * j))
        inputs.add(self.formula(f"b = {B:g}", 30).move_to((-1.0, 2.6, 0)))
        inputs.add(self.formula(f"y = {Y[0]:g}", 30).move_to((5.4, 2.6, 0)))
        self.edges["z"] = self.edge((0.2, 1.0), (1.05, 1.0))
        self.edges["y_hat"] = self.edge((3.45, 1.0), (4.4, 1.0))
        self.say("The example of chapter 5: two pixels, two weights, a bias. The truth is no.")
        self.play(mn.FadeIn(inputs), run_time=1.5)
        boxes = mn.VGroup()
        for (x, y), name in BOXES.values():
            width = 1.9 if name == "ell" else 2.3
            box = mn.RoundedRectangle(width=width, height=1.3, corner_radius=0.15, color=self.muted)
            boxes.add(box.move_to((x, y, 0)), self.formula(name, 28).move_to((x, y + 0.3, 0)))
        self.play(mn.FadeIn(boxes, *self.edges.values()))

        self.say("Forward: pixels times weights, summed, and the bias added. That is the score.")
        self.forward("z", n["z"], "w_1", "w_2", "b")
        self.say("The sigmoid turns it into a probability; the loss compares that with the truth.")
        self.forward("y_hat", n["y_hat"], "z")
        self.forward("loss", n["loss"], "y_hat", "y")

        self.say("Backward: how does the loss change with the probability? That is its slope.")
        self.backward("y_hat", "(d ell)/(d hat(y))", n["slope_of_loss"])
        self.say("The sigmoid has a slope too, and along a chain slopes multiply.")
        self.backward("z", "(d hat(y))/(d z)", n["slope_of_sigmoid"])
        factors = f"{n['slope_of_loss']:.3f} times {n['slope_of_sigmoid']:.3f}"
        product = self.formula(f"(d ell)/(d z) = {factors} = {n['dJ_db']:.3f}", 32)
        self.play(mn.FadeIn(product.move_to((4.2, -1.5, 0)), shift=0.5 * mn.LEFT))
        self.say("The product is the prediction minus the truth: the error.")
        error = self.formula("= hat(y) - y", 32).next_to(product, mn.DOWN, 0.25, mn.RIGHT)
        self.play(mn.FadeIn(error))

        self.say("The bias gets the error as it is; each weight gets it times its pixel.")
        self.flash("b", "w_1", "w_2", back=True)
        slopes = mn.VGroup()
        for name, slope, place in (
            ("b", n["dJ_db"], (0.6, 2.7, 0)),
            ("w_1", n["dJ_dw"][0], (-4.3, 1.1, 0)),
            ("w_2", n["dJ_dw"][1], (-4.3, -0.7, 0)),
        ):
            words = f"(partial ell)/(partial {name}) = {slope:.3f}"
            slopes.add(self.formula(words, 30).move_to(place))
        self.play(mn.LaggedStartMap(mn.FadeIn, slopes, lag_ratio=0.5), run_time=1.5)
        self.say("With all 784 pixels of a digit, such a gradient is a picture: the digit itself.")
        pictures = self.picture(n["digit"], 1.5), self.picture(n["picture"], 1.5, n["dJ_db"])
        pictures = mn.Group(*pictures).arrange(mn.RIGHT, 0.7).move_to((-2.2, -2.0, 0))
        arrow = self.edge((-2.5, -2.0), (-1.9, -2.0))
        self.play(mn.FadeIn(pictures, arrow))
        self.poster()
        self.say("The next step subtracts a little of this picture from the weights.")

    def edge(self, start: tuple[float, float], end: tuple[float, float]) -> mn.Arrow:
        """An arrow between two boxes."""
        arrow = mn.Arrow((*start, 0), (*end, 0), buff=0, stroke_width=4, tip_length=0.18)
        return arrow.set_color(self.muted)

    def flash(self, *edges: str, back: bool = False) -> None:
        """Let something run along arrows, or against them."""
        color = self.no if back else self.ink
        lines = []
        for edge in edges:
            ends = self.edges[edge].get_start(), self.edges[edge].get_end()
            lines.append(mn.Line(*(ends[::-1] if back else ends), color=color, stroke_width=10))
        self.play(*(mn.ShowPassingFlash(line, time_width=0.6) for line in lines), run_time=0.8)

    def forward(self, box: str, value: float, *edges: str) -> None:
        """Let a number arrive in a box."""
        self.flash(*edges)
        x, y = BOXES[box][0]
        self.play(mn.FadeIn(self.text(f"{value:.3f}", 26).move_to((x, y - 0.25, 0))), run_time=0.6)

    def backward(self, edge: str, name: str, value: float) -> None:
        """Write the slope of one step below its arrow."""
        self.flash(edge, back=True)
        slope = self.formula(f"{name} = {value:.3f}", 30)
        below = self.edges[edge].get_center() + 1.25 * mn.DOWN
        self.play(mn.FadeIn(slope.move_to(below)), run_time=0.6)
