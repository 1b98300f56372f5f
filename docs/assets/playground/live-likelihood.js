// The live part "likelihood": under a sigmoid, the probability of each truth as a bar; its loss; and
// the product of the probabilities. State: w, the weight.

import { standardised } from "./descent.js"
import { best, judged, prediction } from "./likelihood.js"
import * as page from "./page.js"
import { chart, element, line } from "./svg.js"

const INK = { low: -2, high: 2, ticks: [-2, -1, 0, 1, 2], name: "ink, scaled" }
const [LEAST, MOST] = [-2, 8] // weights of the slider

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const { ink, is_zero } = JSON.parse(page.exported("playground-likelihood-data"))
  const scaled = standardised(ink)
  const rows = [...ink.keys()].sort((i, k) => ink[i] - ink[k])
  const [x, y] = [rows.map((i) => scaled[i]), rows.map((i) => is_zero[i])]
  const top = judged(best(x, y), x, y).likelihood
  const visited = new Map() // weight: likelihood
  let w = 0

  const plots = {
    p: chart(part("probabilities"), {
      x: INK,
      y: { low: -0.05, high: 1.05, ticks: [0, 0.25, 0.5, 0.75, 1], name: "probability of yes" },
      height: 240,
    }),
    loss: chart(part("losses"), {
      x: INK,
      y: { low: -0.25, high: 6, ticks: [0, 2, 4, 6], name: "loss, in nats" },
      height: 240,
    }),
    visited: chart(part("visited"), {
      x: { low: LEAST, high: MOST, ticks: [-2, 0, 2, 4, 6, 8], name: "weights tried" },
      y: { low: -0.003, high: 0.04, ticks: [0, 0.01, 0.02, 0.03, 0.04], name: "likelihood" },
      height: 200,
    }),
  }
  for (const plot of Object.values(plots)) plot.drawn = element("g", {}, plot.inside)
  plots.p.marks = element("g", {}, plots.p.svg)

  function go(to) {
    w = Math.min(Math.max(to, LEAST), MOST)
    show()
  }

  function sentence(at) {
    const worst = at.p.indexOf(Math.min(...at.p))
    const kind = y[worst] ? "0" : "1"
    const close = at.likelihood > 0.99 * top
    const end = close ? " No weight makes the likelihood much larger." : ""
    const equal = w === 0 ? "Every answer has the probability one half." : ""
    const least = `The least likely truth is a ${kind}: ${page.fixed(at.p[worst], 3)}.`
    return (
      `Weight ${page.fixed(w, 1)}: likelihood ${plain(at.likelihood)},` +
      ` mean loss ${page.fixed(at.mean, 3)}. ${equal || least}${end}`
    )
  }

  function show() {
    const at = judged(w, x, y)
    visited.set(w, at.likelihood)
    part("w").value = String(w)
    part("w-shown").textContent = page.fixed(w, 1)
    const words = `${page.fixed(w, 1)}, likelihood ${plain(at.likelihood)}`
    part("w").setAttribute("aria-valuetext", words)
    part("sentence").textContent = sentence(at)
    tell(sentence(at))
    part("product").textContent = plain(at.likelihood)
    part("total").textContent = page.fixed(at.total, 3)
    part("mean").textContent = page.fixed(at.mean, 4)
    const factors = at.p.map((p) => page.short(p, 2)).join(" · ")
    part("factors").textContent = `${factors} = ${plain(at.likelihood)}`
    drawProbabilities()
    drawLosses(at.losses)
    drawVisited(at.likelihood)
  }

  function drawProbabilities() {
    const { toX, toY, drawn, marks } = plots.p
    drawn.replaceChildren()
    marks.replaceChildren()
    const points = Array.from({ length: 121 }, (_, i) => {
      const at = INK.low + ((INK.high - INK.low) * i) / 120
      return [toX(at), toY(prediction(w, at))]
    })
    x.forEach((value, i) => {
      const [at, height] = [toX(value), toY(prediction(w, value))]
      const bar = { d: `M${at},${toY(y[i])}V${height}`, class: "bar" }
      element("path", { ...bar, class: y[i] ? "bar yes" : "bar no" }, drawn)
      mark(marks, at, toY(y[i]), y[i])
    })
    element("path", { d: line(points), class: "boundary" }, drawn)
  }

  function drawLosses(losses) {
    const { toX, toY, drawn } = plots.loss
    drawn.replaceChildren()
    losses.forEach((loss, i) => {
      const at = toX(x[i])
      element("path", { d: `M${at},${toY(0)}V${toY(loss)}`, class: y[i] ? "bar yes" : "bar no" }, drawn)
      mark(drawn, at, toY(loss), y[i])
    })
  }

  function drawVisited(likelihood) {
    const { toX, toY, drawn } = plots.visited
    drawn.replaceChildren()
    const dots = [...visited].map(([at, value]) => `M${toX(at)},${toY(value)}h0`).join("")
    element("path", { d: dots, class: "dots" }, drawn)
    element("circle", { cx: toX(w), cy: toY(likelihood), r: 6, class: "here" }, drawn)
  }

  part("w").addEventListener("input", ({ target }) => go(target.valueAsNumber))

  function set({ w: wanted = "0" }) {
    go(Number(wanted))
  }

  set(state)
  return { set }
}

function mark(parent, x, y, yes) {
  if (yes) element("circle", { cx: x, cy: y, r: 4.5, class: "dot" }, parent)
  else element("rect", { x: x - 4, y: y - 4, width: 8, height: 8, class: "square" }, parent)
}

// Three digits, without a power of ten unless there are many zeros.
function plain(value) {
  return value < 1e-6 ? page.short(value) : value.toFixed(2 - Math.floor(Math.log10(value)))
}
