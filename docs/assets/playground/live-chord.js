// The live part "chord": a chord and a tangent on two curves along a line, one convex and one not.
//
// State: data, which is "four" or "digits"; first and second, t_1 and t_2.

import { MEASURES, below, chordOf, tangentOf } from "./chords.js"
import * as page from "./page.js"
import { chart, element, line } from "./svg.js"

const POSITIONS = 200 // of the sliders
const NAMES = { loss: "A", square: "B" }

const HEIGHTS = {
  four: { loss: [0, 4, 8, 12, 16], square: [0, 0.2, 0.4, 0.6] },
  digits: { loss: [0, 1, 2, 3, 4], square: [0, 0.2, 0.4, 0.6, 0.8, 1] },
}
const WINDOWS = {
  four: { low: -6, high: 4, ticks: [-6, -4, -2, 0, 2, 4], name: "weight t" },
  digits: {
    low: -0.3,
    high: 0.9,
    ticks: [-0.3, 0, 0.3, 0.6, 0.9],
    name: "number t on the line",
  },
}

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const data = JSON.parse(page.exported("playground-chord-data"))
  let plots = {}
  let points = { first: 0, second: 0 } // t_1 and t_2

  const chosen = () => part("data").querySelector(":checked").value

  function drawCurves() {
    const window = WINDOWS[chosen()]
    for (const name of Object.keys(MEASURES)) {
      const measure = MEASURES[name]
      const f = (t) => measure.value(data[chosen()], t)
      const slope = (t) => measure.slope(data[chosen()], t)
      const ticks = HEIGHTS[chosen()][name]
      const high = ticks.at(-1)
      const y = { low: -high / 10, high, ticks, name: name === "loss" ? "mean loss" : "mean square" }
      const plot = chart(part(name), { x: window, y, height: 260 })
      const curve = Array.from({ length: 241 }, (_, k) => window.low + ((window.high - window.low) * k) / 240)
      const path = line(curve.map((t) => [plot.toX(t), plot.toY(f(t))]))
      element("path", { d: path, class: "boundary" }, plot.inside)
      const drawn = element("g", {}, plot.inside)
      plots[name] = { ...plot, f, slope, drawn }
    }
  }

  function show() {
    const { low, high } = WINDOWS[chosen()]
    for (const [name, t] of Object.entries(points)) {
      const slider = part(name)
      slider.value = String(Math.round((POSITIONS * (t - low)) / (high - low)))
      slider.setAttribute("aria-valuetext", page.fixed(t))
      part(`${name}-shown`).textContent = page.fixed(t)
    }
    const said = Object.keys(MEASURES).map((name) => {
      const sentence = drawLines(plots[name], low, high)
      part(`${name}-said`).textContent = sentence
      return `${NAMES[name]}: ${sentence}`
    })
    tell(said.join(" "))
  }

  function drawLines({ f, slope, drawn, toX, toY }, low, high) {
    drawn.replaceChildren()
    const [from, to] = [points.first, points.second].sort((a, c) => a - c)
    const tangent = tangentOf(f, slope, points.first)
    const straight = (g, a, c, kind) => {
      const d = `M${toX(a)},${toY(g(a))}L${toX(c)},${toY(g(c))}`
      element("path", { d, class: kind }, drawn)
    }
    const overTangent = below(f, tangent, low, high)
    straight(tangent, low, high, "tangent")
    for (const [a, c] of overTangent) straight(tangent, a, c, "broken")
    let underChord = []
    if (from < to) {
      const chord = chordOf(f, from, to)
      underChord = below(chord, f, from, to)
      straight(chord, from, to, "chord")
      for (const [a, c] of underChord) straight(chord, a, c, "broken")
    }
    for (const t of [points.second, points.first]) {
      const kind = t === points.first ? "start" : "here"
      element("circle", { cx: toX(t), cy: toY(f(t)), r: 5.5, class: kind }, drawn)
    }
    const chordSaid = underChord.length
      ? `The chord lies below the curve ${intervals(underChord)}.`
      : "The chord is nowhere below the curve."
    const tangentSaid = overTangent.length
      ? `The tangent lies above the curve ${intervals(overTangent)}.`
      : "The tangent is nowhere above the curve."
    return `${chordSaid} ${tangentSaid}`
  }

  for (const name of ["first", "second"]) {
    part(name).addEventListener("input", ({ target }) => {
      const { low, high } = WINDOWS[chosen()]
      points[name] = low + ((high - low) * target.valueAsNumber) / POSITIONS
      show()
    })
  }
  part("data").addEventListener("change", () => {
    // To the same positions of the sliders, in the other window.
    const { low, high } = WINDOWS[chosen()]
    for (const name of ["first", "second"]) {
      points[name] = low + ((high - low) * part(name).valueAsNumber) / POSITIONS
    }
    drawCurves()
    show()
  })

  function set({ data: examples = "four", first = "-5", second = "2" }) {
    part("data").querySelector(`[value="${examples}"]`).checked = true
    points = { first: Number(first), second: Number(second) }
    drawCurves()
    show()
  }

  set(state)
  return { set }
}

function intervals(found) {
  return found.map(([a, c]) => `from ${page.fixed(a)} to ${page.fixed(c)}`).join(" and ")
}
