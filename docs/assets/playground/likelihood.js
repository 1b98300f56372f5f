// What a model z = w x, with one weight and no bias, gives to the truth of some examples.

import { exactLoss } from "./loss.js"
import { sigmoid } from "./model.js"

export function prediction(w, x) {
  return sigmoid(w * x)
}

// Of each example the probability of the truth and the loss; of all, their product, sum and mean.
export function judged(w, x, y) {
  const p = x.map((value, i) => (y[i] ? sigmoid(w * value) : sigmoid(-w * value)))
  const losses = x.map((value, i) => exactLoss(w * value, y[i]))
  const total = losses.reduce((a, c) => a + c, 0)
  return { p, losses, likelihood: p.reduce((a, c) => a * c, 1), total, mean: total / x.length }
}

// Where the mean loss is smallest: bisection on its slope, which rises with w.
export function best(x, y, low = -50, high = 50) {
  const slope = (w) => x.reduce((sum, value, i) => sum + (sigmoid(w * value) - y[i]) * value, 0)
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2
    if (slope(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
