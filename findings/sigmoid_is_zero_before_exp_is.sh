#!/bin/sh
# SciPy 1.17.1's expit and JAX 0.10.2's sigmoid are exactly 0 at scores where e^z is still a number.
#
# The logistic sigmoid of a very low score z is e^z to all digits, and the smallest float64 is
# 4.9e-324, e^-744.4. A fair guess: sigmoid(z) is 0 from there on. Seen: scipy.special.expit is 0
# from -709.8 on, where 1/e^z overflows (e^-720 = 2.0e-313 is a float64). jax.nn.sigmoid is 0
# earlier: on the processor it has no subnormal numbers, and gives 0 below about -708.4, in float32
# below about -87.3, where SciPy gives 3.7e-39 at -88.5. So log(sigmoid(z)) is -inf in one library
# and right in the other; log_expit and jax.nn.log_sigmoid are right in both.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 scipy==1.17.1 jax==0.10.2 jaxlib==0.10.2
JAX_PLATFORMS=cpu JAX_ENABLE_X64=1 "$work/env/bin/python" - <<'PYTHON'
import jax
import jax.numpy as jnp
import numpy as np
from scipy.special import expit, log_expit

z = np.array([-708.0, -709.0, -720.0, -744.0])
low = np.array([-87.0, -88.5], dtype=np.float32)
rows = {
    "e^z": np.exp(z),
    "scipy expit": expit(z),
    "jax sigmoid": np.asarray(jax.nn.sigmoid(jnp.asarray(z))),
    "scipy float32": expit(low),
    "jax float32": np.asarray(jax.nn.sigmoid(jnp.asarray(low))),
}
for name, values in rows.items():
    print(f"{name:14}", *(f"{value:.2g}" for value in values))
zero = {name: (values == 0).tolist() for name, values in rows.items()}
assert zero == {
    "e^z": [False, False, False, False],
    "scipy expit": [False, False, True, True],
    "jax sigmoid": [False, True, True, True],
    "scipy float32": [False, False],
    "jax float32": [False, True],
}, zero
assert np.array_equal(log_expit(z), z)
assert np.array_equal(np.asarray(jax.nn.log_sigmoid(jnp.asarray(z))), z)
PYTHON
