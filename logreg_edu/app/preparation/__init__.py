"""From any picture of one digit to 28 x 28 pixels that look like MNIST.

Models that learned from MNIST know digits of one size in one place. So every picture is brought
there, as MNIST's own digits were; in the order of the steps:

1. `reading` reads the file.
2. `paper` tells ink from paper, in grey or in a colour that shows the ink better. Where there is a
   sheet on a table, or a box drawn around the digit (`sheets`), it looks only there. Ruled lines
   are taken out (`lines`), and of the spots of ink those of the digit are chosen (`spots`).
3. `digit` makes a stroke thicker or thinner whose width MNIST's digits do not have, scales the
   digit so that its longer side is 20 pixels, and sets it into a field of 28 x 28 pixels with its
   centre of mass in the middle.

What was done is in a `Preparation` (`record`).

Which middle? Counted in pixels from 0, the centre of mass of 59,998 of MNIST's 60,000 training
digits lies from 13.5 up to 14.5, downwards as well as to the right: rounded, it is pixel 14. The
longer side of 59,987 is 20 pixels, and the darkest pixel of each is 254 or 255.
tests/test_preparation.py measures this, and that MNIST's own digits come out as they went in.

After the file is read all is plain arithmetic (`arithmetic`), to be followed in any language. The
choice of a pixel is made in whole numbers, and halves go up, so that no rounding error can move the
picture.
"""

from logreg_edu.app.preparation.digit import prepare_ink
from logreg_edu.app.preparation.paper import prepare
from logreg_edu.app.preparation.reading import prepare_file, read_image
from logreg_edu.app.preparation.record import BOX, CENTRE, FIELD, Preparation

__all__ = [
    "BOX",
    "CENTRE",
    "FIELD",
    "Preparation",
    "prepare",
    "prepare_file",
    "prepare_ink",
    "read_image",
]
