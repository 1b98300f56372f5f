// Probability, odds and log-odds: three ways to say how likely a "yes" is.

import { sigmoid } from "./model.js"

export function fromLogOdds(z) {
  return { z, odds: Math.exp(z), p: sigmoid(z) }
}

export function fromOdds(odds) {
  return fromLogOdds(Math.log(odds))
}

// After evidence with this likelihood ratio: the odds are
// multiplied by it, and the log-odds move by its logarithm.
export function after({ z }, ratio) {
  return fromLogOdds(z + Math.log(ratio))
}
