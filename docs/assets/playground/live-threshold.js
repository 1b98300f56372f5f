// Chapter 8: a threshold over the scores of the fives and of the other digits.

import { mean } from "./descent.js"
import * as evaluate from "./evaluate.js"
import { exactLoss } from "./loss.js"
import { bytesOf, sigmoid } from "./model.js"
import * as page from "./page.js"
import { chart, element, line } from "./svg.js"

const [LOW, HIGH, BINS] = [-20, 10, 30] // of the hills: one bin to a nat
const TALLEST = 0.25
const FEWEST = 5 // predictions in a bin that is shown

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const { z, y } = readScores()
  let [threshold, factor] = [0.5, 1]

  const hills = drawHills(part("hills"), z, y)
  const curve = drawReliability(part("reliability"))

  // c z > log-odds of the threshold; the scores themselves stay where they are.
  const least = () => evaluate.logOdds(threshold) / factor

  function numbers() {
    const cells = evaluate.confusion(y, z, least())
    const scaled = z.map((score) => factor * score)
    return {
      cells,
      precision: evaluate.precision(cells),
      recall: evaluate.recall(cells),
      accuracy: (cells.found + cells.correctNo) / y.length,
      loss: mean(scaled.map((score, i) => exactLoss(score, y[i]))),
      bins: evaluate.reliability(y, scaled.map(sigmoid)),
    }
  }

  function show() {
    const now = numbers()
    for (const [name, count] of Object.entries(now.cells)) part(name).textContent = String(count)
    for (const name of ["precision", "recall", "accuracy"]) part(name).textContent = two(now[name])
    part("loss").textContent = now.loss.toFixed(3)
    hills.point(least())
    curve.point(now.bins)
    slider("threshold", Math.round(100 * threshold), two(threshold))
    slider("factor", Math.log2(factor), two(factor))
    return now
  }

  function slider(name, value, words) {
    part(name).value = String(value)
    part(name).setAttribute("aria-valuetext", words)
    part(`${name}-shown`).textContent = words
  }

  function spoken({ cells, precision, recall, accuracy, loss, bins }) {
    const shown = bins.filter((bin) => bin.count >= FEWEST)
    const above = shown.filter((bin) => bin.cameTrue > bin.predicted).length
    return (
      `Threshold ${two(threshold)}, scores times ${two(factor)}: ${cells.found} fives found,` +
      ` ${cells.missed} missed, ${cells.falseYes} false yes. Precision ${two(precision)}, recall` +
      ` ${two(recall)}, accuracy ${two(accuracy)}, mean loss ${loss.toFixed(3)}. Of` +
      ` ${shown.length} bins, ${above} lie above the diagonal.`
    )
  }

  function change(to) {
    ;({ threshold, factor } = { threshold, factor, ...to })
    tell(spoken(show()))
  }

  function set({ threshold, factor }) {
    change({ threshold: Number(threshold), factor: Number(factor) })
  }

  part("threshold").addEventListener("input", ({ target }) => {
    change({ threshold: target.valueAsNumber / 100 })
  })
  part("factor").addEventListener("input", ({ target }) => {
    change({ factor: 2 ** target.valueAsNumber })
  })
  const yes = y.reduce((sum, truth) => sum + truth)
  part("baseline").textContent = two(Math.max(yes, y.length - yes) / y.length)
  ;[threshold, factor] = [Number(state.threshold), Number(state.factor)]
  show()
  return { set }
}

// The scores of the model for 5, float32, those of the fives first.
function readScores() {
  const { fives } = document.getElementById("playground-threshold-data").dataset
  const z = [...new Float32Array(bytesOf(page.exported("playground-threshold-data")).buffer)]
  return { z, y: z.map((_, i) => Number(i < Number(fives))) }
}

function two(value) {
  return Number.isNaN(value) ? "–" : page.fixed(value)
}

// A hill is filled where it is called a yes.
function drawHills(holder, z, y) {
  const axes = {
    x: { low: LOW, high: HIGH, ticks: [-15, -10, -5, 0, 5, 10], name: "score z" },
    y: { low: 0, high: TALLEST, ticks: [0, 0.1, 0.2], name: "fraction per unit of z" },
  }
  const plot = chart(holder, { ...axes, height: 220 })
  const id = `called-${Math.random().toString(36).slice(2)}`
  const clip = element("clipPath", { id }, element("defs", {}, plot.svg))
  const right = plot.toX(HIGH)
  const called = element("rect", { y: 0, height: 220 }, clip)
  const width = (HIGH - LOW) / BINS
  for (const [truth, name] of [[0, "no"], [1, "yes"]]) {
    const own = z.filter((_, i) => y[i] === truth)
    const counts = evaluate.histogram(own, LOW, HIGH, BINS)
    const steps = counts.flatMap((count, i) => {
      const [from, height] = [LOW + i * width, count / own.length / width]
      return [[from, height], [from + width, height]]
    })
    const path = [[LOW, 0], ...steps, [HIGH, 0]].map(([x, up]) => [plot.toX(x), plot.toY(up)])
    const filled = { d: line(path), class: `hill ${name} called`, "clip-path": `url(#${id})` }
    element("path", filled, plot.inside)
    element("path", { d: line(path), class: `hill ${name}` }, plot.inside)
  }
  const here = element("path", { class: "cursor" }, plot.inside)
  const words = [["end", "no"], ["start", "yes"]].map(([anchor, word]) => {
    return element("text", { y: 26, "text-anchor": anchor, class: "mark" }, plot.inside, word)
  })
  return {
    point(score) {
      const x = plot.toX(score)
      here.setAttribute("d", `M${x},0V300`)
      words.forEach((word, i) => word.setAttribute("x", x + (i ? 6 : -6)))
      called.setAttribute("x", Math.min(x, right))
      called.setAttribute("width", Math.max(right - x, 0))
    },
  }
}

function drawReliability(holder) {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
  const axes = {
    x: { low: 0, high: 1, ticks, name: "probability that is given" },
    y: { low: 0, high: 1, ticks, name: "fraction that came true" },
  }
  const plot = chart(holder, axes)
  const at = (x, up) => [plot.toX(x), plot.toY(up)]
  element("path", { d: line([at(0, 0), at(1, 1)]), class: "contour" }, plot.inside)
  const moving = element("g", {}, plot.svg)
  return {
    point(bins) {
      moving.replaceChildren()
      const filled = bins.filter(({ count }) => count >= FEWEST)
      const points = filled.map(({ predicted, cameTrue }) => at(predicted, cameTrue))
      for (const { predicted, cameTrue, count } of filled) {
        const ends = evaluate.interval(cameTrue, count).map((end) => at(predicted, end))
        element("path", { d: line(ends), class: "interval" }, moving)
      }
      element("path", { d: line(points), class: "optimum" }, moving)
      for (const [cx, cy] of points) element("circle", { cx, cy, r: 4, class: "bin" }, moving)
    },
  }
}
