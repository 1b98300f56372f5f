// The live part "boundary": points of two classes, the line between them, its weights. State:
// example, l2, and knobs, which is "points" where the weights do not come up.

import * as descent from "./descent.js"
import { sigmoid } from "./model.js"
import * as page from "./page.js"
import { chart, element, line, unitsAt } from "./svg.js"

const TOLERANCE = 1e-6 // of the length of the gradient, as in the library
const MOST_STEPS = 100_000
const EDGE = 1 // points lie from -EDGE to EDGE

// [x1, x2, y]
const EXAMPLES = {
  mixed: [
    [-0.75, 0.3, 0], [-0.6, -0.5, 0], [-0.45, 0.55, 0], [-0.4, -0.1, 0], [-0.2, -0.7, 0],
    [-0.1, 0.1, 0], [0.05, -0.35, 0], [0.25, 0.3, 0], [-0.25, 0.3, 1], [-0.05, -0.1, 1],
    [0.1, 0.65, 1], [0.2, -0.05, 1], [0.4, -0.45, 1], [0.5, 0.45, 1], [0.65, 0.05, 1],
    [0.75, 0.6, 1],
  ],
  parted: [
    [-0.8, 0.2, 0], [-0.65, -0.45, 0], [-0.5, 0.6, 0], [-0.45, -0.05, 0], [-0.3, -0.75, 0],
    [-0.25, 0.25, 0], [0.3, -0.5, 1], [0.35, 0.2, 1], [0.45, 0.7, 1], [0.6, -0.1, 1],
    [0.7, 0.45, 1], [0.8, -0.6, 1],
  ],
  outlier: [
    [-0.5, 0.2, 0], [-0.45, -0.3, 0], [-0.35, 0.4, 0], [-0.3, 0, 0], [-0.2, -0.5, 0],
    [0.2, 0.45, 1], [0.3, -0.4, 1], [0.35, 0.05, 1], [0.45, 0.35, 1], [-0.95, -0.8, 1],
  ],
}

export function start(root, state) {
  const part = page.inside(root)
  if (state.knobs) root.classList.add(`pg-knobs-${state.knobs}`)
  const announce = (text) => (part("announcements").textContent = text)
  let points = []
  let selected = -1
  let walk = null
  let running = false

  const tool = () => part("tools").querySelector(":checked").value
  const l2 = () => {
    const slider = part("l2").valueAsNumber
    return slider ? 10 ** ((slider - 41) / 10) : 0
  }
  const weights = () => walk.now.theta.slice(0, -1)
  const rows = () => points.map(([x1, x2]) => [x1, x2])
  const labels = () => points.map(([, , y]) => y)

  const plot = chart(part("plot"), {
    x: { low: -EDGE, high: EDGE, ticks: [-1, -0.5, 0, 0.5, 1], name: "first feature" },
    y: { low: -EDGE, high: EDGE, ticks: [-1, -0.5, 0, 0.5, 1], name: "second feature" },
    height: 350,
  })
  plot.svg.removeAttribute("aria-hidden")
  plot.svg.setAttribute("role", "group")
  plot.svg.setAttribute("aria-label", "The points")
  const ramp = { id: "shades", gradientUnits: "userSpaceOnUse" }
  const gradient = element("linearGradient", ramp, plot.inside)
  const everywhere = { width: 360, height: 350, fill: "url(#shades)" }
  const shades = element("rect", everywhere, plot.inside)
  const lines = element("g", {}, plot.inside)
  const marks = element("g", {}, plot.svg)

  // Descent, from where the weights are

  function again(theta) {
    walk = { now: { theta, before: theta }, sizes: [], state: "on the way" }
    go()
  }

  function step() {
    const X = rows()
    const penalty = l2()
    walk.now = descent.step(X, labels(), walk.now, { alpha: 1 / walk.L, l2: penalty })
    walk.sizes.push(descent.norm(weights()))
    const slope = descent.norm(descent.gradient(X, labels(), walk.now.theta, penalty))
    if (slope <= TOLERANCE) walk.state = "arrived"
    else if (walk.sizes.length >= MOST_STEPS) walk.state = "given up"
    return walk.state === "on the way"
  }

  function go() {
    const already = running
    running = points.length > 0
    if (!running) return show()
    walk.L = descent.largestCurvature(rows(), l2())
    if (page.reducedMotion()) {
      for (let k = 0; k < 10_000 && step(); k++);
      running = false
      show()
      return announce(sentence())
    }
    show()
    if (already) return
    page.animate(root, () => {
      const count = Math.max(1, Math.floor(walk.sizes.length / 25))
      for (let k = 0; k < count && running; k++) running = step()
      show()
      if (!running && walk.state !== "paused") announce(sentence())
      return running
    })
  }

  // What it shows

  function mistakes() {
    const saysYes = ([x1, x2]) => descent.score([x1, x2], walk.now.theta) > 0
    return points.filter((point) => saysYes(point) !== (point[2] === 1)).length
  }

  function sentence() {
    if (!points.length) return "No points. Add some of each class."
    const wrong = mistakes()
    const size = page.short(descent.norm(weights()))
    const steps = `${walk.sizes.length.toLocaleString("en")} steps`
    if (!wrong && !l2()) {
      return (
        "This line separates the two classes, so the cost has no minimum: with weights and bias" +
        " doubled the line stays where it is, and the cost is lower. The weights grow without end;" +
        ` after ${steps} their length is ${size}.`
      )
    }
    const held = l2() ? " The penalty keeps them from growing without end." : ""
    const subject = wrong === 1 ? "1 point is" : `${wrong} points are`
    const state = walk.state === "arrived" ? `At the minimum, after ${steps}` : `After ${steps}`
    const what = wrong ? `${subject} on the wrong side` : "the line separates the two classes"
    return `${state}: ${what}. The length of the weights is ${size}.${held}`
  }

  function show() {
    drawModel()
    drawPoints()
    drawSizes()
    const { theta } = walk.now
    const J = points.length ? descent.cost(rows(), labels(), theta, l2()) : 0
    const values = {
      step: walk.sizes.length.toLocaleString("en"),
      w1: page.short(theta[0], 4),
      w2: page.short(theta[1], 4),
      b: page.short(theta[2], 4),
      size: page.short(descent.norm(weights()), 4),
      cost: page.short(J, 4),
    }
    for (const [name, value] of Object.entries(values)) part(name).textContent = value
    part("l2-shown").textContent = page.short(l2(), 2)
    part("l2").setAttribute("aria-valuetext", page.short(l2(), 2))
    part("sentence").textContent = sentence()
    part("run").textContent = running ? "Pause" : "Run"
    part("run").disabled = !running && (walk.state === "arrived" || !points.length)
    part("delete").disabled = selected < 0
    part("flip").disabled = selected < 0
  }

  // Shades of probability: they change along the weights only, and stay the same along the line.
  function drawModel() {
    const [w1, w2, b] = walk.now.theta
    const length = Math.hypot(w1, w2)
    lines.replaceChildren()
    shades.setAttribute("visibility", length > 1e-9 ? "visible" : "hidden")
    if (length <= 1e-9) return
    const [u1, u2] = [w1 / length, w2 / length]
    // The point at distance t from the line, along the weights; and one farther along the line.
    const at = (t, along = 0) => [
      plot.toX(u1 * (t - b / length) - u2 * along),
      plot.toY(u2 * (t - b / length) + u1 * along),
    ]
    const reach = 6 / length
    const [[x1, y1], [x2, y2]] = [at(-reach), at(reach)]
    const ends = { x1, y1, x2, y2 }
    for (const [name, value] of Object.entries(ends)) gradient.setAttribute(name, value)
    const stops = Array.from({ length: 25 }, (_, i) => i / 24).map((share) => {
      const p = sigmoid(12 * share - 6)
      return element("stop", {
        offset: share,
        class: p < 0.5 ? "no" : "yes",
        "stop-opacity": Math.abs(2 * p - 1) * 0.5,
      })
    })
    gradient.replaceChildren(...stops)
    for (const p of [0.1, 0.5, 0.9]) {
      const t = Math.log(p / (1 - p)) / length
      const d = line([at(t, -4), at(t, 4)])
      element("path", { d, class: p === 0.5 ? "boundary" : "boundary tenth" }, lines)
    }
  }

  // The marks are kept and moved, never made anew: one of them may have the focus.
  function drawPoints() {
    while (marks.children.length > points.length) marks.lastChild.remove()
    while (marks.children.length < points.length) addMark(marks.children.length)
    points.forEach(([x1, x2, y], i) => {
      const mark = marks.children[i]
      mark.setAttribute("transform", `translate(${plot.toX(x1)} ${plot.toY(x2)})`)
      mark.setAttribute("class", `point ${y ? "yes" : "no"}${i === selected ? " selected" : ""}`)
      const place = `${page.fixed(x1)}, ${page.fixed(x2)}`
      mark.setAttribute("aria-label", `${y ? "yes" : "no"}, at ${place}`)
      mark.setAttribute("tabindex", i === Math.max(selected, 0) ? 0 : -1)
    })
  }

  function addMark(i) {
    const mark = element("g", { role: "button" }, marks)
    element("circle", { r: 15, class: "target" }, mark)
    element("circle", { r: 6.5, class: "dot" }, mark)
    element("rect", { x: -6, y: -6, width: 12, height: 12, class: "square" }, mark)
    mark.addEventListener("focus", () => select(i))
    mark.addEventListener("keydown", (event) => key(event, i))
  }

  function drawSizes() {
    const { sizes } = walk
    const last = Math.max(1, Math.ceil(Math.log10(Math.max(sizes.length, 10))))
    const most = sizes.reduce((a, c) => Math.max(a, c), 0)
    const high = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((top) => top > most) ?? most
    const curve = chart(part("sizes"), {
      x: {
        low: 0,
        high: last,
        ticks: Array.from({ length: last + 1 }, (_, k) => k),
        label: (k) => (10 ** k).toLocaleString("en"),
        name: "steps, on a logarithmic scale",
      },
      y: { low: 0, high, ticks: [0, high / 2, high], name: "length of the weights" },
      height: 220,
      margin: [12, 26, 40, 50],
    })
    const shown = new Set()
    for (let k = 0; k <= 40 * last; k++) shown.add(Math.round(10 ** (k / 40)))
    shown.add(sizes.length)
    const places = [...shown].filter((k) => k >= 1 && k <= sizes.length)
    const d = line(places.map((k) => [curve.toX(Math.log10(k)), curve.toY(sizes[k - 1])]))
    element("path", { d, class: "curve" }, curve.inside)
  }

  // Points: add, drag, delete

  function select(i) {
    selected = i
    show()
  }

  function changed() {
    again(walk.now.theta)
  }

  function move(i, x1, x2) {
    const inside = (v) => Math.min(Math.max(v, -EDGE), EDGE)
    points[i] = [inside(x1), inside(x2), points[i][2]]
    changed()
  }

  function add(x1, x2) {
    points.push([x1, x2, tool() === "no" ? 0 : 1])
    selected = points.length - 1
    changed()
    announce(`Point added, ${points.length} in all.`)
  }

  function remove(i) {
    points.splice(i, 1)
    selected = Math.min(i, points.length - 1)
    changed()
    announce(`Point deleted, ${points.length} left.`)
  }

  function flip(i) {
    points[i][2] = 1 - points[i][2]
    changed()
    announce(`It is a ${points[i][2] ? "yes" : "no"} now.`)
  }

  function key(event, i) {
    const way = page.arrow(event)
    const distance = event.shiftKey ? 0.01 : 0.05
    if (way) move(i, points[i][0] + distance * way[0], points[i][1] - distance * way[1])
    else if (event.key === "Delete" || event.key === "Backspace") {
      remove(i)
      marks.children[selected]?.focus()
    } else if (event.key === " " || event.key === "Enter") flip(i)
    else if (event.key === "n" || event.key === "p") {
      const next = (i + (event.key === "n" ? 1 : points.length - 1)) % points.length
      select(next)
      marks.children[next].focus()
    } else return
    event.preventDefault()
  }

  const place = (event) => {
    const { x, y } = unitsAt(plot.svg, event)
    return [plot.fromX(x), plot.fromY(y)]
  }
  let dragged = -1
  plot.svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    const mark = event.target.closest(".point")
    const [x1, x2] = place(event)
    if (mark) {
      dragged = [...marks.children].indexOf(mark)
      if (tool() === "delete") {
        remove(dragged)
        dragged = -1
      } else select(dragged)
    } else if (tool() !== "delete" && Math.abs(x1) <= EDGE && Math.abs(x2) <= EDGE) {
      add(x1, x2)
      dragged = points.length - 1
    }
    if (dragged >= 0) plot.svg.setPointerCapture(event.pointerId)
  })
  plot.svg.addEventListener("pointermove", (event) => {
    if (dragged >= 0) move(dragged, ...place(event))
  })
  for (const end of ["pointerup", "pointercancel"]) {
    plot.svg.addEventListener(end, () => (dragged = -1))
  }

  part("add").addEventListener("click", () => {
    add(0, 0)
    marks.children[selected].focus()
  })
  part("delete").addEventListener("click", () => remove(selected))
  part("flip").addEventListener("click", () => flip(selected))
  part("l2").addEventListener("input", changed)
  part("run").addEventListener("click", () => {
    if (running) {
      running = false
      walk.state = "paused"
      announce(sentence())
      return show()
    }
    if (walk.state !== "paused") walk.sizes = [] // it had given up: count anew
    walk.state = "on the way"
    go()
  })
  part("zero").addEventListener("click", () => {
    again([0, 0, 0])
    announce("The weights are back at zero.")
  })
  part("example").addEventListener("change", load)
  function load() {
    points = EXAMPLES[part("example").value].map((point) => [...point])
    selected = -1
    again([0, 0, 0])
  }
  function set({ example = "mixed", l2 = "0" }) {
    part("example").value = example
    part("l2").value = Number(l2) ? 10 * Math.log10(Number(l2)) + 41 : 0
    load()
  }
  set(state)
  return { set }
}
