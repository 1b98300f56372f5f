// Weights in 8 bits: of each model at each strength, in parts of its largest weight.

import { PIXELS } from "./model.js"

const STEPS = 127

// bytes: signed; PIXELS for each model, the models of one strength together. largest[strength][k]:
// what STEPS stands for. Returns a function of the strength's and the model's number.
export function readWeights(bytes, largest) {
  return (at, k) => {
    const first = (at * largest[at].length + k) * PIXELS
    return Float32Array.from(bytes.subarray(first, first + PIXELS), (step) => {
      return (step / STEPS) * largest[at][k]
    })
  }
}
