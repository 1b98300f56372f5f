// The response of one filter at each pixel, as in logreg_edu.features: what is above 0 of it, or of
// a random filter (absolute) its size. f: 49 numbers, those of a row together. d: added.

const [SIDE, WINDOW] = [28, 7]
const HALF = (WINDOW - 1) / 2

export function response({ f, d, absolute }, x) {
  return Float64Array.from(x, (_, at) => {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE]
    let z = d
    f.forEach((weight, i) => {
      const [r, c] = [row + Math.floor(i / WINDOW) - HALF, column + (i % WINDOW) - HALF]
      if (r >= 0 && r < SIDE && c >= 0 && c < SIDE) z += weight * x[r * SIDE + c]
    })
    return absolute ? Math.abs(z) : Math.max(z, 0)
  })
}

// The picture moved to the right by whole columns; what leaves it is lost.
export function moved(x, columns) {
  return x.map((_, at) => {
    const from = (at % SIDE) - columns
    return from >= 0 && from < SIDE ? x[at - columns] : 0
  })
}

// How far `after` is from `before`, in parts of the length of `before`.
export function change(before, after) {
  const difference = before.map((value, i) => after[i] - value)
  return Math.hypot(...difference) / Math.hypot(...before)
}
