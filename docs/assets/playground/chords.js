// The mean loss and the mean squared error of a model with one number per example, and what chords
// and tangents say about them. The score of example i at t is t x_i.

import { mean } from "./descent.js"
import { exactLoss } from "./loss.js"
import { sigmoid } from "./model.js"

// Each measure has its value and its slope in t.
export const MEASURES = {
  loss: {
    value: ({ x, y }, t) => mean(x.map((v, i) => exactLoss(t * v, y[i]))),
    slope: ({ x, y }, t) => mean(x.map((v, i) => (sigmoid(t * v) - y[i]) * v)),
  },
  square: {
    value: ({ x, y }, t) => mean(x.map((v, i) => (sigmoid(t * v) - y[i]) ** 2)),
    slope: ({ x, y }, t) =>
      mean(x.map((v, i) => 2 * (sigmoid(t * v) - y[i]) * sigmoid(t * v) * sigmoid(-t * v) * v)),
  },
}

// The straight line through two points of the graph, as a function of t.
export function chordOf(f, from, to) {
  const [low, high] = [f(from), f(to)]
  return (t) => low + ((high - low) * (t - from)) / (to - from)
}

export function tangentOf(f, slope, at) {
  const [height, steepness] = [f(at), slope(at)]
  return (t) => height + steepness * (t - at)
}

const PARTS = 200 // of the interval that is searched
const ROUNDING = 1e-12 // two equal numbers may differ by so much

// The intervals [low, high] between `from` and `to` in which the function `upper` lies below `lower`.
export function below(upper, lower, from, to) {
  const under = (t) => {
    const [a, c] = [upper(t), lower(t)]
    return a < c - ROUNDING * Math.max(1, Math.abs(a), Math.abs(c))
  }
  const found = []
  let since = under(from) ? from : null
  for (let k = 1; k <= PARTS; k++) {
    const [last, t] = [from + ((to - from) * (k - 1)) / PARTS, from + ((to - from) * k) / PARTS]
    if (since === null && under(t)) since = border(under, last, t)
    else if (since !== null && !under(t)) {
      found.push([since, border(under, last, t)])
      since = null
    }
  }
  if (since !== null) found.push([since, to])
  return found
}

// Between two places of which one is under and the other is not: where that changes.
function border(under, from, to) {
  const first = under(from)
  for (let k = 0; k < 50; k++) {
    const middle = (from + to) / 2
    if (under(middle) === first) from = middle
    else to = middle
  }
  return (from + to) / 2
}
