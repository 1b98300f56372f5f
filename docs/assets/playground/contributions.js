// Why: the score of a model is a sum over pixels, x_j w_j, and the bias.

export function contributions(models, k, x) {
  return Float64Array.from(x, (value, j) => value * models.W[k][j])
}

// The sum's parts: all that speaks for the digit, all that speaks against it, and the bias.
export function parts(models, k, x) {
  let [inFavour, against] = [0, 0]
  for (const c of contributions(models, k, x)) {
    if (c > 0) inFavour += c
    else against += c
  }
  return { inFavour, against, bias: models.b[k] }
}

// Round numbers to whole hundredths that add up to the rounded sum. Each is one of its two
// neighbours: those that lose most by rounding down are rounded up.
export function hundredths(numbers) {
  const exact = numbers.map((number) => 100 * number)
  const rounded = exact.map(Math.floor)
  const sum = (list) => list.reduce((a, c) => a + c, 0)
  const missing = Math.round(sum(exact)) - sum(rounded)
  const loss = (i) => exact[i] - rounded[i]
  const order = [...exact.keys()].sort((i, j) => loss(j) - loss(i))
  for (const i of order.slice(0, missing)) rounded[i] += 1
  return rounded.map((whole) => whole / 100)
}

// The pixels of a square brush around a pixel, as far as they lie in the field.
export function brush(row, column, reach = 1, side = 28) {
  const pixels = []
  for (let r = Math.max(row - reach, 0); r <= Math.min(row + reach, side - 1); r++) {
    for (let c = Math.max(column - reach, 0); c <= Math.min(column + reach, side - 1); c++) {
      pixels.push(r * side + c)
    }
  }
  return pixels
}
