// From any picture of one digit to 28 x 28 pixels that look like MNIST.
//
// The same arithmetic as logreg_edu/app/preparation/, function by function; the reasons stand
// there. A picture is { rows, columns, values }, the values row by row, or, where it has colours,
// { rows, columns, colours }: the values of red, of green and of blue.

const FIELD = 28
const BOX = 20
const CENTRE = 14
const MOST_SLENDER = 10
const WORKING_SIDE = 512
const CLEARER = 2
const REACH = 1 / 6
const BLANK = 0.02
const AFAR = 256
const EXTREME = 0.9995
const FAINTEST = 0.2
const FAINTEST_AT_EDGE = 0.6
const SPECK = 0.05
const PALE = 1 / 16
const SATURATED = 0.9
const EDGE_SPOT = 0.2
const MOST_SPOTS = 10
const SMALLEST = 1 / 32
const RING = 0.08
const IN_RING = 0.3
const GAP = 1 / 128
const FAR = 0.15
const AS_TALL = 0.6
const AS_NEAR = 0.3
const APART = 0.1
const SOLID = 0.55
const DARK = 0.35
const SHEET_SIDE = 128
const SMALLEST_SHEET = 0.06
const MOST_SLENDER_SHEET = 0.4
const STRAIGHT = 0.9
const INSET = 0.025
const LINE = 0.85
const STEEPEST = 0.09
const THICKEST = 1 / 32
const LEANING = 0.3
const STROKE_SIDE = 100
const STROKE = 1 / 8
const THINNEST = 1.4
const THICKEST_STROKE = 4.4
const THINNED = 0.16
const SOLID_SHAPE = "no digit found: there is a solid shape, or a sheet without a digit"
const WEIGHTS = [0.299, 0.587, 0.114] // of red, green and blue in grey

export class ImageError extends Error {}

// Ink told from paper already: 0 is paper, the largest value is full ink, on whatever scale.
//
// Returns the prepared image (784 bytes) and how it came about. The library refuses two digits.
// Here a drawing may still be on its way to one digit, so they are only reported.
export function prepareInk(ink) {
  const spots = regions(ink)
  if (!spots.length) throw new ImageError("no digit found: there is no ink")
  return { ...fitted(ink, boundingBox(spots)), twoDigits: twoDigits(spots) }
}

// box: around the digit; its soft rim may reach beyond.
function fitted(ink, box) {
  const { changed, stroke } = withUsualStroke(crop(ink, box))
  const whole = { top: 0, left: 0, height: changed.rows, width: changed.columns }
  const [from, { top, left, height, width }] = stroke ? [changed, whole] : [ink, box]
  const longer = Math.max(height, width)
  const scaled = (side) => Math.max(1, Math.floor((2 * BOX * side + longer) / (2 * longer)))
  const size = [scaled(height), scaled(width)]
  const [rows, columns] = [size[0] + 2, size[1] + 2]
  const [tall, wide] = [(rows * longer) / BOX, (columns * longer) / BOX]
  const around = {
    top: top + (height - tall) / 2,
    left: left + (width - wide) / 2,
    height: tall,
    width: wide,
  }
  const mean = areaAverage(from, rows, columns, around)
  const darkest = largest(mean.values)
  // Exact halves are common: the tiny addition rounds them up whatever the sums' last bit.
  const grid = mapped(mean, (value) => Math.floor(value * (255 / darkest) + (0.5 + 1e-9)))
  const inked = boundingBox(regions(grid))
  const small = crop(grid, inked)
  const down = new Array(small.rows).fill(0)
  const across = new Array(small.columns).fill(0)
  small.values.forEach((value, i) => {
    down[Math.floor(i / small.columns)] += value
    across[i % small.columns] += value
  })
  const [row, column] = [place(down), place(across)]
  const image = new Uint8Array(FIELD * FIELD)
  small.values.forEach((value, i) => {
    image[(row + Math.floor(i / small.columns)) * FIELD + column + (i % small.columns)] = value
  })
  const corner = [row + 1 - inked.top, column + 1 - inked.left]
  const shown = crop(grid, { top: 1, left: 1, height: size[0], width: size[1] }).values
  return { image, ink, inkBox: box, box, size, corner, small: shown, stroke }
}

// A picture of one digit, dark on light or light on dark: 0 is black, 1 is white. Where the values
// are a Float32Array, a reduced picture is rounded to float32, as in the library.
export function prepare(given) {
  const { rows, columns } = given
  if (Math.max(rows, columns) > MOST_SLENDER * Math.min(rows, columns)) {
    throw new ImageError(`no digit found: ${columns} x ${rows} pixels are no shape for one`)
  }
  const sheets = findSheets(given)
  for (const corners of sheets) {
    const prepared = unless(() => prepareInside(given, corners, false))
    if (prepared) return prepared
  }
  const prepared = preparePaper(given, true)
  if (sheets.some((corners) => isOutline(prepared.box, corners))) {
    throw new ImageError(SOLID_SHAPE)
  }
  return prepared
}

// What a function returns, or null where there is no digit for it.
function unless(work) {
  try {
    return work()
  } catch (error) {
    if (error instanceof ImageError) return null
    throw error
  }
}

function prepareInBoxes(given, boxes) {
  const inner = boxes.filter((box) => !boxes.some((other) => other !== box && encloses(other, box)))
  const found = inner.map((box) => unless(() => prepareInside(given, box, true))).filter(Boolean)
  if (found.length > 1) {
    throw new ImageError("two digits, each in a box; give a picture of one")
  }
  if (!found.length) {
    throw new ImageError("no digit found: there is a box, and no single digit in it")
  }
  return found[0]
}

function prepareInside(given, corners, whole) {
  const { inside, rimDown, rimAcross } = straightened(given, corners)
  const prepared = preparePaper(inside, whole)
  const inPicture = ({ top, left, height, width }) => {
    const down = [top, top + height].map((v) => rimDown + (1 - 2 * rimDown) * (v / inside.rows))
    const across = [left, left + width].map(
      (v) => rimAcross + (1 - 2 * rimAcross) * (v / inside.columns),
    )
    const places = down.flatMap((d) => across.map((a) => placeIn(corners, d, a)))
    return boxBetween(places.map((place) => place.map(roundHalfUp)))
  }
  const everything = { top: 0, left: 0, height: inside.rows, width: inside.columns }
  return {
    ...prepared,
    box: inPicture(prepared.box),
    sheet: inPicture(prepared.sheet ?? everything),
  }
}

// The upright box from the smallest to the largest of some places.
function boxBetween(places) {
  const [rows, columns] = [0, 1].map((axis) => places.map((place) => place[axis]))
  const [top, left] = [Math.min(...rows), Math.min(...columns)]
  return { top, left, height: Math.max(...rows) - top, width: Math.max(...columns) - left }
}

function encloses(outer, inner) {
  const [large, small] = [boxBetween(outer), boxBetween(inner)]
  return (
    large.top <= small.top &&
    large.left <= small.left &&
    large.top + large.height >= small.top + small.height &&
    large.left + large.width >= small.left + small.width
  )
}

function preparePaper(given, whole) {
  const { rows, columns } = given
  const reduction = Math.max(1, Math.max(rows, columns) / WORKING_SIDE)
  let { brightness, colour } = clearest(reduceTo(given, reduction))
  if (largest(brightness.values) + largest(brightness.values.map((v) => -v)) < BLANK) {
    throw new ImageError("no digit found: the picture is of one blank colour")
  }
  const lightInk = hasLightInk(brightness)
  if (lightInk) brightness = mapped(brightness, (value) => 1 - value)

  let relief = reliefOf(brightness)
  let fullInk = atRank(relief.values, EXTREME)
  const without = withoutLines(relief, fullInk / 2)
  const { lines } = without
  relief = without.relief
  if (lines) {
    fullInk = atRank(relief.values, EXTREME)
    if (fullInk < FAINTEST) throw new ImageError("no digit found: there are only lines")
  }
  const mask = mapped(relief, (value) => (value > fullInk / 2 ? 1 : 0))
  const spots = regions(mask)
  const boxes = spots.map((spot) => cornersOf(spot, mask)).filter((box) => isFrame(mask, box))
  if (boxes.length) {
    const enlarged = (value) => (value + 0.5) * reduction - 0.5
    return prepareInBoxes(given, boxes.map((box) => box.map((corner) => corner.map(enlarged))))
  }
  const digit = chooseSpots(spots, relief, fullInk, whole)

  const inkBox = boundingBox(digit)
  const margin = roundHalfUp(Math.max(inkBox.height, inkBox.width) / BOX)
  const ink = withRim(maskOf(digit, relief), relief, fullInk, margin)
  if (isSolid(crop(ink, inkBox))) throw new ImageError(SOLID_SHAPE)
  const prepared = fitted(ink, inkBox)
  const turned = turnedUpright(ink, inkBox)
  const box = Object.fromEntries(
    Object.entries(inkBox).map(([name, side]) => [name, roundHalfUp(side * reduction)]),
  )
  const leftOut = spots.length - digit.length
  const atEdge = mayBeCutOff(digit, spots, relief)
  return { ...prepared, box, lightInk, leftOut, atEdge, colour, lines, turned }
}

// The share of the paper's light that is missing at each pixel: 0 is paper, 1 is black.
function reliefOf(brightness) {
  const reach = Math.floor(REACH * Math.min(brightness.rows, brightness.columns))
  const negative = mapped(largestAround(brightness, reach), (value) => -value)
  const paper = mapped(largestAround(negative, reach), (value) => -value)
  if (hasDarkAreas(paper)) throw new ImageError(SOLID_SHAPE)
  const relief = mapped(brightness, (value, i) => 1 - value / Math.max(paper.values[i], 1e-6))
  const longer = Math.max(relief.rows, relief.columns)
  if (atRank(reduceTo(relief, Math.max(1, longer / AFAR)).values, EXTREME) < FAINTEST) {
    throw new ImageError("no digit found: nothing stands out clearly from the background")
  }
  return relief
}

// The ink of the digit, from 0 to 1, and the soft rim of its strokes.
function withRim(core, relief, fullInk, margin) {
  const around = largestAround(core, margin).values
  const grain = Math.min(2 * atRank(relief.values, 0.5), fullInk / 2)
  const pale = Math.max(PALE * fullInk, grain)
  const black = atRank(relief.values.filter((_, i) => core.values[i]), SATURATED)
  return mapped(relief, (value, i) =>
    core.values[i] || (around[i] && value > pale) ? Math.min(value / black, 1) : 0,
  )
}

// The digit as it stands and, where there is one, the digit turned upright.
export function either({ turned, ...prepared }) {
  return turned ? [prepared, { ...prepared, ...turned, box: prepared.box }] : [prepared]
}

// What was done, a short line a step.
export function steps({ box, size, corner, stroke, sheet, lines, ...prepared }) {
  const { lightInk = false, leftOut = 0, colour = "grey", slant = 0 } = prepared
  const side = slant > 0 ? "right" : "left"
  const spots = leftOut ? `; ${leftOut} spots left out` : ""
  const from = ({ left, top }) => `${left} from the left and ${top} from the top`
  return [
    sheet && `sheet: ${sheet.width} x ${sheet.height} pixels, ${from(sheet)}, straightened`,
    colour !== "grey" && `colour: ${colour}, where ink and paper differ most`,
    lines && `lines: ${lines} taken out`,
    `ink: ${lightInk ? "lighter" : "darker"} than the paper${spots}`,
    `cropped: to ${box.width} x ${box.height} pixels, ${from(box)}`,
    slant && `upright: turned, since it leaned by ${Math.abs(slant)} degrees to the ${side}`,
    stroke &&
      `stroke: made ${stroke[0] < stroke[1] ? "thicker" : "thinner"},` +
        ` from ${stroke[0].toFixed(1)} to ${stroke[1].toFixed(1)} pixels`,
    `scaled: to ${size[1]} x ${size[0]} pixels`,
    `centred: from column ${corner[1]} and row ${corner[0]} of ${FIELD} x ${FIELD}`,
  ].filter(Boolean)
}

// Stroke

function withUsualStroke(ink) {
  if (Math.max(ink.rows, ink.columns) <= BOX) return { changed: ink, stroke: null }
  const inked = inkToMeasure(ink)
  const inside = distances(inked)
  const width = 4 * (total(inside.values) / total(inked.values) - 0.5)
  const inPixels = (width * BOX) / STROKE_SIDE
  if ((inPixels >= THINNEST && inPixels <= THICKEST_STROKE) || hasRoom(inside)) {
    return { changed: ink, stroke: null }
  }
  let [changed, after] = [inside, STROKE]
  if (inPixels < THINNEST) {
    const growth = (STROKE * STROKE_SIDE - width) / (2 * (1 - STROKE))
    const outside = mapped(padded(inked, Math.ceil(growth) + 1), (value) => 1 - value)
    changed = mapped(distances(outside), (value) => growth + 1 - value)
  } else {
    const growth = (THINNED * STROKE_SIDE - width) / 2
    changed = mapped(inside, (value) => growth + value)
    after = (THINNED * STROKE_SIDE) / (STROKE_SIDE + 2 * growth)
  }
  changed = mapped(changed, (value) => Math.min(Math.max(value, 0), 1))
  return { changed: crop(changed, boundingBox(regions(changed))), stroke: [inPixels, after * BOX] }
}

// How far ink leans to the right: pixels per pixel upwards, its covariance over its variance.
function leanOf({ columns, values }) {
  const places = [...values.keys()].filter((i) => values[i])
  const at = (i) => [Math.floor(i / columns), i % columns]
  const mass = places.reduce((sum, i) => sum + values[i], 0)
  const [row, column] = [0, 1].map(
    (axis) => places.reduce((sum, i) => sum + values[i] * at(i)[axis], 0) / mass,
  )
  let [spread, both] = [0, 0]
  for (const i of places) {
    const down = at(i)[0] - row
    spread += values[i] * down ** 2
    both += values[i] * down * (at(i)[1] - column)
  }
  return spread ? -both / spread : 0
}

// A digit that leans far, as if it stood upright; null if it does not.
function turnedUpright(ink, box) {
  const lean = leanOf(ink)
  if (Math.max(box.height, box.width) <= BOX || Math.abs(lean) <= LEANING) return null
  const upright = turn(ink, Math.atan(lean))
  const full = mapped(upright, (value) => (value > 0.5 ? 1 : 0))
  const slant = roundHalfUp((Math.atan(lean) * 180) / Math.PI)
  return { ...fitted(upright, boundingBox(regions(full))), slant }
}

// Ink turned to the left, by an angle in radians.
function turn(given, angle) {
  const ink = padded(given, 1)
  const side = Math.ceil(Math.hypot(ink.rows, ink.columns))
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return picture(side, side, (i) => {
    const down = Math.floor(i / side) - (side - 1) / 2
    const across = (i % side) - (side - 1) / 2
    const row = cos * down + sin * across + (ink.rows - 1) / 2
    return sampled(ink, ink.values, row, cos * across - sin * down + (ink.columns - 1) / 2)
  })
}

function isSolid(ink) {
  return hasRoom(distances(inkToMeasure(ink)))
}

function hasRoom(inside) {
  return 2 * largest(inside.values) > SOLID * STROKE_SIDE
}

function hasDarkAreas(paper) {
  const median = atRank(paper.values, 0.5)
  const dark = mapped(paper, (value) => (value < DARK * median ? 1 : 0))
  return regions(dark).some((area) => !touchesEdge(area, dark))
}

function inkToMeasure(ink) {
  const times = STROKE_SIDE / Math.max(ink.rows, ink.columns)
  let grey
  if (times <= 1) grey = reduceTo(ink, 1 / times)
  else {
    const [rows, columns] = [ink.rows, ink.columns].map((s) => Math.max(1, roundHalfUp(s * times)))
    grey = picture(rows, columns, (i) => {
      const [row, column] = [Math.floor(i / columns), i % columns]
      const down = ((row + 0.5) * ink.rows) / rows - 0.5
      return sampled(ink, ink.values, down, ((column + 0.5) * ink.columns) / columns - 0.5)
    })
  }
  const most = largest(grey.values)
  return padded(mapped(grey, (value) => (value > 0.4 * most ? 1 : 0)), 1)
}

// The values between the pixels; beyond the picture, those of its edge.
function sampled({ rows, columns }, values, row, column) {
  row = Math.min(Math.max(row, 0), rows - 1)
  column = Math.min(Math.max(column, 0), columns - 1)
  const [top, left] = [Math.floor(row), Math.floor(column)]
  const [below, right] = [Math.min(top + 1, rows - 1), Math.min(left + 1, columns - 1)]
  const [down, across] = [row - top, column - left]
  const at = (r, c) => values[r * columns + c]
  const upper = at(top, left) * (1 - across) + at(top, right) * across
  const lower = at(below, left) * (1 - across) + at(below, right) * across
  return upper * (1 - down) + lower * down
}

// From each pixel that is not 0 to the nearest that is.
function distances({ rows, columns, values }) {
  // Down and up each column first, then along the rows.
  const inColumn = new Float64Array(values.length)
  for (let i = 0; i < inColumn.length; i++)
    inColumn[i] = values[i] ? (i < columns ? Infinity : inColumn[i - columns] + 1) : 0
  for (let i = inColumn.length - columns - 1; i >= 0; i--)
    inColumn[i] = Math.min(inColumn[i], inColumn[i + columns] + 1)
  const nearest = new Float64Array(values.length)
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * columns, (row + 1) * columns]
    for (let i = start; i < end; i++) {
      let squared = inColumn[i] ** 2
      // Outwards, until everything is farther away than the nearest so far.
      for (let away = 1; away < columns && away * away < squared; away++) {
        const around = away * away
        if (i - away >= start) squared = Math.min(squared, inColumn[i - away] ** 2 + around)
        if (i + away < end) squared = Math.min(squared, inColumn[i + away] ** 2 + around)
      }
      nearest[i] = Math.sqrt(squared)
    }
  }
  return { rows, columns, values: nearest }
}

// Colour

function clearest({ rows, columns, values, colours }) {
  if (!colours) return { brightness: { rows, columns, values }, colour: "grey" }
  const kinds = { grey: greyOf(colours), red: colours[0], green: colours[1], blue: colours[2] }
  let [best, most, greys] = ["grey", -Infinity, 0]
  for (const [name, kind] of Object.entries(kinds)) {
    const contrast = atRank(kind, EXTREME) - atRank(kind, 1 - EXTREME)
    if (name === "grey") greys = contrast
    if (contrast > most) [best, most] = [name, contrast]
  }
  if (most < CLEARER * greys) best = "grey"
  return { brightness: { rows, columns, values: kinds[best] }, colour: best }
}

function greyOf([red, green, blue]) {
  const [r, g, b] = WEIGHTS
  return red.map((value, i) => r * value + g * green[i] + b * blue[i])
}

// Sheets and boxes

function findSheets(given) {
  const reduction = Math.max(1, Math.max(given.rows, given.columns) / SHEET_SIDE)
  const reduced = reduceTo(given, reduction)
  const { rows, columns } = reduced
  const grey = { rows, columns, values: reduced.values ?? greyOf(reduced.colours) }
  const level = between(grey.values)
  const area = rows * columns
  const found = []
  for (const light of [1, 0]) {
    const mask = mapped(grey, (value) => (value > level ? light : 1 - light))
    for (const region of regions(mask)) {
      if (region.pixels.length < SMALLEST_SHEET * area) continue
      const sheet = withoutHoles(maskOf([region], mask))
      const corners = cornersOf({ pixels: pixelsOf(sheet) }, sheet)
      const figure = fourSided(corners, mask)
      let [sheets, both, either, beside, others] = [0, 0, 0, 0, 0]
      for (let i = 0; i < area; i++) {
        sheets += sheet.values[i]
        both += sheet.values[i] && figure.values[i]
        either += sheet.values[i] || figure.values[i]
        if (!figure.values[i]) {
          others++
          beside += mask.values[i]
        }
      }
      if (both / either < STRAIGHT || region.pixels.length < sheets / 2) continue
      // On other paper the region is a box, or lies between lines.
      if (others < 0.03 * area || beside / others > 0.5) continue
      const enlarged = (value) => (value + 0.5) * reduction - 0.5
      found.push({ sheets, corners: corners.map((corner) => corner.map(enlarged)) })
    }
  }
  return found.sort((a, c) => c.sheets - a.sheets).map(({ corners }) => corners)
}

function between(values) {
  const least = -largest(values.map((v) => -v))
  const step = (largest(values) - least) / 64
  let [best, at] = [-1, 0]
  for (let k = 1; k < 64; k++) {
    const level = k * step + least
    let [count, dark, light] = [0, 0, 0]
    for (const value of values) {
      if (value <= level) {
        count++
        dark += value
      } else light += value
    }
    const rest = values.length - count
    if (!count || !rest) continue
    const spread = count * rest * (light / rest - dark / count) ** 2
    if (spread > best) [best, at] = [spread, level]
  }
  return at
}

function withoutHoles(mask) {
  const filled = mapped(mask, () => 1)
  for (const spot of regions(mapped(mask, (value) => 1 - value))) {
    if (touchesEdge(spot, mask)) for (const pixel of spot.pixels) filled.values[pixel] = 0
  }
  return filled
}

function pixelsOf({ values }) {
  return [...values.keys()].filter((i) => values[i])
}

// [row, column] of the pixels farthest top left, top right, bottom right, bottom left.
function cornersOf({ pixels }, { columns }) {
  const least = [Infinity, Infinity, Infinity, Infinity]
  const corners = []
  for (const pixel of pixels) {
    const [row, column] = [Math.floor(pixel / columns), pixel % columns]
    const far = [row + column, row - column, -row - column, column - row]
    far.forEach((value, i) => {
      if (value < least[i]) [least[i], corners[i]] = [value, [row, column]]
    })
  }
  return corners
}

function isOutline({ top, left, height, width }, corners) {
  const around = boxBetween(corners)
  const apart = Math.max(
    Math.abs(top - around.top),
    Math.abs(left - around.left),
    Math.abs(top + height - around.top - around.height),
    Math.abs(left + width - around.left - around.width),
  )
  const [shorter, longer] = [Math.min(height, width), Math.max(height, width)]
  return apart < 0.1 * longer && shorter >= MOST_SLENDER_SHEET * longer
}

function fourSided(corners, { rows, columns }) {
  return picture(rows, columns, (i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    return corners.every(([r0, c0], k) => {
      const [r1, c1] = corners[(k + 1) % 4]
      return (row - r0) * (c1 - c0) - (column - c0) * (r1 - r0) >= -1e-9
    })
      ? 1
      : 0
  })
}

function straightened(given, corners) {
  const [tl, tr, br, bl] = corners
  const height = (apart(bl, tl) + apart(br, tr)) / 2
  const width = (apart(tr, tl) + apart(br, bl)) / 2
  const reduction = Math.max(1, Math.max(height, width) / WORKING_SIDE)
  const rim = INSET * Math.min(height, width) + 2
  const count = (side) => Math.max(1, roundHalfUp((side - 2 * rim) / reduction))
  const [rows, columns] = [count(height), count(width)]
  const reduced = reduceTo(given, reduction)
  const [rimDown, rimAcross] = [rim / height, rim / width]
  const of = (values) =>
    picture(rows, columns, (i) => {
      const down = rimDown + ((1 - 2 * rimDown) * (Math.floor(i / columns) + 0.5)) / rows
      const across = rimAcross + ((1 - 2 * rimAcross) * ((i % columns) + 0.5)) / columns
      const [row, column] = placeIn(corners, down, across)
      return sampled(reduced, values, (row + 0.5) / reduction - 0.5, (column + 0.5) / reduction - 0.5)
    }).values
  const values = reduced.values && of(reduced.values)
  const inside = { rows, columns, values, colours: reduced.colours?.map(of) }
  return { inside, rimDown, rimAcross }
}

function apart([r0, c0], [r1, c1]) {
  return Math.hypot(r1 - r0, c1 - c0)
}

function placeIn([tl, tr, br, bl], down, across) {
  return [0, 1].map((axis) => {
    const upper = tl[axis] * (1 - across) + tr[axis] * across
    const lower = bl[axis] * (1 - across) + br[axis] * across
    return upper * (1 - down) + lower * down
  })
}

function isFrame(mask, corners) {
  const { rows, columns } = mask
  const longer = Math.max(rows, columns)
  const sides = corners.map((corner, k) => [corner, corners[(k + 1) % 4]])
  if (Math.min(...sides.map(([a, c]) => apart(a, c))) < longer / 10) return false
  const covered = ({ values }, [r0, c0], [r1, c1]) => {
    let sum = 0
    for (let k = 0; k <= 100; k++) {
      const t = k / 100
      const row = roundHalfUp(r0 * (1 - t) + r1 * t)
      sum += values[row * columns + roundHalfUp(c0 * (1 - t) + c1 * t)]
    }
    return sum / 101
  }
  const thick = largestAround(mask, Math.max(1, Math.floor(longer / 128)))
  if (sides.some(([a, c]) => covered(thick, a, c) < 0.9)) return false
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / 4)
  const inner = corners.map((corner) => corner.map((v, axis) => v + 0.15 * (middle[axis] - v)))
  const inside = inner.reduce((sum, a, k) => sum + covered(mask, a, inner[(k + 1) % 4]), 0)
  return inside / 4 < 0.3
}

// Lines

function withoutLines(relief, full) {
  const { rows, columns } = relief
  const mask = mapped(relief, (value) => (value > full ? 1 : 0))
  const across = findLines(mask)
  const down = findLines(transposed(mask))
  const lines = across.length + down.length
  if (!lines) return { relief, lines }
  const lined = mapped(mask, () => 0)
  for (const { top, bottom } of across) {
    eachOf(top, bottom, rows, (row, column) => (lined.values[row * columns + column] = 1))
  }
  for (const { top, bottom } of down) {
    eachOf(top, bottom, columns, (column, row) => (lined.values[row * columns + column] = 1))
  }
  const rest = mapped(mask, (value, i) => (lined.values[i] ? 0 : value))
  const edge = rest.values.some((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    return value && (!row || !column || row === rows - 1 || column === columns - 1)
  })
  if (lines < 3 && (edge || !rest.values.some(Boolean))) return { relief, lines: 0 }
  const kept = mapped(mask, () => 0)
  for (const line of across) {
    eachCrossing(rest, line, (row, column) => (kept.values[row * columns + column] = 1))
  }
  const turned = transposed(rest)
  for (const line of down) {
    eachCrossing(turned, line, (column, row) => (kept.values[row * columns + column] = 1))
  }
  const left = mapped(relief, (value, i) => (lined.values[i] && !kept.values[i] ? 0 : value))
  return { relief: left, lines }
}

function transposed({ rows, columns, values }) {
  return picture(columns, rows, (i) => values[(i % rows) * columns + Math.floor(i / rows)])
}

function eachOf(top, bottom, rows, visit) {
  top.forEach((first, column) => {
    for (let row = Math.max(first, 0); row <= Math.min(bottom[column], rows - 1); row++) {
      visit(row, column)
    }
  })
}

function findLines(mask) {
  const { rows, columns, values } = mask
  const pixels = []
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / columns)
    const near = values[i] || (row && values[i - columns]) || values[i + columns]
    if (near) pixels.push([row, i % columns])
  }
  const most = Math.floor((STEEPEST * columns) / 1.5)
  let best = { total: 0 }
  for (let k = -most; k <= most; k++) {
    const slope = (1.5 * k) / columns
    const shift = Array.from({ length: columns }, (_, c) =>
      roundHalfUp(slope * (c - Math.floor(columns / 2))),
    )
    const counts = new Int32Array(3 * rows)
    for (const [row, column] of pixels) counts[row - shift[column] + rows]++
    const total = counts.reduce((sum, count) => sum + (count >= LINE * columns ? count : 0), 0)
    if (total > best.total) best = { total, shift, counts }
  }
  const lines = []
  for (let first = 0; best.total && first < 3 * rows; first++) {
    if (best.counts[first] < LINE * columns) continue
    let last = first
    while (best.counts[last + 1] >= LINE * columns) last++
    const top = best.shift.map((shift) => first - rows - 1 + shift)
    const bottom = best.shift.map((shift) => last - rows + 1 + shift)
    const atEdge = Math.max(...top) < 0 || Math.min(...bottom) >= rows
    const beside = Math.max(best.counts[first - 3], best.counts[last + 3])
    const thin = last - first - 1 <= Math.max(1, THICKEST * Math.max(rows, columns))
    if (thin && !atEdge && beside < 0.8 * LINE * columns) lines.push({ top, bottom })
    first = last
  }
  return lines
}

function eachCrossing({ rows, columns, values }, { top, bottom }, visit) {
  const near = bottom[0] - top[0]
  const [above, below] = [top.map((row) => row - 1), bottom.map((row) => row + 1)].map((at) => {
    const ink = at.map((row, c) => values[Math.min(Math.max(row, 0), rows - 1) * columns + c])
    return ink.map((_, c) => ink.slice(Math.max(c - near, 0), c + near + 1).some(Boolean))
  })
  eachOf(top, bottom, rows, (row, column) => {
    if (above[column] && below[column]) visit(row, column)
  })
}

// Arithmetic of pictures

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

function padded({ rows, columns, values }, margin) {
  const [tall, wide] = [rows + 2 * margin, columns + 2 * margin]
  const around = new Float64Array(tall * wide)
  for (let row = 0; row < rows; row++) {
    const line = values.subarray(row * columns, (row + 1) * columns)
    around.set(line, (row + margin) * wide + margin)
  }
  return { rows: tall, columns: wide, values: around }
}

function maskOf(spots, { rows, columns }) {
  const mask = picture(rows, columns, () => 0)
  for (const { pixels } of spots) for (const pixel of pixels) mask.values[pixel] = 1
  return mask
}

// The picture, grey or of three colours, reduced by a factor.
function reduceTo({ rows, columns, values, colours }, reduction) {
  const [to, wide] = [rows, columns].map((side) => Math.max(1, roundHalfUp(side / reduction)))
  const of = (kind) => {
    const average = areaAverage({ rows, columns, values: kind }, to, wide).values
    return kind instanceof Float32Array ? average.map(Math.fround) : average
  }
  return { rows: to, columns: wide, values: values && of(values), colours: colours?.map(of) }
}

// Each new pixel is the mean of the area that it covers in the old picture. box: what is scaled,
// in old pixels and parts of them; beyond the old picture all is 0.
export function areaAverage(image, rows, columns, box) {
  const { columns: width, values } = image
  const from = box ?? { top: 0, left: 0, height: image.rows, width }
  const down = coveredShares(image.rows, rows, from.top, from.height)
  const across = coveredShares(width, columns, from.left, from.width)
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
function coveredShares(source, target, start, length) {
  return Array.from({ length: target }, (_, i) => {
    const [from, to] = [start + (i * length) / target, start + ((i + 1) * length) / target]
    const first = Math.max(Math.floor(from), 0)
    const weights = []
    for (let j = first; j < Math.min(Math.ceil(to), source); j++) {
      const overlap = Math.min(to, j + 1) - Math.max(from, j)
      weights.push((Math.max(overlap, 0) * target) / length)
    }
    return { first, weights }
  })
}

// Where along one side the ink starts, for its centre of mass to be at CENTRE. In whole numbers.
function place(profile) {
  const mass = total(profile)
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
  let most = values[0]
  for (const value of values) if (value > most) most = value
  return most
}

function total(values) {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

// The largest value in a window from `reach` pixels before to `reach` after each pixel.
function largestAround(image, reach) {
  const { rows, columns } = image
  let { values } = image
  for (const [length, step, others, stride] of [
    [rows, columns, columns, 1],
    [columns, 1, rows, columns],
  ]) {
    const next = new Float64Array(values.length)
    const window = 2 * reach + 1
    for (let other = 0; other < others; other++) {
      const at = (i) => values[other * stride + Math.min(Math.max(i, 0), length - 1) * step]
      const line = new Float64Array(length + 2 * reach)
      for (let i = 0; i < line.length; i++) line[i] = at(i - reach)
      let span = 1
      for (; 2 * span <= window; span *= 2) {
        for (let i = 0; i + span < line.length; i++) line[i] = Math.max(line[i], line[i + span])
      }
      for (let i = 0; i < length; i++) {
        next[other * stride + i * step] = Math.max(line[i], line[i + window - span])
      }
    }
    values = next
  }
  return { rows, columns, values }
}

// The connected spots of what is not 0; a pixel is connected with the eight around it.
function regions({ rows, columns, values }) {
  const runs = [] // of pixels side by side, each with an earlier one of the same spot, or itself
  let above = 0 // where the runs of the row above begin
  for (let row = 0; row < rows; row++) {
    const [here, start] = [runs.length, row * columns]
    let touching = above
    for (let column = 0; column < columns; column++) {
      if (values[start + column] === 0) continue
      const from = column
      while (column < columns && values[start + column] !== 0) column++
      const run = { row, from, to: column, earlier: runs.length }
      runs.push(run)
      while (touching < here && runs[touching].to < from) touching++
      for (let i = touching; i < here && runs[i].from <= column; i++) join(runs, i, runs.length - 1)
    }
    above = here
  }
  const spots = new Map()
  runs.forEach((run, i) => {
    const first = firstOf(runs, i)
    if (first === i) spots.set(i, { runs: [], count: 0, left: columns, right: 0 })
    const spot = spots.get(first)
    spot.runs.push(run)
    spot.count += run.to - run.from
    spot.left = Math.min(spot.left, run.from)
    spot.right = Math.max(spot.right, run.to)
  })
  return Array.from(spots.values(), ({ runs, count, left, right }) => {
    const pixels = new Int32Array(count)
    let filled = 0
    for (const { row, from, to } of runs)
      for (let column = from; column < to; column++) pixels[filled++] = row * columns + column
    const top = runs[0].row
    return { pixels, top, left, height: runs.at(-1).row - top + 1, width: right - left }
  })
}

// The first run of the spot of a run.
function firstOf(runs, i) {
  while (runs[i].earlier !== i) i = runs[i].earlier = runs[runs[i].earlier].earlier
  return i
}

function join(runs, one, other) {
  const [a, b] = [firstOf(runs, one), firstOf(runs, other)]
  runs[Math.max(a, b)].earlier = Math.min(a, b)
}

function boundingBox(spots) {
  const top = Math.min(...spots.map((spot) => spot.top))
  const left = Math.min(...spots.map((spot) => spot.left))
  const bottom = Math.max(...spots.map((spot) => spot.top + spot.height))
  const right = Math.max(...spots.map((spot) => spot.left + spot.width))
  return { top, left, height: bottom - top, width: right - left }
}

function touchesEdge({ top, left, height, width }, { rows, columns }) {
  return top === 0 || left === 0 || top + height === rows || left + width === columns
}

// The same spots, those that nearly touch as one.
function joined(spots, shape) {
  const mask = maskOf(spots, shape)
  const near = roundHalfUp((GAP * Math.max(shape.rows, shape.columns)) / 2)
  return regions(largestAround(mask, near)).map(({ pixels }) => {
    const inked = pixels.filter((pixel) => mask.values[pixel])
    const places = Array.from(inked, (i) => [Math.floor(i / shape.columns), i % shape.columns])
    let [top, left, bottom, right] = [Infinity, Infinity, -1, -1]
    for (const [row, column] of places) {
      top = Math.min(top, row)
      left = Math.min(left, column)
      bottom = Math.max(bottom, row)
      right = Math.max(right, column)
    }
    return { pixels: inked, top, left, height: bottom - top + 1, width: right - left + 1 }
  })
}

// The spots that are the digit: not the specks, nor what reaches in from the edge.
function chooseSpots(spots, shape, fullInk, whole) {
  const size = (some) => Math.max(0, ...some.map((spot) => spot.pixels.length))
  const inside = spots.filter((spot) => !touchesEdge(spot, shape))
  if (size(inside) >= EDGE_SPOT * size(spots)) spots = inside
  else if (!whole || fullInk < FAINTEST_AT_EDGE || spots.length > MOST_SPOTS) {
    throw new ImageError("no digit found: there are only shades that reach in from the edge")
  }
  const sum = (some) => some.reduce((a, spot) => a + spot.pixels.length, 0)
  const all = joined(spots, shape)
  spots = all.filter((spot) => spot.pixels.length >= SPECK * size(all))
  if (sum(all) - sum(spots) > sum(spots)) {
    throw new ImageError("no digit found: there are specks all over the picture")
  }
  if (spots.length > MOST_SPOTS) {
    throw new ImageError(`no digit found: there are ${spots.length} spots of similar size`)
  }
  spots = spots.filter((ring) => !spots.some((spot) => surrounds(ring, spot)))
  const two = twoDigits(spots)
  if (two) throw new ImageError(`two digits${two}; give a picture of one`)
  const digit = nearTheMainSpot(spots)
  const { height, width } = boundingBox(digit)
  const longer = Math.max(shape.rows, shape.columns)
  if (Math.max(height, width) < SMALLEST * Math.min(WORKING_SIDE, longer)) {
    throw new ImageError("no digit found: there is only a speck; a digit must be larger")
  }
  return digit
}

// Whether a spot is a ring drawn around another, and no part of the same digit.
function surrounds(ring, spot) {
  const [down, across] = [spot.top - ring.top, spot.left - ring.left]
  const below = ring.height - down - spot.height
  const gap = Math.min(down, across, below, ring.width - across - spot.width)
  return gap >= RING * Math.max(ring.height, ring.width) && spot.height >= IN_RING * ring.height
}

// The tallest spot and those near it, but no line under or over it.
function nearTheMainSpot(spots) {
  const tallness = ({ height, width }) => 2 * height + width
  const [main, ...others] = [...spots].sort((a, c) => tallness(c) - tallness(a))
  const isRule = ({ height, width }) => width >= 10 * height && width > main.width
  let rest = others.filter((spot) => !isRule(spot))
  const digit = [main]
  const far = FAR * Math.max(main.height, main.width)
  while (true) {
    const { top, left, height, width } = boundingBox(digit)
    const near = rest.filter((spot) => {
      const down = Math.max(spot.top - top - height, top - spot.top - spot.height)
      const across = Math.max(spot.left - left - width, left - spot.left - spot.width)
      return Math.max(down, across) <= far
    })
    if (!near.length) return digit
    digit.push(...near)
    rest = rest.filter((spot) => !near.includes(spot))
  }
}

// Whether one of the spots that are the digit, or that are near it, reaches the edge.
function mayBeCutOff(digit, spots, shape) {
  const atEdge = spots.filter((spot) => touchesEdge(spot, shape))
  if (!atEdge.length) return false
  const { height, width } = boundingBox(digit)
  const far = roundHalfUp(FAR * Math.max(height, width))
  const near = largestAround(maskOf(digit, shape), far).values
  return atEdge.some(({ pixels }) => pixels.some((pixel) => near[pixel]))
}

// How two tall spots lie that are two digits, or "".
function twoDigits(spots) {
  const tallest = Math.max(...spots.map((spot) => spot.height))
  const tall = spots.filter((spot) => spot.height >= AS_TALL * tallest)
  for (const [i, one] of tall.entries()) {
    for (const other of tall.slice(i + 1)) {
      const right = Math.min(one.left + one.width, other.left + other.width)
      const shared = right - Math.max(one.left, other.left)
      if (shared < AS_NEAR * Math.min(one.width, other.width)) return " side by side"
      const bottom = Math.min(one.top + one.height, other.top + other.height)
      const gap = Math.max(one.top, other.top) - bottom
      if (gap > APART * Math.min(one.height, other.height)) return ", one above the other"
    }
  }
  return ""
}

function roundHalfUp(x) {
  return Math.floor(x + 0.5)
}
