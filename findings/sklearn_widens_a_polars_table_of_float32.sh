#!/usr/bin/env bash
# scikit-learn 1.9.1, polars 1.39.3. An estimator that says dtype=[float64, float32] keeps a pandas
# table of float32 as float32, and makes float64 of a polars table of float32: twice the memory, and
# other results in the last digits. With dtype=None both stay float32. Only a pandas table's column
# types are looked at before the table is made an array.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet scikit-learn==1.9.1 polars==1.39.3 pandas==2.3.3
seen=$(cd "$folder" && env/bin/python - <<'PYTHON'
import numpy
import pandas
import polars
from sklearn.utils import check_array

X = numpy.ones((3, 2), numpy.float32)
for table in (pandas.DataFrame(X, columns=["a", "b"]), polars.DataFrame(X, schema=["a", "b"])):
    name = type(table).__module__.split(".")[0]
    either = check_array(table, dtype=[numpy.float64, numpy.float32]).dtype
    print(name, either, check_array(table, dtype=None).dtype)
PYTHON
)
echo "$seen"
[ "$seen" = "pandas float32 float32
polars float64 float32" ]
