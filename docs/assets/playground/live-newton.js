// Chapter 13: the parabola that touches the cost, and the jump to its lowest point.

import { BOUND, minimum, parabola, STEPS, valley } from "./newton.js"
import * as page from "./page.js"
import { chart, element, line } from "./svg.js"

const FARTHEST = 10 // the chart ends there
const HIGHEST = 6
const LOST = 1e6 // beyond, no step is taken any more
const LAST = 7 // rows of the table

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const kinds = [...part("step").querySelectorAll("input")]
  let [q, kind] = [0.5, "newton"]
  let path = [0] // the weights so far

  const here = () => path.at(-1)
  const distance = (w) => Math.abs(w - minimum(q))
  const lost = () => !(Math.abs(here()) <= LOST)

  function begin(w) {
    path = [w]
  }

  function take() {
    if (!lost()) path.push(STEPS[kind](here(), q))
  }

  // A halved step belongs to the same parabola: it does not go all the way to its lowest point.
  function touching() {
    const curvature = kind === "bound" ? BOUND : valley(here(), q).curvature
    return parabola(here(), q, curvature)
  }

  function sentence() {
    if (lost()) return "The path has left the chart, and gets farther from the minimum at each step."
    const next = STEPS[kind](here(), q)
    const way = distance(next) <= distance(here()) ? "nearer to" : "farther from"
    const { slope, curvature } = valley(here(), q)
    const used = kind === "bound" ? BOUND : curvature
    return (
      `At w = ${page.fixed(here())} the slope is ${page.short(slope)} and the parabola's curvature` +
      ` ${page.short(used)}. The next step leads to ${page.fixed(next)}, ${way} the minimum.`
    )
  }

  function show() {
    slider("start", path[0])
    slider("yes", q)
    for (const input of kinds) input.checked = input.value === kind
    part("sentence").textContent = sentence()
    part("next").disabled = lost()
    fillTable()
    draw()
  }

  function slider(name, value) {
    part(name).value = String(value)
    part(name).setAttribute("aria-valuetext", page.fixed(value, 1))
    part(`${name}-shown`).textContent = page.fixed(value, 1)
  }

  function fillTable() {
    const rows = path.map((w, k) => [String(k), page.short(w, 6), page.short(distance(w))])
    part("rows").replaceChildren(
      ...rows.slice(-LAST).map((cells) => {
        const row = document.createElement("tr")
        row.append(...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })))
        return row
      }),
    )
  }

  function draw() {
    const plot = chart(part("chart"), {
      x: { low: -FARTHEST, high: FARTHEST, ticks: [-10, -5, 0, 5, 10], name: "weight w" },
      y: { low: -1, high: HIGHEST, ticks: [0, 2, 4, 6], name: "cost J" },
    })
    const curve = (f) => {
      const ws = Array.from({ length: 241 }, (_, i) => FARTHEST * (i / 120 - 1))
      return line(ws.map((w) => [plot.toX(w), plot.toY(f(w))]))
    }
    const J = (w) => valley(w, q).J
    element("path", { d: curve(J), class: "form exact" }, plot.inside)
    const lowest = [plot.toX(minimum(q)), plot.toY(J(minimum(q)))]
    element("path", { d: `M${lowest}V${plot.toY(-1)}`, class: "contour" }, plot.inside)
    if (lost()) return
    const { at, lowest: bottom } = touching()
    element("path", { d: curve(at), class: "form clipped" }, plot.inside)
    const next = STEPS[kind](here(), q)
    const [from, to] = [here(), within(next)].map(plot.toX)
    const height = plot.toY(J(here()))
    const end = plot.toY(J(within(next)))
    element("path", { d: `M${from},${height}H${to}V${end}`, class: "path" }, plot.inside)
    element("circle", { cx: plot.toX(within(bottom)), cy: plot.toY(at(within(bottom))), r: 4, class: "start" }, plot.inside)
    element("circle", { cx: from, cy: height, r: 5, class: "here" }, plot.inside)
  }

  function change(what) {
    what()
    show()
    tell(sentence())
  }

  function set({ start, yes, step, steps }) {
    change(() => {
      ;[q, kind] = [Number(yes), step]
      begin(Number(start))
      for (let k = 0; k < Number(steps); k++) take()
    })
  }

  part("start").addEventListener("input", ({ target }) => change(() => begin(target.valueAsNumber)))
  part("yes").addEventListener("input", ({ target }) => {
    change(() => {
      q = target.valueAsNumber
      begin(path[0])
    })
  })
  part("step").addEventListener("change", ({ target }) => {
    change(() => {
      kind = target.value
      begin(path[0])
    })
  })
  part("next").addEventListener("click", () => change(take))
  part("back").addEventListener("click", () => change(() => begin(path[0])))
  set(state)
  return { set }
}

// A drawing takes no number without bounds.
function within(w) {
  return Math.max(-2 * FARTHEST, Math.min(w, 2 * FARTHEST))
}
