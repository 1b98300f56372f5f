#!/usr/bin/env bash
# Pillow 13.0.0 and scans as TIFF. "WhiteIsZero" means that 0 is paper. A fair guess: such a picture
# comes out the right way round, or not, whatever its depth; and 16 bits per colour stay 16 bits.
# Seen: 8 bits are inverted on opening, 16 bits are not (mode I;16, where paper is 0), and
# nothing in the mode tells them apart. Three colours of 16 bits open as 8 bits, without a warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pillow==13.0.0 tifffile==2026.3.3 numpy==2.4.6
seen=$(cd "$folder" && env/bin/python -W error - <<'PYTHON'
import numpy
import tifffile
from PIL import Image

for bits, dtype, ink in ((8, "uint8", 200), (16, "uint16", 40000)):
    tifffile.imwrite("a.tif", numpy.full((8, 9), ink, dtype), photometric="miniswhite")
    picture = Image.open("a.tif")
    print(bits, picture.mode, picture.getpixel((0, 0)), "of", ink)
tifffile.imwrite("b.tif", numpy.full((8, 9, 3), 40000, "uint16"), photometric="rgb")
picture = Image.open("b.tif")
print(picture.mode, picture.getpixel((0, 0)), "of", 40000)
PYTHON
)
echo "$seen"
[ "$seen" = "8 L 55 of 200
16 I;16 40000 of 40000
RGB (156, 156, 156) of 40000" ]
