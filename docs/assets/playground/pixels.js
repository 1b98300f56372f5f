// The ten models of pixels, fetched where a page does not hold them.

import { fetchNumbers, modelsOf, scores } from "./model.js"

export function read(models, x) {
  return { z: scores(models, x) }
}

export async function load() {
  return modelsOf(await fetchNumbers("pixels.bin"))
}
