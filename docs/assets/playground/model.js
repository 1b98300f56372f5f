// The ten models: z = x . w + b for each, as logreg_edu.one_vs_all has it.

export const PIXELS = 784

export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

// base64: float32, little-endian: the 784 weights of model 0, of model 1, ..., then the ten biases.
export function readModels(base64) {
  return modelsOf(new Float32Array(bytesOf(base64).buffer))
}

export function modelsOf(numbers) {
  const K = numbers.length / (PIXELS + 1)
  const W = Array.from({ length: K }, (_, k) => numbers.subarray(k * PIXELS, (k + 1) * PIXELS))
  return { W, b: numbers.subarray(K * PIXELS) }
}

// A file of float32, little-endian, beside this one.
export async function fetchNumbers(name) {
  const answer = await fetch(new URL(name, import.meta.url))
  if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`)
  return new Float32Array(await answer.arrayBuffer())
}

// A picture of 28 x 28 pixels, moved to the right by whole pixels. What leaves it is gone.
export function shifted(image, columns) {
  const from = (j) => (j % 28) - columns
  return image.map((_, j) => (from(j) >= 0 && from(j) < 28 ? image[j - columns] : 0))
}

// Pixels 0-255 to x in 0-1, in float32 as the library keeps them.
export function example(image) {
  return Float32Array.from(image, (pixel) => pixel / 255)
}

export function scores(models, x) {
  return models.W.map((w, k) => {
    let z = 0
    for (let j = 0; j < x.length; j++) z += x[j] * w[j]
    return z + models.b[k]
  })
}

// 1 / (1 + e^-z), with the exponential kept at most 1.
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z))
  return (z >= 0 ? 1 : e) / (1 + e)
}

// The numbers of the models, the surest first; of equals, the smaller number.
export function ranking(z) {
  return [...z.keys()].sort((a, c) => z[c] - z[a] || a - c)
}

// How clearly one model says yes, and all others no; as in logreg_edu/app/prediction.py.
export function confidence(z) {
  const [first, second] = ranking(z)
  return sigmoid(z[first]) * sigmoid(-z[second])
}

// What speaks against the answer, in words; "" if one model says yes, as it should.
export function doubt(z, rejected) {
  const yes = [...z.keys()].filter((k) => z[k] > 0)
  const K = z.length === 10 ? "ten" : z.length
  if (!yes.length) return `none of the ${K} says yes`
  if (!rejected) return ""
  if (yes.length === 1) return `only the ${yes[0]} says yes, and not clearly`
  return `${yes.length} of the ${K} say yes`
}
