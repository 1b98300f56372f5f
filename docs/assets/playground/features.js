// What the models of filters see of a picture, as logreg_edu/features.py has it: the digit is set
// upright, filters answer to each window of 7 x 7 pixels, and their answers are averaged in 4 x 4
// cells. Pictures are 28 x 28, ink 0 to 1.

const SIDE = 28
const WINDOW = 7
const HALF = (WINDOW - 1) / 2
export const CELLS = 4

// The picture set upright, its centre of mass in the middle. In double precision, and the result
// in float32, as the library has it.
export function deskew(x) {
  const middle = (SIDE - 1) / 2
  let [mass, xSum, ySum] = [0, 0, 0]
  forInk(x, (ink, row, column) => {
    mass += ink
    xSum += ink * column
    ySum += ink * row
  })
  const [xCentre, yCentre] = mass > 0 ? [xSum / mass, ySum / mass] : [middle, middle]
  let [across, upwards] = [0, 0]
  forInk(x, (ink, row, column) => {
    across += ink * (row - yCentre) * (column - xCentre)
    upwards += ink * (row - yCentre) ** 2
  })
  // Of ink in a single row, row - yCentre is 0 but for rounding.
  const slant = upwards > 1e-12 * mass ? across / upwards : 0
  const upright = new Float32Array(SIDE * SIDE)
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const fromY = yCentre + (row - middle)
      const fromX = xCentre + (column - middle) + slant * (row - middle)
      upright[row * SIDE + column] = Math.min(between(x, fromY, fromX), 1)
    }
  }
  return upright
}

function forInk(x, visit) {
  x.forEach((ink, i) => ink && visit(ink, Math.floor(i / SIDE), i % SIDE))
}

// The ink at a place between four pixels, interpolated.
function between(x, fromY, fromX) {
  const [top, left] = [Math.floor(fromY), Math.floor(fromX)]
  const [down, right] = [fromY - top, fromX - left]
  const inside = (place) => place >= 0 && place < SIDE
  const at = (row, column) => (inside(row) && inside(column) ? x[row * SIDE + column] : 0)
  const above = at(top, left) * (1 - right) + at(top, left + 1) * right
  const below = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
  return above * (1 - down) + below * down
}

// Of each pixel of a row, the cells in which it counts, and how much: [[cell, weight], ...]. The
// weights are highest at a cell's centre, and of each cell add up to 1.
function pooling() {
  const width = SIDE / CELLS
  const shares = Array.from({ length: SIDE }, () => [])
  for (let cell = 0; cell < CELLS; cell++) {
    const weights = shares.map((_, i) =>
      Math.max(0, 1 - Math.abs(i + 0.5 - (cell + 0.5) * width) / width),
    )
    const sum = weights.reduce((a, c) => a + c)
    weights.forEach((weight, i) => weight && shares[i].push([cell, Math.fround(weight / sum)]))
  }
  return shares
}

const SHARES = pooling()

// The features of an upright picture: 16 K numbers, those of the K filters in the first cell first.
// filters.W: the 49 weights of a window, for each the K filters one after the other; filters.b:
// added to the responses; filters.absolute: of so many, from the first, the absolute value counts,
// and of the others what is above 0.
export function features(filters, x) {
  const K = filters.b.length
  const pooled = new Float64Array(CELLS * CELLS * K)
  const ofRow = new Float64Array(CELLS * K) // the responses along a row of pixels, averaged
  const z = new Float64Array(K)
  for (let row = 0; row < SIDE; row++) {
    ofRow.fill(0)
    for (let column = 0; column < SIDE; column++) {
      respond(filters, x, row, column, z)
      for (const [cell, weight] of SHARES[column]) addTo(ofRow, cell * K, weight, z)
    }
    for (const [cell, weight] of SHARES[row]) addTo(pooled, cell * CELLS * K, weight, ofRow)
  }
  return pooled.map(Math.sqrt)
}

// The ink of a window, and of each inked pixel where its weights begin in W; 3 more, see below.
const ink = new Float64Array(WINDOW * WINDOW + 3)
const starts = new Int32Array(ink.length)

// What the window around a pixel makes each filter answer, into z. Paper adds nothing to the sum, so
// only the ink is gone through: a fifth of the pixels.
function respond({ W, b, absolute }, x, row, column, z) {
  const K = b.length
  const [top, left] = [row - HALF, column - HALF]
  let count = 0
  for (let r = Math.max(top, 0); r < Math.min(top + WINDOW, SIDE); r++) {
    for (let c = Math.max(left, 0); c < Math.min(left + WINDOW, SIDE); c++) {
      if (!x[r * SIDE + c]) continue
      ink[count] = x[r * SIDE + c]
      starts[count++] = ((r - top) * WINDOW + (c - left)) * K
    }
  }
  z.set(b)
  // Four pixels at a time, or more time goes into reading and writing z than into the products. The
  // last four are filled up with pixels without ink.
  ink.fill(0, count, count + 3)
  for (let i = 0; i < count; i += 4) {
    const [ink0, ink1, ink2, ink3] = [ink[i], ink[i + 1], ink[i + 2], ink[i + 3]]
    const [at0, at1, at2, at3] = [starts[i], starts[i + 1], starts[i + 2], starts[i + 3]]
    for (let k = 0; k < K; k++) {
      z[k] += ink0 * W[at0 + k] + ink1 * W[at1 + k] + ink2 * W[at2 + k] + ink3 * W[at3 + k]
    }
  }
  for (let k = 0; k < absolute; k++) z[k] = Math.abs(z[k])
  for (let k = absolute; k < K; k++) z[k] = Math.max(z[k], 0)
}

// into[start, ...] += weight * from
function addTo(into, start, weight, from) {
  for (let k = 0; k < from.length; k++) into[start + k] += weight * from[k]
}
