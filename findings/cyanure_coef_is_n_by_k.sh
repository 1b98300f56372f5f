#!/usr/bin/env bash
# cyanure 1.2.2. Its LogisticRegression has the methods and attributes of scikit-learn's, and with
# several classes one-vs-rest turned round: coef_ is (n, K) and intercept_ (1, K), where scikit-learn
# has (K, n) and (K,). With as many columns as classes nothing fails, and answers are at random.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet cyanure==1.2.2 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
seen=$(cd "$folder" && env/bin/python - <<'PYTHON'
import numpy
import sklearn.linear_model
from cyanure.estimators import LogisticRegression

rng = numpy.random.default_rng(0)
X, y = rng.normal(size=(300, 7)), rng.integers(0, 4, 300)
model = LogisticRegression(multi_class="ovr", fit_intercept=True, verbose=False).fit(X, y)
print("cyanure", model.coef_.shape, model.intercept_.shape)
other = sklearn.linear_model.LogisticRegression().fit(X, y)
print("scikit-learn", other.coef_.shape, other.intercept_.shape)
PYTHON
)
echo "$seen"
[ "$seen" = "cyanure (7, 4) (1, 4)
scikit-learn (4, 7) (4,)" ]
