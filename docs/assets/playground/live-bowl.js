// The live part "bowl": two parameters, the cost as a map, and the knobs of descent.
//
// The path follows from its start, the knobs and the number of steps: who moves a knob sees the path
// anew. State: rate (in units of 1/L), momentum (a number, or "best", which sets the rate, too), l2,
// scaling, start ("w,b"), steps, and knobs: "rate" or "momentum" where fewer of them are wanted.

import * as descent from "./descent.js"
import * as page from "./page.js"
import { chart, contour, element, line, roundTicks, unitsAt } from "./svg.js"

const INITIAL = { rate: "1", momentum: "0", l2: "0", scaling: "standardised", start: "0,0", steps: "0" }
const MOST_STEPS = 100_000
const MOST_AT_ONCE = 1000 // when a knob is moved
const LEVELS = 12
const [COLUMNS, ROWS] = [72, 60] // of the map: the cost is computed at their corners

export function start(root, state) {
  const part = page.inside(root)
  const data = JSON.parse(page.exported("playground-bowl"))
  const raw = data.ink.map((sum) => sum / 255) // from pixels 0-255 to pixels 0-1
  const y = data.is_zero
  const centre = descent.mean(raw)
  const spread = Math.sqrt(descent.mean(raw.map((value) => (value - centre) ** 2)))
  const tell = page.teller(part("announcements"))
  if (state.knobs) root.classList.add(`pg-knobs-${state.knobs}`)

  const knobs = {} // rate, momentum, l2, scaling, start
  let field = null // the data as descent sees them and the window of the map, for one scaling
  let problem = null // with the penalty: the minimum, the curvatures
  let walk = null
  let rival = null // plain descent, beside momentum
  let running = false
  let map = null

  function set(given) {
    const asked = { ...INITIAL, ...given }
    for (const name of ["rate", "momentum", "l2"]) knobs[name] = Number(asked[name])
    knobs.scaling = asked.scaling
    knobs.start = asked.start.split(",").map(Number)
    pose()
    if (asked.momentum === "best") takeBest()
    again(Number(asked.steps))
    tell(sentence())
  }

  // Feature scaling: x' = (x - shift) / unit.
  function scale(kind = knobs.scaling) {
    return { shift: kind === "standardised" ? centre : 0, unit: kind === "none" ? 1 : spread }
  }

  // What no penalty changes, and takes longest: the cost all over the map.
  function survey() {
    const { shift, unit } = scale()
    const X = raw.map((value) => [(value - shift) / unit])
    // The window of the map: as wide as the way from 0 to the minimum, and more.
    const free = descent.minimum(X, y, 0)
    const half = free.map((v, j) => 1.6 * Math.max(Math.abs(v), j || shift ? 2 : 2 / spread))
    const at = (j, share) => free[j] / 2 + half[j] * (2 * share - 1)
    const corner = (column, row) => [at(0, column / COLUMNS), at(1, row / ROWS)]
    const J = Array.from({ length: ROWS + 1 }, (_, row) =>
      Array.from({ length: COLUMNS + 1 }, (_, k) => descent.cost(X, y, corner(k, row), 0)),
    )
    return { scaling: knobs.scaling, X, half, middle: free.map((v) => v / 2), corner, J }
  }

  function pose() {
    if (field?.scaling !== knobs.scaling) field = survey()
    const { X } = field
    const { l2 } = knobs
    const best = descent.minimum(X, y, l2)
    const { values, vectors } = descent.eigen(descent.hessian(X, best, l2))
    const order = values[0] > values[1] ? [0, 1] : [1, 0] // the steep direction first
    problem = {
      ...field,
      best,
      L: descent.largestCurvature(X, l2),
      curvatures: order.map((i) => values[i]),
      axes: order.map((i) => vectors[i]),
      lowest: descent.cost(X, y, best, l2),
    }
    drawMap()
  }

  function settings() {
    const { rate, momentum, l2 } = knobs
    return { alpha: rate / problem.L, momentum, l2 }
  }

  // From where on nothing is guaranteed, and from where on it does not stay at the bottom.
  const safe = () => (2 * (1 - knobs.momentum)) / problem.L
  const stable = (momentum = knobs.momentum) => (2 * (1 + momentum)) / problem.curvatures[0]

  // Plain descent with the same rate; with its best one where the same would diverge.
  function settingsOfRival() {
    const { alpha, l2 } = settings()
    const same = alpha < stable(0)
    return { alpha: same ? alpha : descent.bestRate(problem.curvatures), l2, same }
  }

  function takeBest() {
    const { alpha, momentum } = descent.bestMomentum(problem.curvatures)
    Object.assign(knobs, { rate: alpha * problem.L, momentum })
  }

  // The path anew, with as many steps as before.
  function again(steps = Math.min(walk.costs.length - 1, MOST_AT_ONCE)) {
    running = false
    walk = descent.descend(problem.X, y, knobs.start, steps, settings())
    rival = descent.descend(problem.X, y, knobs.start, steps, settingsOfRival())
    show()
  }

  function step() {
    descent.advance(problem.X, y, rival, settingsOfRival())
    return descent.advance(problem.X, y, walk, settings()) && walk.costs.length <= MOST_STEPS
  }

  function several(count) {
    for (let k = 0; k < count; k++) if (!step()) break
    show()
  }

  function run() {
    if (page.reducedMotion()) {
      several(1000)
      return tell(sentence())
    }
    running = !running
    if (running) {
      page.animate(root, () => {
        if (!running) return false
        // The longer the path, the more steps per frame: the picture changes evenly.
        const count = Math.max(1, Math.floor(walk.costs.length / 60))
        for (let k = 0; k < count && running; k++) running = step()
        show()
        if (!running) tell(sentence())
        return running
      })
    } else tell(sentence())
    show()
  }

  // What it shows

  function sentence() {
    const { alpha, momentum } = settings()
    const steps = walk.costs.length - 1
    const above = page.short(walk.costs.at(-1) - problem.lowest)
    const rate = `The learning rate is ${page.short(knobs.rate)}/L.`
    if (!steps) return "Choose a start on the map, then step or run."
    if (walk.state === "diverged") {
      return (
        `It diverges: after ${count(steps)} the cost has grown from ${page.short(walk.costs[0])}` +
        ` to ${page.short(walk.costs.at(-1))}. ${rate}`
      )
    }
    if (walk.state === "arrived") {
      return `Arrived after ${count(steps)}: the cost is ${above} above the minimum. ${rate}`
    }
    const upwards = `${walk.rises === 1 ? "1 step" : `${count(walk.rises)}`} went uphill`
    const beyond = alpha > safe()
    const why = momentum ? "carried by momentum" : "which no rate below 2/L allows"
    const rises = walk.rises
      ? ` ${upwards}, ${why}.`
      : ` Every step went downhill${beyond ? ", though nothing guarantees it" : ""}.`
    const where =
      walk.rises && alpha > stable()
        ? `It does not settle: beside the minimum each step jumps over it and lands farther away.` +
          ` After ${count(steps)} the cost is ${above} above the minimum.`
        : `After ${count(steps)} the cost is ${above} above the minimum.`
    const end = steps >= MOST_STEPS ? " The run ends here, before it has arrived." : ""
    return `${where}${rises} ${rate}${end}`
  }

  function show() {
    const { theta } = walk.now
    const { rate, momentum, l2 } = knobs
    const J = walk.costs.at(-1)
    const words = {
      rate: [20 * Math.log10(rate), `${page.short(rate)}/L`, `${page.short(rate)} divided by L`],
      momentum: [1000 * momentum, page.short(momentum), page.short(momentum)],
      l2: [l2 ? 10 * Math.log10(l2) + 41 : 0, page.short(l2, 2), page.short(l2, 2)],
    }
    for (const [name, [at, shown, spoken]] of Object.entries(words)) {
      part(name).value = at
      part(name).setAttribute("aria-valuetext", spoken)
      part(`${name}-shown`).textContent = shown
    }
    part("scaling").value = knobs.scaling
    const values = {
      step: (walk.costs.length - 1).toLocaleString("en"),
      w: page.short(theta[0], 5),
      b: page.short(theta[1], 5),
      cost: page.short(J, 6),
      lowest: page.short(problem.lowest, 6),
      above: page.short(J - problem.lowest),
      far: page.short(distance(walk)),
      largest: page.short(problem.L),
      alpha: page.short(settings().alpha),
      safe: page.short(safe()),
      stable: page.short(stable()),
      sentence: sentence(),
      run: running ? "Pause" : "Run",
    }
    for (const [name, value] of Object.entries(values)) part(name).textContent = value
    drawPath()
    drawCurve()
    drawBars()
  }

  function distance({ now }) {
    return descent.norm(now.theta.map((v, j) => v - problem.best[j]))
  }

  function drawMap() {
    const { middle, half, corner, best, lowest } = problem
    const [w, b] = middle.map((v, j) => {
      const [low, high] = [v - half[j], v + half[j]]
      return { low, high, ticks: roundTicks(low, high, 4), name: j ? "bias b" : "weight w" }
    })
    map = chart(part("map"), { x: w, y: b })
    const penalty = (column) => (knobs.l2 / 2) * corner(column, 0)[0] ** 2
    const J = problem.J.map((row) => row.map((value, column) => value + penalty(column)))
    const place = (column, row) => {
      const [u, v] = corner(column, row)
      return [map.toX(u), map.toY(v)]
    }
    const highest = Math.max(...J.flat())
    for (let k = 0; k < LEVELS; k++) {
      const level = lowest + (highest - lowest) * 0.6 ** (k + 0.5)
      element("path", { d: contour(J, level, place), class: "contour" }, map.inside)
    }
    map.pale = element("path", { class: "path pale" }, map.inside)
    map.path = element("path", { class: "path" }, map.inside)
    map.dots = element("path", { class: "dots" }, map.inside)
    const [x, top] = [map.toX(best[0]), map.toY(best[1])]
    const star = `M${x - 7},${top}H${x + 7}M${x},${top - 7}V${top + 7}`
    element("path", { d: star, class: "optimum" }, map.inside)
    element("text", { x: x + 8, y: top - 6, class: "mark" }, map.inside, "minimum")
    map.start = element("circle", { r: 5, class: "start" }, map.inside)
    map.here = element("circle", { r: 5, class: "here" }, map.inside)
  }

  function drawPath() {
    const points = onTheMap(walk)
    map.path.setAttribute("d", line(points))
    map.pale.setAttribute("d", knobs.momentum ? line(onTheMap(rival)) : "")
    const dots = points.length <= 400 ? points : []
    map.dots.setAttribute("d", dots.map(([x, v]) => `M${x.toFixed(1)},${v.toFixed(1)}h0`).join(""))
    for (const [circle, [x, v]] of [[map.start, points[0]], [map.here, points.at(-1)]]) {
      circle.setAttribute("cx", x)
      circle.setAttribute("cy", v)
    }
  }

  function onTheMap({ path }) {
    const far = 5000 // beyond, the lines are cut off
    const cut = (v) => Math.min(Math.max(v, -far), far)
    return thinned(path, 2000).map(([, [w, b]]) => [cut(map.toX(w)), cut(map.toY(b))])
  }

  function drawCurve() {
    const logs = ({ costs }) =>
      thinned(costs, 1000).map(([k, J]) => [k, Math.log10(Math.max(J - problem.lowest, 1e-16))])
    const ours = logs(walk)
    const theirs = knobs.momentum ? logs(rival) : []
    const heights = [...ours, ...theirs].map(([, v]) => v)
    const high = Math.ceil(Math.max(0, ...heights))
    const low = Math.min(-3, Math.floor(Math.min(...heights)))
    const last = Math.max(20, ...[...ours, ...theirs].map(([k]) => k))
    const apart = Math.ceil((high - low) / 6)
    const ticks = []
    for (let v = high; v >= low; v -= apart) ticks.push(v)
    const powers = (v) => `1e${v}`.replace("-", "\u2212")
    const plot = chart(part("curve"), {
      x: { low: 0, high: last, ticks: roundTicks(0, last, 4), name: "step" },
      y: { low, high, ticks, label: powers, name: "cost above the minimum" },
    })
    const onTheChart = (list) => line(list.map(([k, v]) => [plot.toX(k), plot.toY(v)]))
    element("path", { d: onTheChart(theirs), class: "curve pale" }, plot.inside)
    element("path", { d: onTheChart(ours), class: "curve" }, plot.inside)
    const [k, v] = ours.at(-1)
    element("circle", { cx: plot.toX(k), cy: plot.toY(v), r: 4, class: "here" }, plot.svg)
  }

  // How far it still is along each eigenvector of the curvature at the minimum, as a share of the
  // distance from the start.
  function drawBars() {
    const along = (theta, i) =>
      Math.abs(problem.axes[i].reduce((sum, a, j) => sum + a * (theta[j] - problem.best[j]), 0))
    ;["steep", "flat"].forEach((name, i) => {
      const whole = along(knobs.start, i)
      const [ours, theirs] = [walk, rival].map(({ now }) => (100 * along(now.theta, i)) / whole)
      part(`${name}-fill`).style.width = `${Math.min(ours, 100)}%`
      part(`${name}-pale`).style.width = knobs.momentum ? `${Math.min(theirs, 100)}%` : 0
      const without = knobs.momentum ? `; without momentum ${page.short(theirs, 2)}\u00a0%` : ""
      part(name).textContent =
        `The ${name === "steep" ? "steepest" : "flattest"} direction, curvature` +
        ` ${page.short(problem.curvatures[i], 2)}: ${page.short(ours, 2)}\u00a0%${without}.`
    })
    const whole = descent.norm(knobs.start.map((v, j) => v - problem.best[j]))
    part("left").textContent = `${page.short((100 * distance(walk)) / whole, 2)}\u00a0%`
    const { alpha, same } = settingsOfRival()
    part("rival").textContent = !knobs.momentum
      ? ""
      : "Grey: the same number of steps without momentum, with " +
        (same ? "the same α." : `its own best α, ${page.short(alpha * problem.L)}/L.`)
  }

  function thinned(list, most) {
    const every = Math.ceil(list.length / most)
    return [...list.entries()].filter(([k]) => k % every === 0 || k === list.length - 1)
  }

  function startAt(theta) {
    knobs.start = theta.map((v, j) => {
      const [low, high] = [problem.middle[j] - problem.half[j], problem.middle[j] + problem.half[j]]
      return Math.min(Math.max(v, low), high)
    })
    again()
  }

  part("map").addEventListener("click", (event) => {
    const { x, y: down } = unitsAt(map.svg, event)
    startAt([map.fromX(x), map.fromY(down)])
    tell(sentence())
  })
  part("map").addEventListener("keydown", (event) => {
    const way = page.arrow(event)
    if (!way) return
    event.preventDefault()
    const share = event.shiftKey ? 0.005 : 0.05
    startAt(knobs.start.map((v, j) => v + share * problem.half[j] * (j ? -way[1] : way[0])))
    tell(`Start at weight ${page.short(knobs.start[0])}, bias ${page.short(knobs.start[1])}.`)
  })
  part("scaling").addEventListener("change", ({ target }) => {
    // The same model in other units.
    const [from, to] = [scale(), scale(target.value)]
    const [w, b] = knobs.start
    knobs.start = [(w * to.unit) / from.unit, b + (w * (to.shift - from.shift)) / from.unit]
    knobs.scaling = target.value
    pose()
    again()
    tell(`${sentence()} The largest safe rate is ${page.short(safe())}.`)
  })
  part("l2").addEventListener("input", ({ target }) => {
    knobs.l2 = target.valueAsNumber ? 10 ** ((target.valueAsNumber - 41) / 10) : 0
    pose()
    again()
    tell(sentence())
  })
  part("rate").addEventListener("input", ({ target }) => {
    knobs.rate = 10 ** (target.valueAsNumber / 20)
    again()
    tell(sentence())
  })
  part("momentum").addEventListener("input", ({ target }) => {
    knobs.momentum = target.valueAsNumber / 1000
    again()
    tell(sentence())
  })
  part("best").addEventListener("click", () => {
    takeBest()
    again()
    tell(sentence())
  })
  part("step-button").addEventListener("click", () => {
    several(1)
    tell(sentence())
  })
  part("hundred").addEventListener("click", () => {
    several(100)
    tell(sentence())
  })
  part("run").addEventListener("click", run)
  part("reset").addEventListener("click", () => {
    again(0)
    tell("Back at the start.")
  })
  set(state)
  return { set }
}

function count(steps) {
  return `${steps.toLocaleString("en")} ${steps === 1 ? "step" : "steps"}`
}
