// From the way of a pen to ink. The pad is MNIST's field of 28 x 28 pixels, ten times as large.
//
// MNIST's strokes are 2.5 pixels wide, in digits whose longer side is 20: that is their median,
// measured as twice the ink over the length of its edge. The pen was fixed by this measurement
// (tests/test_playground.py repeats it), not by trying which pen is read best. So it is an eighth
// of the drawing's longer side: thinner for a small digit, or its strokes would run together when
// it is enlarged; never thicker than for a digit that fills MNIST's box.

export const SIDE = 280
export const PEN = 25 // at most, in pixels of the pad
const THINNEST = 8

// The points extend over seven eighths of the drawing's side, half a pen beyond is ink.
export function penFor(strokes) {
  const points = strokes.flat()
  const extents = [0, 1].map((axis) => {
    const places = points.map((point) => point[axis])
    return Math.max(...places) - Math.min(...places)
  })
  return Math.min(Math.max(Math.max(...extents) / 7, THINNEST), PEN)
}

export function blankInk() {
  return new Uint8Array(SIDE * SIDE) // 0 is paper, 255 is ink
}

// Ink everything that is nearer than half a pen to the line from one point to the next. The rim,
// one pixel wide, is as grey as it is covered.
export function inkSegment(ink, [x0, y0], [x1, y1], pen) {
  const reach = pen / 2 + 0.5
  const inside = (value) => Math.min(Math.max(value, 0), SIDE)
  const left = inside(Math.floor(Math.min(x0, x1) - reach))
  const right = inside(Math.ceil(Math.max(x0, x1) + reach))
  const top = inside(Math.floor(Math.min(y0, y1) - reach))
  const bottom = inside(Math.ceil(Math.max(y0, y1) + reach))
  const [dx, dy] = [x1 - x0, y1 - y0]
  const squaredLength = dx * dx + dy * dy
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const [x, y] = [column + 0.5 - x0, row + 0.5 - y0] // the middle of the pixel
      const along = squaredLength ? Math.min(Math.max((x * dx + y * dy) / squaredLength, 0), 1) : 0
      const distance = Math.sqrt((x - along * dx) ** 2 + (y - along * dy) ** 2)
      const covered = Math.round(255 * Math.min(Math.max(reach - distance, 0), 1))
      const pixel = row * SIDE + column
      if (covered > ink[pixel]) ink[pixel] = covered
    }
  }
}

// strokes: lists of points [x, y] in pixels of the pad. A stroke of one point is a dot.
export function inkStrokes(strokes, ink = blankInk(), pen = penFor(strokes)) {
  for (const points of strokes) {
    points.forEach((point, i) => inkSegment(ink, points[Math.max(i - 1, 0)], point, pen))
  }
  return ink
}

// A prepared digit, 28 x 28, on the pad.
export function enlarged(image) {
  const ink = blankInk()
  const times = SIDE / 28
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const pixel = Math.floor(row / times) * 28 + Math.floor(column / times)
      ink[row * SIDE + column] = image[pixel]
    }
  }
  return ink
}
