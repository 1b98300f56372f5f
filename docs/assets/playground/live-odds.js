// The live part "odds": one slider that moves odds, log-odds and probability together.
//
// State: odds, where to start, and times, the likelihood ratio of evidence that follows.

import { after, fromLogOdds, fromOdds } from "./odds.js"
import * as page from "./page.js"
import { element } from "./svg.js"

const FARTHEST = 5 // the scale of log-odds ends there
const MOST_ODDS = 30 // so does that of the odds; an arrow says that they go on
const [LEFT, RIGHT] = [18, 342]
const RATIO = 3
const END = "The scale ends here."

// Each scale is even in its own unit.
const SCALES = [
  { key: "p", name: "probability", low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] },
  { key: "odds", name: "odds", low: 0, high: MOST_ODDS, ticks: [0, 1, 5, 10, 20, 30] },
  { key: "z", name: "log-odds", low: -5, high: 5, ticks: [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5] },
]

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  let now = fromLogOdds(0)
  let before = null // where evidence was taken from, and its ratio
  let ratio = 1

  function go(to) {
    now = to
    before = null
    show()
  }

  function take(factor) {
    const next = after(now, factor)
    if (Math.abs(next.z) > FARTHEST) return false
    ;[before, now, ratio] = [now, next, factor]
    show()
    return true
  }

  function sentence() {
    if (!before) {
      return `Log-odds ${page.fixed(now.z)}: odds ${said(now.odds)}, probability ${percent(now.p)}.`
    }
    const sign = ratio >= 1 ? `times ${page.short(ratio)}` : `divided by ${page.short(1 / ratio)}`
    const points = page.signed(100 * (now.p - before.p), 1)
    const moved = page.signed(now.z - before.z)
    return (
      `The odds go from ${page.short(before.odds)} to ${page.short(now.odds)}: ${sign}.` +
      ` The log-odds go from ${page.fixed(before.z)} to ${page.fixed(now.z)}: ${moved}. The` +
      ` probability goes from ${percent(before.p)} to ${percent(now.p)}: ${points} percentage points.`
    )
  }

  function show() {
    part("z").value = String(now.z)
    part("z").setAttribute(
      "aria-valuetext",
      `${page.fixed(now.z)}, odds ${said(now.odds)}, probability ${percent(now.p)}`,
    )
    part("z-shown").textContent = page.fixed(now.z)
    part("sentence").textContent = sentence()
    draw()
  }

  function draw() {
    const svg = element("svg", { viewBox: "0 0 360 222", "aria-hidden": "true" })
    const places = SCALES.map((scale, i) => drawScale(svg, scale, 40 + 72 * i))
    const way = places.map(({ x, y }) => `${x},${y}`).join("L")
    svg.prepend(element("path", { d: `M${way}`, class: "contour" }))
    part("scales").replaceChildren(svg)
  }

  function drawScale(svg, { key, name, low, high, ticks }, y) {
    const toX = (value) => LEFT + ((RIGHT - LEFT) * (Math.min(value, high) - low)) / (high - low)
    const words = element("g", { class: "words" }, svg)
    const beyond = now[key] > high ? "\u2192" : ""
    const value = { p: percent(now.p), odds: said(now.odds), z: page.fixed(now.z) }[key]
    element("text", { x: LEFT, y: y - 15 }, words, `${name}: ${value} ${beyond}`)
    element("path", { d: `M${LEFT},${y}H${RIGHT}`, class: "cursor" }, svg)
    for (const tick of ticks) {
      const x = toX(tick)
      element("path", { d: `M${x},${y - 4}V${y + 4}`, class: "cursor" }, svg)
      const text = key === "p" ? `${100 * tick}\u00a0%` : String(tick).replace("-", "\u2212")
      element("text", { x, y: y + 19, "text-anchor": "middle" }, words, text)
    }
    const x = toX(now[key])
    if (before) {
      const from = toX(before[key])
      element("path", { d: `M${from},${y}H${x}`, class: "optimum" }, svg)
      element("circle", { cx: from, cy: y, r: 5, class: "start" }, svg)
    }
    element("circle", { cx: x, cy: y, r: 6, class: "here" }, svg)
    return { x, y }
  }

  part("z").addEventListener("input", ({ target }) => {
    go(fromLogOdds(target.valueAsNumber))
    tell(sentence())
  })
  for (const [name, factor] of [["times", RATIO], ["over", 1 / RATIO]]) {
    part(name).addEventListener("click", () => {
      tell(take(factor) ? sentence() : END)
    })
  }

  function set({ odds = "1", times }) {
    go(fromOdds(Number(odds)))
    tell(!times || take(Number(times)) ? sentence() : END)
  }

  set(state)
  return { set }
}

function percent(p) {
  return `${(100 * p).toFixed(1)}\u00a0%`
}

// Odds as one says them: 9 to 1, and 1 to 9.
function said(odds) {
  return odds >= 1 ? `${page.short(odds)} to 1` : `1 to ${page.short(1 / odds)}`
}
