// The page "Descent on a bowl": two parameters, the cost as a map, and the knobs of descent.

import * as descent from "./descent.js"
import * as page from "./page.js"
import { chart, contour, element, line, roundTicks, unitsAt } from "./svg.js"

const TOLERANCE = 1e-6 // of the length of the gradient, as in the library
const MOST_STEPS = 100_000
const LEVELS = 12

export function start() {
  const part = page.open("bowl")
  const data = JSON.parse(page.exported("playground-bowl"))
  const raw = data.ink.map((sum) => sum / 255) // from pixels 0-255 to pixels 0-1
  const y = data.is_zero
  const centre = descent.mean(raw)
  const spread = Math.sqrt(descent.mean(raw.map((value) => (value - centre) ** 2)))
  const announce = (text) => (part("announcements").textContent = text)

  let problem = null // the data as descent sees them, the minimum, the largest curvature
  let begin = [0, 0]
  let walk = null
  let running = false
  let map = null

  const settings = () => {
    const share = 10 ** (part("rate").valueAsNumber / 20)
    const momentum = part("momentum").valueAsNumber / 100
    const slider = part("l2").valueAsNumber
    const safe = problem ? (2 * (1 - momentum)) / problem.L : 0
    const stable = problem ? (2 * (1 + momentum)) / problem.bottom : 0
    const l2 = slider ? 10 ** ((slider - 41) / 10) : 0
    return { share, momentum, l2, safe, stable, alpha: share * safe }
  }

  function pose() {
    const scaled = part("scaling").checked
    const X = (scaled ? descent.standardised(raw) : raw).map((value) => [value])
    const { l2 } = settings()
    const best = descent.minimum(X, y, l2)
    const H = descent.hessian(X, best, l2)
    problem = {
      X,
      scaled,
      best,
      L: descent.largestCurvature(X, l2),
      bottom: descent.largestEigenvalue(H),
      lowest: descent.cost(X, y, best, l2),
    }
    // The window of the map: as wide as the way from 0 to the minimum without l2, and more.
    const free = descent.minimum(X, y, 0)
    problem.half = free.map((v, j) => 1.6 * Math.max(Math.abs(v), j || scaled ? 2 : 2 / spread))
    problem.middle = free.map((v) => v / 2)
    restart()
    drawMap()
  }

  function restart() {
    const J = descent.cost(problem.X, y, begin, settings().l2)
    const now = { theta: begin, before: begin }
    walk = { now, path: [begin], costs: [J], rises: 0, state: "start" }
    running = false
  }

  // One step; false where no more is to be done.
  function step() {
    if (walk.state === "arrived" || walk.state === "diverged") return false
    const { l2, alpha, momentum } = settings()
    walk.now = descent.step(problem.X, y, walk.now, { alpha, momentum, l2 })
    const J = descent.cost(problem.X, y, walk.now.theta, l2)
    if (!(J <= walk.costs.at(-1))) walk.rises += 1
    walk.costs.push(J)
    walk.path.push(walk.now.theta)
    const slope = descent.norm(descent.gradient(problem.X, y, walk.now.theta, l2))
    if (!(J <= 10 * Math.max(walk.costs[0], Math.log(2)))) walk.state = "diverged"
    else if (slope <= TOLERANCE) walk.state = "arrived"
    else walk.state = "on the way"
    return walk.state === "on the way" && walk.costs.length <= MOST_STEPS
  }

  function several(count) {
    for (let k = 0; k < count; k++) if (!step()) break
    show()
  }

  function run() {
    if (page.reducedMotion()) {
      several(1000)
      return announce(sentence())
    }
    running = !running
    if (running) {
      page.animate(part.root, () => {
        if (!running) return false
        // The longer the path, the more steps per frame: the picture changes evenly.
        const count = Math.max(1, Math.floor(walk.costs.length / 60))
        for (let k = 0; k < count && running; k++) running = step()
        show()
        if (!running) announce(sentence())
        return running
      })
    } else announce(sentence())
    show()
  }

  // What it shows

  function sentence() {
    const { share, safe, stable, alpha } = settings()
    const steps = walk.costs.length - 1
    const above = page.short(walk.costs.at(-1) - problem.lowest)
    if (!steps) return "Choose a start on the map, then step or run."
    if (walk.state === "diverged") {
      return (
        `It diverges: after ${count(steps)} the cost has grown from ${page.short(walk.costs[0])}` +
        ` to ${page.short(walk.costs.at(-1))}. The learning rate is ${page.short(share, 2)} times` +
        ` the largest safe one. Every rate below ${page.short(safe)} is guaranteed not to diverge.`
      )
    }
    if (walk.state === "arrived") {
      const height = `the cost is ${above} above the minimum`
      return `Arrived after ${count(steps)}: the gradient is next to zero, ${height}.`
    }
    const uphill = walk.rises
      ? ` ${count(walk.rises)} went uphill` +
        (share > 1 ? ": the learning rate is above the safe one." : ", carried by momentum.")
      : " Every step went downhill."
    const patience =
      !problem.scaled && !walk.rises && steps >= 100
        ? " The valley is long and narrow: switch feature scaling on."
        : ""
    const end = steps >= MOST_STEPS ? " The run ends here, before it has arrived." : ""
    if (walk.rises && alpha > stable) {
      return (
        "It diverges: beside the minimum each step jumps over it and lands farther away. After" +
        ` ${count(steps)} the cost is ${above} above the minimum. The learning rate is` +
        ` ${page.short(share, 2)} times the largest safe one.`
      )
    }
    const ratio = page.short(100 * (walk.costs.at(-1) / problem.lowest - 1), 2)
    const height = `the cost is ${above} (${ratio} %) above the minimum.`
    return `After ${count(steps)} ${height}${uphill}${patience}${end}`
  }

  function show() {
    const { theta } = walk.now
    const { share, momentum, l2, safe, stable, alpha } = settings()
    const J = walk.costs.at(-1)
    const far = descent.norm(theta.map((v, j) => v - problem.best[j]))
    part("rate-shown").textContent = `${page.short(share, 2)} times the largest safe rate`
    part("momentum-shown").textContent = page.fixed(momentum)
    part("l2-shown").textContent = page.short(l2, 2)
    const values = {
      step: (walk.costs.length - 1).toLocaleString("en"),
      w: page.short(theta[0], 5),
      b: page.short(theta[1], 5),
      cost: page.short(J, 6),
      lowest: page.short(problem.lowest, 6),
      above: page.short(J - problem.lowest),
      far: page.short(far),
      alpha: page.short(alpha),
      safe: page.short(safe),
      stable: page.short(stable),
    }
    for (const [name, value] of Object.entries(values)) part(name).textContent = value
    part("sentence").textContent = sentence()
    part("run").textContent = running ? "Pause" : "Run"
    drawPath()
    drawCurve()
  }

  function drawMap() {
    const { X, middle, half, best, lowest } = problem
    const { l2 } = settings()
    const [w, b] = middle.map((v, j) => {
      const [low, high] = [v - half[j], v + half[j]]
      return { low, high, ticks: roundTicks(low, high, 4), name: j ? "bias b" : "weight w" }
    })
    map = chart(part("map"), { x: w, y: b })
    const [columns, rows] = [72, 60]
    const at = (j, share) => middle[j] + half[j] * (2 * share - 1)
    const theta = (column, row) => [at(0, column / columns), at(1, row / rows)]
    const costAt = (column, row) => descent.cost(X, y, theta(column, row), l2)
    const J = Array.from({ length: rows + 1 }, (_, row) =>
      Array.from({ length: columns + 1 }, (_, column) => costAt(column, row)),
    )
    const place = (column, row) => {
      const [u, v] = theta(column, row)
      return [map.toX(u), map.toY(v)]
    }
    const highest = Math.max(...J.flat())
    for (let k = 0; k < LEVELS; k++) {
      const level = lowest + (highest - lowest) * 0.6 ** (k + 0.5)
      element("path", { d: contour(J, level, place), class: "contour" }, map.inside)
    }
    map.path = element("path", { class: "path" }, map.inside)
    map.dots = element("path", { class: "dots" }, map.inside)
    const [x, top] = [map.toX(best[0]), map.toY(best[1])]
    const star = `M${x - 7},${top}H${x + 7}M${x},${top - 7}V${top + 7}`
    element("path", { d: star, class: "optimum" }, map.inside)
    element("text", { x: x + 8, y: top - 6, class: "mark" }, map.inside, "minimum")
    map.start = element("circle", { r: 5, class: "start" }, map.inside)
    map.here = element("circle", { r: 5, class: "here" }, map.inside)
    show()
  }

  function drawPath() {
    const every = Math.ceil(walk.path.length / 2000)
    const shown = walk.path.filter((_, k) => k % every === 0 || k === walk.path.length - 1)
    const far = 5000 // beyond, the lines are cut off
    const cut = (v) => Math.min(Math.max(v, -far), far)
    const points = shown.map(([w, b]) => [cut(map.toX(w)), cut(map.toY(b))])
    map.path.setAttribute("d", line(points))
    const dots = points.length <= 400 ? points : []
    map.dots.setAttribute("d", dots.map(([x, v]) => `M${x.toFixed(1)},${v.toFixed(1)}h0`).join(""))
    for (const [circle, [x, v]] of [[map.start, points[0]], [map.here, points.at(-1)]]) {
      circle.setAttribute("cx", x)
      circle.setAttribute("cy", v)
    }
  }

  function drawCurve() {
    const above = walk.costs.map((J) => Math.max(J - problem.lowest, 1e-16))
    const logs = above.map(Math.log10)
    const high = Math.ceil(Math.max(0, ...thinned(logs).map(([, v]) => v)))
    const low = Math.min(-3, Math.floor(Math.min(...thinned(logs).map(([, v]) => v))))
    const last = Math.max(20, logs.length - 1)
    const distance = Math.ceil((high - low) / 6)
    const ticks = []
    for (let v = high; v >= low; v -= distance) ticks.push(v)
    const powers = (v) => `1e${v}`.replace("-", "\u2212")
    const plot = chart(part("curve"), {
      x: { low: 0, high: last, ticks: roundTicks(0, last, 4), name: "step" },
      y: { low, high, ticks, label: powers, name: "cost above the minimum" },
    })
    const points = thinned(logs).map(([k, v]) => [plot.toX(k), plot.toY(v)])
    element("path", { d: line(points), class: "curve" }, plot.inside)
    const [x, v] = points.at(-1)
    element("circle", { cx: x, cy: v, r: 4, class: "here" }, plot.svg)
  }

  function thinned(list) {
    const every = Math.ceil(list.length / 1000)
    return [...list.entries()].filter(([k]) => k % every === 0 || k === list.length - 1)
  }

  function startAt(theta) {
    const [w, b] = theta.map((v, j) => {
      const [low, high] = [problem.middle[j] - problem.half[j], problem.middle[j] + problem.half[j]]
      return Math.min(Math.max(v, low), high)
    })
    begin = [w, b]
    restart()
    show()
  }

  // The same model in other units: x' = (x - centre) / spread.
  function translated([w, b], toScaled) {
    return toScaled ? [w * spread, b + w * centre] : [w / spread, b - (w * centre) / spread]
  }

  part("map").addEventListener("click", (event) => {
    const { x, y: down } = unitsAt(map.svg, event)
    startAt([map.fromX(x), map.fromY(down)])
  })
  part("map").addEventListener("keydown", (event) => {
    const way = page.arrow(event)
    if (!way) return
    event.preventDefault()
    const share = event.shiftKey ? 0.005 : 0.05
    startAt(begin.map((v, j) => v + share * problem.half[j] * (j ? -way[1] : way[0])))
    announce(`Start at weight ${page.short(begin[0])}, bias ${page.short(begin[1])}.`)
  })
  part("scaling").addEventListener("change", ({ target }) => {
    begin = translated(begin, target.checked)
    pose()
    const safe = page.short(settings().safe)
    announce(`Feature scaling ${target.checked ? "on" : "off"}. Largest safe rate ${safe}.`)
  })
  part("l2").addEventListener("input", pose)
  part("rate").addEventListener("input", show)
  part("momentum").addEventListener("input", show)
  part("step-button").addEventListener("click", () => {
    several(1)
    announce(sentence())
  })
  part("hundred").addEventListener("click", () => {
    several(100)
    announce(sentence())
  })
  part("run").addEventListener("click", run)
  part("reset").addEventListener("click", () => {
    restart()
    show()
    announce("Back at the start.")
  })
  pose()
}

function count(steps) {
  return `${steps.toLocaleString("en")} ${steps === 1 ? "step" : "steps"}`
}
