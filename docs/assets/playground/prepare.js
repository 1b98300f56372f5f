// From any picture of one digit to 28 x 28 pixels that look like MNIST.
//
// The same arithmetic as logreg_edu/app/preparation.py, function by function; the reasons stand
// there. A picture is { rows, columns, values }, the values row by row.

const FIELD = 28
const BOX = 20
const CENTRE = 14
const MOST_SLENDER = 10
const WORKING_SIDE = 256
const REACH = 1 / 6
const BLANK = 0.02
const EXTREME = 0.9995
const FAINTEST = 0.2
const FAINTEST_AT_EDGE = 0.6
const SPECK = 0.05
const EDGE_SPOT = 0.2
const MOST_SPOTS = 10
const SMALLEST = 8
const AS_TALL = 0.6
const AS_NEAR = 0.3

export class ImageError extends Error {}

// Ink told from paper already: 0 is paper, the largest value is full ink, on whatever scale.
//
// Returns the prepared image (784 bytes) and how it came about. The library refuses two digits
// side by side. Here a drawing may still be on its way to one digit, so they are only reported.
export function prepareInk(ink) {
  const spots = regions(ink)
  if (!spots.length) throw new ImageError("no digit found: there is no ink")
  const box = boundingBox(spots)
  const longer = Math.max(box.height, box.width)
  const scaled = (side) => Math.max(1, Math.floor((2 * BOX * side + longer) / (2 * longer)))
  const [rows, columns] = [scaled(box.height), scaled(box.width)]
  const mean = areaAverage(crop(ink, box), rows, columns).values
  const darkest = largest(mean)
  // Exact halves are common: the tiny addition rounds them up whatever the sums' last bit.
  const small = mean.map((value) => Math.floor(value * (255 / darkest) + (0.5 + 1e-9)))
  const down = new Array(rows).fill(0)
  const across = new Array(columns).fill(0)
  small.forEach((value, i) => {
    down[Math.floor(i / columns)] += value
    across[i % columns] += value
  })
  const corner = [place(down), place(across)]
  const image = new Uint8Array(FIELD * FIELD)
  small.forEach((value, i) => {
    const row = corner[0] + Math.floor(i / columns)
    image[row * FIELD + corner[1] + (i % columns)] = value
  })
  const size = [rows, columns]
  return { image, ink, inkBox: box, box, size, corner, small, twoDigits: twoDigits(spots) }
}

// A picture of one digit, dark on light or light on dark: 0 is black, 1 is white. Where the values
// are a Float32Array, the reduced picture is rounded to float32, as in the library.
export function prepare(grey) {
  const { rows, columns } = grey
  if (Math.max(rows, columns) > MOST_SLENDER * Math.min(rows, columns)) {
    throw new ImageError(`no digit found: ${columns} x ${rows} pixels are no shape for one`)
  }
  const reduction = Math.max(1, Math.max(rows, columns) / WORKING_SIDE)
  const reduced = areaAverage(grey, ...[rows, columns].map((side) => roundHalfUp(side / reduction)))
  const round = grey.values instanceof Float32Array ? Math.fround : (value) => value
  let brightness = mapped(reduced, round)
  if (largest(brightness.values) + largest(brightness.values.map((v) => -v)) < BLANK) {
    throw new ImageError("no digit found: the picture is of one blank colour")
  }
  const lightInk = hasLightInk(brightness)
  if (lightInk) brightness = mapped(brightness, (value) => 1 - value)

  const reach = Math.floor(REACH * Math.min(brightness.rows, brightness.columns))
  const negative = mapped(largestAround(brightness, reach), (value) => -value)
  const paper = mapped(largestAround(negative, reach), (value) => -value)
  const relief = mapped(brightness, (value, i) => 1 - value / Math.max(paper.values[i], 1e-6))
  const fullInk = atRank(relief.values, EXTREME)
  if (fullInk < FAINTEST) {
    throw new ImageError("no digit found: nothing stands out clearly from the background")
  }
  const spots = regions(mapped(relief, (value) => (value > fullInk / 2 ? 1 : 0)))
  const digit = chooseSpots(spots, relief, fullInk)

  const core = picture(relief.rows, relief.columns, () => 0)
  for (const spot of digit) for (const pixel of spot.pixels) core.values[pixel] = 1
  const around = largestAround(core, 1).values
  const median = atRank(relief.values.filter((_, i) => core.values[i]), 0.5)
  const ink = mapped(relief, (value, i) =>
    around[i] && value > fullInk / 8 ? Math.min(value / median, 1) : 0,
  )
  const prepared = prepareInk(ink)
  if (prepared.twoDigits) throw new ImageError("two digits side by side; give a picture of one")
  const box = Object.fromEntries(
    Object.entries(prepared.box).map(([name, side]) => [name, roundHalfUp(side * reduction)]),
  )
  return { ...prepared, box, lightInk, leftOut: spots.length - digit.length }
}

// What was done, a short line a step.
export function steps({ box, size, corner, lightInk = false, leftOut = 0 }) {
  const spots = leftOut ? `; ${leftOut} spots left out` : ""
  return [
    `ink: ${lightInk ? "lighter" : "darker"} than the paper${spots}`,
    `cropped: to ${box.width} x ${box.height} pixels,` +
      ` ${box.left} from the left and ${box.top} from the top`,
    `scaled: to ${size[1]} x ${size[0]} pixels`,
    `centred: from column ${corner[1]} and row ${corner[0]} of ${FIELD} x ${FIELD}`,
  ]
}

function picture(rows, columns, value) {
  const values = new Float64Array(rows * columns)
  for (let i = 0; i < values.length; i++) values[i] = value(i)
  return { rows, columns, values }
}

function mapped({ rows, columns, values }, change) {
  return { rows, columns, values: values.map(change) }
}

function crop({ columns, values }, { top, left, height, width }) {
  const inside = new Float64Array(height * width)
  for (let row = 0; row < height; row++) {
    const start = (top + row) * columns + left
    inside.set(values.subarray(start, start + width), row * width)
  }
  return { rows: height, columns: width, values: inside }
}

// Each new pixel is the mean of the area that it covers in the old picture.
export function areaAverage(image, rows, columns) {
  const { columns: width, values } = image
  const [down, across] = [coveredShares(image.rows, rows), coveredShares(width, columns)]
  const average = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(width)
    const { first, weights } = down[row]
    for (let k = 0; k < weights.length; k++) {
      const old = (first + k) * width
      for (let j = 0; j < width; j++) sums[j] += weights[k] * values[old + j]
    }
    for (let column = 0; column < columns; column++) {
      const { first, weights } = across[column]
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k] * sums[first + k]
      average[row * columns + column] = sum
    }
  }
  return { rows, columns, values: average }
}

// Of each new pixel along one side: the first old one that it covers, and the shares of them all.
function coveredShares(source, target) {
  return Array.from({ length: target }, (_, i) => {
    const [from, to] = [(i * source) / target, ((i + 1) * source) / target]
    const first = Math.floor(from)
    const weights = []
    for (let j = first; j < Math.min(Math.ceil(to), source); j++) {
      const overlap = Math.min(to, j + 1) - Math.max(from, j)
      weights.push((Math.max(overlap, 0) * target) / source)
    }
    return { first, weights }
  })
}

// Where along one side the ink starts, for its centre of mass to be at CENTRE. In whole numbers.
function place(profile) {
  const mass = profile.reduce((a, c) => a + c, 0)
  const moment = profile.reduce((a, c, i) => a + c * i, 0)
  const centre = Math.floor((2 * moment + mass) / (2 * mass))
  return Math.min(Math.max(CENTRE - centre, 0), FIELD - profile.length)
}

// Whether the frame of a picture, which is paper, is nearer to its darkest grey, by ratio.
function hasLightInk({ rows, columns, values }) {
  const thickness = Math.max(1, Math.floor(Math.min(rows, columns) / 20))
  const frame = values.filter((_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    const inside = (at, side) => at >= thickness && at < side - thickness
    return !(inside(row, rows) && inside(column, columns))
  })
  const paper = atRank(frame, 0.5) + 0.05
  const [darkest, lightest] = [atRank(values, 1 - EXTREME) + 0.05, atRank(values, EXTREME) + 0.05]
  return lightest / paper > paper / darkest
}

// values: Float64Array, which sorts by size.
function atRank(values, share) {
  return values.slice().sort()[Math.floor(share * (values.length - 1))]
}

function largest(values) {
  return values.reduce((a, c) => Math.max(a, c))
}

// The largest value in a window from `reach` pixels before to `reach` after each pixel.
function largestAround(image, reach) {
  for (const [along, across] of [["columns", 1], ["rows", 0]]) {
    const { rows, columns, values } = image
    const [length, step] = along === "rows" ? [rows, columns] : [columns, 1]
    image = picture(rows, columns, (i) => {
      const at = across ? i % columns : Math.floor(i / columns)
      let most = -Infinity
      for (let k = Math.max(at - reach, 0); k <= Math.min(at + reach, length - 1); k++) {
        most = Math.max(most, values[i + (k - at) * step])
      }
      return most
    })
  }
  return image
}

// The connected spots of what is not 0; a pixel is connected with the eight around it.
function regions({ rows, columns, values }) {
  const width = columns + 2 // a margin ends every walk
  const waiting = new Uint8Array((rows + 2) * width)
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * columns, (row + 1) * width + 1]
    for (let column = 0; column < columns; column++) {
      if (values[from + column] !== 0) waiting[to + column] = 1
    }
  }
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]
  const queue = new Int32Array(rows * columns)
  const spots = []
  for (let start = waiting.indexOf(1); start >= 0; start = waiting.indexOf(1, start)) {
    let length = 1
    queue[0] = start
    waiting[start] = 0
    let [top, left, bottom, right] = [rows, columns, 0, 0]
    for (let i = 0; i < length; i++) {
      const pixel = queue[i]
      const row = Math.floor(pixel / width) - 1
      const column = pixel - (row + 1) * width - 1
      if (row < top) top = row
      if (row > bottom) bottom = row
      if (column < left) left = column
      if (column > right) right = column
      for (let k = 0; k < 8; k++) {
        const next = pixel + around[k]
        if (waiting[next]) {
          waiting[next] = 0
          queue[length++] = next
        }
      }
      queue[i] = row * columns + column
    }
    const [height, spotWidth] = [bottom - top + 1, right - left + 1]
    spots.push({ pixels: queue.slice(0, length), top, left, height, width: spotWidth })
  }
  return spots
}

function boundingBox(spots) {
  const top = Math.min(...spots.map((spot) => spot.top))
  const left = Math.min(...spots.map((spot) => spot.left))
  const bottom = Math.max(...spots.map((spot) => spot.top + spot.height))
  const right = Math.max(...spots.map((spot) => spot.left + spot.width))
  return { top, left, height: bottom - top, width: right - left }
}

// The spots that are the digit: not the specks, nor what reaches in from the edge.
function chooseSpots(spots, { rows, columns }, fullInk) {
  const size = (some) => Math.max(0, ...some.map((spot) => spot.pixels.length))
  const inside = spots.filter(({ top, left, height, width }) => {
    return top > 0 && left > 0 && top + height < rows && left + width < columns
  })
  if (size(inside) >= EDGE_SPOT * size(spots)) spots = inside
  else if (fullInk < FAINTEST_AT_EDGE || spots.length > MOST_SPOTS) {
    throw new ImageError("no digit found: there are only shades that reach in from the edge")
  }
  const digit = spots.filter((spot) => spot.pixels.length >= SPECK * size(spots))
  if (digit.length > MOST_SPOTS) {
    throw new ImageError(`no digit found: there are ${digit.length} spots of similar size`)
  }
  const { height, width } = boundingBox(digit)
  if (Math.max(height, width) < SMALLEST) {
    throw new ImageError("no digit found: there is only a speck; a digit must be larger")
  }
  return digit
}

// Whether two tall spots stand side by side.
function twoDigits(spots) {
  const tallest = Math.max(...spots.map((spot) => spot.height))
  const tall = spots.filter((spot) => spot.height >= AS_TALL * tallest)
  return tall.some((one, i) =>
    tall.slice(i + 1).some((other) => {
      const right = Math.min(one.left + one.width, other.left + other.width)
      const shared = right - Math.max(one.left, other.left)
      return shared < AS_NEAR * Math.min(one.width, other.width)
    }),
  )
}

function roundHalfUp(x) {
  return Math.floor(x + 0.5)
}
