#!/usr/bin/env bash
# scikit-learn 1.9.1, pandas 3.0.3. An estimator that checks X and y one after the other, with two
# calls of sklearn.utils.validation.validate_data, loses the names of the columns: the call for y,
# which is given no X, deletes feature_names_in_, that the call for X has just stored. With
# reset=False, which looks like the cure, the call for y warns that "X does not have valid feature
# names", although no X is given. One call for both, or validate_data(..., skip_check_array=True)
# at the end, keeps the names.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet scikit-learn==1.9.1 pandas==3.0.3
seen=$("$folder/env/bin/python" - <<'PYTHON'
import warnings

import pandas
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import validate_data


class Model(ClassifierMixin, BaseEstimator):
    pass


X = pandas.DataFrame({"height": [1.0, 2.0], "width": [3.0, 4.0]})
model = Model()
validate_data(model, X)
print("after X:", *model.feature_names_in_)
validate_data(model, y=[0, 1])
print("after y:", getattr(model, "feature_names_in_", "none"))

model = Model()
validate_data(model, X)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    validate_data(model, y=[0, 1], reset=False)
print("with reset=False:", *(str(warning.message).split(",")[0] for warning in caught))
PYTHON
)
echo "$seen"
[ "$seen" = "after X: height width
after y: none
with reset=False: X does not have valid feature names" ]
