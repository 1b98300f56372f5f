// What a nudge of one weight does to the losses of some examples with the scores z and the truths y.
// x has one number per example, that with which the weight is multiplied: a pixel.

import { exactLoss } from "./loss.js"
import { sigmoid } from "./model.js"

export function slopes(z, y, x) {
  return z.map((score, i) => (sigmoid(score) - y[i]) * x[i])
}

// By how much each loss changes if the weight grows by `nudge`, and so each score by nudge x.
export function changes(z, y, x, nudge) {
  return z.map((score, i) => exactLoss(score + nudge * x[i], y[i]) - exactLoss(score, y[i]))
}
