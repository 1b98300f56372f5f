"""Models that come with the package: trained on the 60,000 official training digits of MNIST.

`make pretrained` makes them again: the ten that read pixels from `logreg-edu train --data mnist
--official-split`, and the ten that read the responses of filters from `logreg-edu ladder
filters-100`. Nothing but the training digits went into them; the l2 was chosen on a part of those.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from logreg_edu.features import Filters
from logreg_edu.one_vs_all import Models

PATH = Path(__file__).with_name("pretrained.npz")
PATH_OF_FILTERS = Path(__file__).with_name("pretrained_filters.npz")


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


def pretrained_filters() -> tuple[Filters, Models]:
    """The shipped models of better features, ready to use.

    Returns:
        The 100 filters, which give the features of deskewed pictures, and models W (1600, 10) and
        b (10,), float32, of these features.

    Examples:
        >>> from logreg_edu import deskew
        >>> filters, models = pretrained_filters()
        >>> picture = np.zeros((1, 784), np.float32)
        >>> (filters(deskew(picture)) @ models.W + models.b).shape
        (1, 10)
    """
    with np.load(PATH_OF_FILTERS, allow_pickle=False) as archive:
        absolute = int(archive["filters_absolute"][0])
        filters = Filters(archive["filters_W"], archive["filters_b"], absolute)
        return filters, Models(archive["W"], archive["b"])
