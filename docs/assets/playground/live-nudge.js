// The live part "nudge": a weight is nudged, and the loss answers by slope x nudge, nearly.
//
// State: of, which is a digit 0-3 or "mean"; pixel, an index; nudge.

import { mean } from "./descent.js"
import { bytesOf, example, PIXELS, sigmoid } from "./model.js"
import { changes, slopes } from "./nudge.js"
import * as page from "./page.js"
import { chart, element, line } from "./svg.js"

const SIDE = 28
const MOST = 2 // the nudges of the slider
const NAMES = ["the first 0", "the second 0", "the 3", "the 6"]

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const holder = document.getElementById("playground-nudge-data")
  const bytes = bytesOf(holder.textContent.trim())
  const X = NAMES.map((_, i) => example(bytes.subarray(i * PIXELS, (i + 1) * PIXELS)))
  const { z, y } = JSON.parse(holder.dataset.answers)
  const errors = z.map((score, i) => sigmoid(score) - y[i])
  let pixel = 0
  let nudge = 0

  const chosen = () => part("of").querySelector(":checked").value
  const x = (j = pixel) => X.map((row) => row[j])
  const ofChosen = (values) => (chosen() === "mean" ? mean(values) : values[Number(chosen())])

  const plot = chart(part("chart"), {
    x: { low: -MOST, high: MOST, ticks: [-2, -1, 0, 1, 2], name: "nudge" },
    y: { low: -1.6, high: 2, ticks: [-1, 0, 1, 2], name: "the loss changes by" },
    height: 240,
  })
  element("path", { d: `M${plot.toX(-MOST)},${plot.toY(0)}H${plot.toX(MOST)}`, class: "cursor" }, plot.inside)
  plot.drawn = element("g", {}, plot.inside)

  function show() {
    const slope = ofChosen(slopes(z, y, x()))
    const changed = ofChosen(changes(z, y, x(), nudge))
    part("nudge").value = String(nudge)
    const words = nudge ? page.signed(nudge) : "none"
    part("nudge").setAttribute("aria-valuetext", words)
    part("nudge-shown").textContent = words
    part("sentence").textContent = sentence(slope, changed)
    tell(sentence(slope, changed))
    fillTable()
    drawChart(slope, changed)
  }

  function sentence(slope, changed) {
    const whose = chosen() === "mean" ? "the mean loss" : `the loss of ${NAMES[Number(chosen())]}`
    const place = `Pixel in row ${Math.floor(pixel / SIDE)}, column ${pixel % SIDE}`
    if (!nudge) return `${place}: the slope of ${whose} is ${page.fixed(slope, 3)}.`
    return (
      `${place}: slope × nudge is ${page.signed(slope * nudge, 4)};` +
      ` ${whose} changes by ${page.signed(changed, 4)}.`
    )
  }

  function fillTable() {
    const [each, all] = [slopes(z, y, x()), changes(z, y, x(), nudge)]
    const rows = NAMES.map((name, i) => [name, errors[i], x()[i], each[i], all[i]])
    rows.push(["mean", null, null, mean(each), mean(all)])
    part("rows").replaceChildren(
      ...rows.map(([name, error, pixelOf, slope, change], i) => {
        const row = document.createElement("tr")
        row.classList.toggle("pg-strong", String(i) === chosen() || (i === 4 && chosen() === "mean"))
        const head = Object.assign(document.createElement("th"), { scope: "row", textContent: name })
        const numbers = [error, pixelOf, slope, change].map((value, k) => {
          const places = [2, 2, 3, 4][k]
          const shown = value === null ? "" : page.fixed(value || 0, places) // no -0
          return Object.assign(document.createElement("td"), { textContent: shown })
        })
        row.append(head, ...numbers)
        return row
      }),
    )
  }

  function drawChart(slope, changed) {
    const { toX, toY, drawn } = plot
    drawn.replaceChildren()
    const points = Array.from({ length: 81 }, (_, k) => {
      const at = MOST * (k / 40 - 1)
      return [toX(at), toY(ofChosen(changes(z, y, x(), at)))]
    })
    element("path", { d: line(points), class: "loss" }, drawn)
    const ends = [-MOST, MOST].map((at) => [toX(at), toY(slope * at)])
    element("path", { d: line(ends), class: "tangent" }, drawn)
    element("path", { d: `M${toX(nudge)},${toY(slope * nudge)}V${toY(changed)}`, class: "cursor" }, drawn)
    element("circle", { cx: toX(nudge), cy: toY(changed), r: 5.5, class: "here" }, drawn)
  }

  // One digit, or the gradient of the mean loss: blue where it is positive, orange where negative.
  function drawPicture() {
    if (chosen() === "mean") {
      const all = Array.from({ length: PIXELS }, (_, j) => mean(slopes(z, y, x(j))))
      const most = Math.max(...all.map(Math.abs))
      const [blue, orange] = [page.BLUE, page.ORANGE].map((name) => page.colour(root, name))
      const colour = (j) => (all[j] > 0 ? blue : orange)
      page.paint(part("picture"), SIDE, SIDE, colour, (j) => Math.abs(all[j]) / most)
    } else {
      const ink = page.colour(root, page.INK)
      page.paint(part("picture"), SIDE, SIDE, () => ink, (j) => X[Number(chosen())][j])
    }
    part("mark").style.left = `${(100 * (pixel % SIDE)) / SIDE}%`
    part("mark").style.top = `${(100 * Math.floor(pixel / SIDE)) / SIDE}%`
  }

  function choose(row, column) {
    const within = (v) => Math.min(Math.max(v, 0), SIDE - 1)
    pixel = SIDE * within(row) + within(column)
    drawPicture()
    show()
  }

  part("field").addEventListener("click", (event) => {
    const box = part("field").getBoundingClientRect()
    const place = (at, start, size) => Math.floor((SIDE * (at - start)) / size)
    choose(place(event.clientY, box.top, box.height), place(event.clientX, box.left, box.width))
  })
  part("field").addEventListener("keydown", (event) => {
    const way = page.arrow(event)
    if (!way) return
    event.preventDefault()
    choose(Math.floor(pixel / SIDE) + way[1], (pixel % SIDE) + way[0])
  })
  part("nudge").addEventListener("input", ({ target }) => {
    nudge = target.valueAsNumber
    show()
  })
  part("of").addEventListener("change", () => {
    drawPicture()
    show()
  })
  page.onTheme(root, drawPicture)

  function set(wanted) {
    part("of").querySelector(`[value="${wanted.of}"]`).checked = true
    nudge = Number(wanted.nudge)
    const j = Number(wanted.pixel)
    choose(Math.floor(j / SIDE), j % SIDE)
  }

  set({ of: "0", pixel: "0", nudge: "0", ...state })
  return { set }
}
