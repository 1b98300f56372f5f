"""Ten models that come with the package: trained on the 60,000 official training digits of MNIST.

`make pretrained` makes them again, from `logreg-edu train --data mnist --official-split`. Nothing
but the training digits went into them; the l2 was chosen on a part of those.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from logreg_edu.one_vs_all import Models

PATH = Path(__file__).with_name("pretrained.npz")


def pretrained() -> Models:
    """The shipped models, ready to use.

    Returns:
        W (784, 10) and b (10,), float32, for pictures of 28 x 28 pixels scaled to 0-1.

    Examples:
        >>> models = pretrained()
        >>> models.W.shape, models.b.shape
        ((784, 10), (10,))
    """
    with np.load(PATH, allow_pickle=False) as archive:
        return Models(archive["W"], archive["b"])
