// Steps down a cost with one weight: log(1 + e^w) - q w, the mean loss of examples with the score w,
// of which the fraction q is a yes. Its minimum is where sigmoid(w) = q.

import { exactLoss } from "./loss.js"
import { sigmoid } from "./model.js"

export const BOUND = 1 / 4 // no curvature of this cost is larger

export function valley(w, q) {
  const y_hat = sigmoid(w)
  return {
    J: q * exactLoss(w, 1) + (1 - q) * exactLoss(w, 0),
    slope: y_hat - q,
    curvature: y_hat * sigmoid(-w),
  }
}

export function minimum(q) {
  return Math.log(q / (1 - q))
}

// The parabola that touches the cost at w, with a curvature, and where its lowest point is.
export function parabola(w, q, curvature) {
  const { J, slope } = valley(w, q)
  const lowest = w - slope / curvature
  return { lowest, at: (v) => J + slope * (v - w) + (curvature / 2) * (v - w) ** 2 }
}

export const STEPS = {
  newton: (w, q) => parabola(w, q, valley(w, q).curvature).lowest,
  bound: (w, q) => parabola(w, q, BOUND).lowest,
  // As the library has it: half as long, until the cost falls.
  damped(w, q) {
    const { J } = valley(w, q)
    let s = STEPS.newton(w, q) - w
    while (!(valley(w + s, q).J <= J)) s /= 2
    return w + s
  },
}
