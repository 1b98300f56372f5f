// The ten models of filters: fetched at the first stroke, with what makes features of a picture.

import { CELLS, deskew, features } from "./features.js"
import { fetchNumbers, scores } from "./model.js"

const WINDOW_PIXELS = 49

// float32, little-endian: F, how many filters; of how many of them the absolute value counts; their
// weights, of each pixel of the window F; F biases. Then the models: 16 F weights of model 0, of
// model 1, ..., and their biases.
export function readFilters(numbers) {
  const [F, absolute] = numbers
  let at = 2
  const take = (count) => numbers.subarray(at, (at += count))
  const filters = { W: take(WINDOW_PIXELS * F), b: take(F), absolute }
  const n = CELLS * CELLS * F
  const K = (numbers.length - at) / (n + 1)
  return { filters, W: Array.from({ length: K }, () => take(n)), b: take(K) }
}

// The picture as the filters see it, and what the ten models make of it.
export function read(models, x) {
  const upright = deskew(x)
  return { upright, z: scores(models, features(models.filters, upright)) }
}

export async function load() {
  return readFilters(await fetchNumbers("filters.bin"))
}
