// A few lines of SVG: what the charts of the playground are made of. Colours are in playground.css.

export function element(name, attributes = {}, parent = null, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  if (text) made.textContent = text
  parent?.append(made)
  return made
}

// Draw the frame of a chart: ticks, names of the axes. x and y are { low, high, ticks, name } and
// optionally label(tick). Returns { svg, inside, toX, toY, fromX, fromY }.
export function chart(holder, { x, y, width = 360, height = 300, margin = [12, 14, 40, 50] }) {
  const [top, right, bottom, least] = margin
  // Beside the axis stand its ticks, and beside those its name.
  const letters = y.ticks.map((tick) => (y.label ?? plain)(tick).length)
  const left = Math.max(least, 25 + 7 * Math.max(...letters))
  const [innerWidth, innerHeight] = [width - left - right, height - top - bottom]
  const toX = (value) => left + (innerWidth * (value - x.low)) / (x.high - x.low)
  const toY = (value) => top + (innerHeight * (y.high - value)) / (y.high - y.low)
  const fromX = (pixel) => x.low + ((pixel - left) / innerWidth) * (x.high - x.low)
  const fromY = (pixel) => y.high - ((pixel - top) / innerHeight) * (y.high - y.low)

  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" })
  const name = `inside-${Math.random().toString(36).slice(2)}`
  const clip = element("clipPath", { id: name }, element("defs", {}, svg))
  element("rect", { x: left, y: top, width: innerWidth, height: innerHeight }, clip)
  const grid = element("g", { class: "grid" }, svg)
  const words = element("g", { class: "words" }, svg)
  for (const tick of x.ticks) {
    const at = toX(tick)
    element("path", { d: `M${at},${top}V${top + innerHeight}` }, grid)
    const place = { x: at, y: height - bottom + 15, "text-anchor": "middle" }
    element("text", place, words, (x.label ?? plain)(tick))
  }
  for (const tick of y.ticks) {
    const at = toY(tick)
    element("path", { d: `M${left},${at}H${left + innerWidth}` }, grid)
    // Not below the axis, where the first tick of x may stand.
    const place = { x: left - 5, y: Math.min(at + 4, top + innerHeight), "text-anchor": "end" }
    element("text", place, words, (y.label ?? plain)(tick))
  }
  const below = { x: left + innerWidth / 2, y: height - 6, "text-anchor": "middle" }
  element("text", below, words, x.name)
  const beside = `translate(12 ${top + innerHeight / 2}) rotate(-90)`
  element("text", { transform: beside, "text-anchor": "middle" }, words, y.name)
  const inside = element("g", { "clip-path": `url(#${name})` }, svg)
  holder.replaceChildren(svg)
  return { svg, inside, toX, toY, fromX, fromY }
}

function plain(tick) {
  return String(Number(tick.toPrecision(6))).replace("-", "\u2212")
}

// About `count` round numbers from low to high.
export function roundTicks(low, high, count = 5) {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const distance = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough)
  const ticks = []
  for (let k = Math.ceil(low / distance); k * distance <= high; k++) ticks.push(k * distance)
  return ticks
}

// Where the pointer is, in the units of the drawing.
export function unitsAt(svg, event) {
  const point = new DOMPoint(event.clientX, event.clientY)
  return point.matrixTransform(svg.getScreenCTM().inverse())
}

// A line through points [x, y] of the page; it is broken where a number is missing.
export function line(points) {
  let letter = "M"
  let d = ""
  for (const [x, y] of points) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      d += `${letter}${x.toFixed(1)},${y.toFixed(1)}`
      letter = "L"
    } else letter = "M"
  }
  return d
}

// Where a function on a grid has the value `level`: marching squares, as the d of a path.
// values[row][column]; place(column, row) tells where a point of the grid is.
export function contour(values, level, place) {
  let d = ""
  for (let row = 0; row + 1 < values.length; row++) {
    for (let column = 0; column + 1 < values[row].length; column++) {
      const below = (c, r) => values[r][c] < level
      const first = below(column, row)
      const [next, last] = [column + 1, row + 1]
      if (below(next, row) === first && below(next, last) === first && below(column, last) === first)
        continue // nearly everywhere
      const corners = [[column, row], [next, row], [next, last], [column, last]]
      const crossings = corners.flatMap(([c0, r0], i) => {
        const [c1, r1] = corners[(i + 1) % 4]
        const [from, to] = [values[r0][c0], values[r1][c1]]
        if (from < level === to < level) return []
        const share = (level - from) / (to - from)
        return [place(c0 + share * (c1 - c0), r0 + share * (r1 - r0))]
      })
      for (let i = 0; i + 1 < crossings.length; i += 2) d += line(crossings.slice(i, i + 2))
    }
  }
  return d
}
