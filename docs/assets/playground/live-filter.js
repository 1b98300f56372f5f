// Chapter 14: one digit, one filter, its response at each pixel, and the pooled features.

import { CELLS, features } from "./features.js"
import { bytesOf, example, PIXELS } from "./model.js"
import * as page from "./page.js"
import { change, moved, response } from "./response.js"

const [SIDE, WINDOW] = [28, 7]

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const digits = bytesOf(page.exported("playground-filter-digits"))
  const filters = readFilters()
  const digit = (k) => example(digits.subarray(k * PIXELS, (k + 1) * PIXELS))
  let now = { digit: 7, filter: 1, move: 0 }

  function show() {
    const kind = filters[now.filter - 1]
    const name = kind.absolute ? "drawn at random" : "made of a patch"
    slider("digit", String(now.digit))
    slider("filter", `${now.filter}, ${name}`)
    slider("move", page.fixed(now.move, 0))
    const still = digit(now.digit)
    const x = moved(still, now.move)
    const [ink, blue, orange] = [page.INK, page.BLUE, page.ORANGE].map((c) => page.colour(root, c))
    const one = { W: kind.f, b: [kind.d], absolute: Number(kind.absolute) }
    const pooled = (x) => features(one, x)
    paint("picture", SIDE, x, () => ink)
    paint("weights", WINDOW, kind.f, (i) => (kind.f[i] > 0 ? blue : orange))
    paint("responses", SIDE, response(kind, x), () => blue)
    paint("features", CELLS, pooled(x), () => blue)
    const [pixels, cells] = [change(still, x), change(pooled(still), pooled(x))]
    part("sentence").textContent = now.move
      ? `Moved by ${columns(now.move)}, the 784 pixels change by ${whole(pixels)} of their length,` +
        ` and the 16 features of this filter by ${whole(cells)}.`
      : `Digit ${now.digit}, filter ${now.filter}, ${name}. Nothing is moved yet.`
  }

  function slider(name, words) {
    part(name).value = String(now[name])
    part(name).setAttribute("aria-valuetext", words)
    part(`${name}-shown`).textContent = words
  }

  function paint(name, side, values, colourOf) {
    const darkest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    page.paint(part(name), side, side, colourOf, (i) => Math.abs(values[i]) / darkest)
  }

  function update(to) {
    now = { ...now, ...to }
    show()
    tell(part("sentence").textContent)
  }

  function set(state) {
    const names = Object.keys(now)
    update(Object.fromEntries(names.map((name) => [name, Number(state[name])])))
  }

  part("filter").max = String(filters.length)
  for (const name of Object.keys(now)) {
    part(name).addEventListener("input", ({ target }) => update({ [name]: target.valueAsNumber }))
  }
  page.onTheme(root, show)
  set(state)
  return { set }
}

// float32: how many filters there are, and how many of them, from the first, are random; of each
// pixel of the window the weights of all filters; then what is added.
function readFilters() {
  const numbers = new Float32Array(bytesOf(page.exported("playground-filter-weights")).buffer)
  const [F, random] = numbers
  return Array.from({ length: F }, (_, k) => ({
    f: Float32Array.from({ length: WINDOW ** 2 }, (_, i) => numbers[2 + i * F + k]),
    d: numbers[2 + WINDOW ** 2 * F + k],
    absolute: k < random,
  }))
}

function columns(move) {
  const count = Math.abs(move)
  return `${count} ${count === 1 ? "column" : "columns"} to the ${move > 0 ? "right" : "left"}`
}

function whole(fraction) {
  return `${Math.round(100 * fraction)}\u00a0%`
}
