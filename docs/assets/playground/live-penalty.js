// Chapter 10: the strength of the penalty, the weights as pictures, and the loss on both sides.

import * as page from "./page.js"
import { chart, element, line } from "./svg.js"
import { readWeights } from "./weights.js"

const SIDE = 28

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const given = JSON.parse(page.exported("playground-penalty-data"))
  const { strengths, largest } = given
  const K = largest[0].length
  const seen = new Set()
  const canvases = Array.from({ length: K }, () => document.createElement("canvas"))
  let weights = null // fetched below
  let at = 0

  const curves = drawCurves(part("chart"), given)

  function show() {
    seen.add(at)
    const losses = ["training", "validation"].map((name) => given[name][at].toFixed(3))
    part("strength").value = String(at)
    part("strength").setAttribute("aria-valuetext", String(strengths[at]))
    part("strength-shown").textContent = strengths[at].toLocaleString("en")
    ;[part("training").textContent, part("validation").textContent] = losses
    part("accuracy").textContent = page.percent(given.accuracy[at])
    part("largest").textContent = page.fixed(Math.max(...largest[at]))
    curves.point(at, seen)
    paint()
  }

  function paint() {
    const same = part("same").checked
    const words = same ? "as dark as its largest weight at any strength" : "each with its own scale"
    const name = `The weights of the ten models at the strength ${strengths[at]}, ${words}`
    part("weights").setAttribute("aria-label", name)
    if (!weights) return
    const [blue, orange] = [page.BLUE, page.ORANGE].map((colour) => page.colour(root, colour))
    canvases.forEach((canvas, k) => {
      const w = weights(at, k)
      const darkest = same ? Math.max(...largest.map((row) => row[k])) : largest[at][k]
      const colour = (j) => (w[j] > 0 ? blue : orange)
      page.paint(canvas, SIDE, SIDE, colour, (j) => Math.min(Math.abs(w[j]) / darkest, 1))
    })
  }

  function spoken() {
    return (
      `Strength ${strengths[at]}: training loss ${given.training[at].toFixed(3)}, validation loss` +
      ` ${given.validation[at].toFixed(3)}, validation accuracy ${page.percent(given.accuracy[at])},` +
      ` largest weight ${page.fixed(Math.max(...largest[at]))}.`
    )
  }

  function go(to) {
    at = to
    show()
    tell(spoken())
  }

  function set({ strength }) {
    go(nearest(strengths, Number(strength)))
  }

  part("weights").append(
    ...canvases.map((canvas, k) => {
      const figure = document.createElement("div")
      figure.append(canvas, String(k))
      return figure
    }),
  )
  part("strength").max = String(strengths.length - 1)
  part("strength").addEventListener("input", ({ target }) => go(target.valueAsNumber))
  part("same").addEventListener("change", paint)
  part("all").addEventListener("click", () => {
    strengths.forEach((_, i) => seen.add(i))
    show()
    const best = given.validation.indexOf(Math.min(...given.validation))
    tell(`Of all strengths, ${strengths[best]} has the lowest validation loss.`)
  })
  page.onTheme(root, paint)
  at = nearest(strengths, Number(state.strength))
  show()
  fetchBytes().then(
    (bytes) => {
      weights = readWeights(bytes, largest)
      paint()
    },
    () => (part("error").textContent = "The weights could not be fetched. Load the page again."),
  )
  return { set }
}

async function fetchBytes() {
  const answer = await fetch(new URL("penalty.bin", import.meta.url))
  if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`)
  return new Int8Array(await answer.arrayBuffer())
}

function nearest(strengths, wanted) {
  const off = strengths.map((strength) => Math.abs(Math.log(strength / wanted)))
  return off.indexOf(Math.min(...off))
}

// The loss at the strengths that were tried; the others stay a question.
function drawCurves(holder, { strengths, training, validation }) {
  const most = Math.max(...training, ...validation)
  const plot = chart(holder, {
    x: {
      low: Math.log10(strengths[0]) - 0.1,
      high: Math.log10(strengths.at(-1)) + 0.1,
      ticks: [-1, 0, 1, 2, 3],
      label: (tick) => (10 ** tick).toLocaleString("en"),
      name: "strength λm",
    },
    y: { low: 0, high: 1.1 * most, ticks: [0, 0.05, 0.1, 0.15, 0.2, 0.25], name: "mean loss, in nats" },
    height: 260,
  })
  const inside = element("g", {}, plot.inside)
  return {
    point(at, seen) {
      inside.replaceChildren()
      const x = (i) => plot.toX(Math.log10(strengths[i]))
      element("path", { d: `M${x(at)},0V300`, class: "cursor" }, inside)
      const tried = [...seen].sort((a, b) => a - b)
      for (const [losses, form] of [[validation, "exact"], [training, "naive"]]) {
        const points = tried.map((i) => [x(i), plot.toY(losses[i])])
        element("path", { d: line(points), class: `form ${form}` }, inside)
        for (const [cx, cy] of points) element("circle", { cx, cy, r: 3.5, class: `dot-${form}` }, inside)
      }
    },
  }
}
