// The live part "loss": four forms of one function in two precisions.
//
// State: z, the score; y, the truth; precision, of the charts and of the list.

import { errors, failures, forms, isBroken } from "./loss.js"
import * as page from "./page.js"
import { chart, element, line } from "./svg.js"

const NAMES = ["exact", "naive", "clipped", "epsilon"] // the exact curve lies below the others
const PRECISIONS = ["float32", "float64"]
const SLIDER = 100 // positions of the slider to one nat
const FARTHEST = 120 // nats: the ends of the slider
const WIDEST = 50 // the charts go from -WIDEST to WIDEST

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  let z = 0
  const y = () => Number(part("y").querySelector(":checked").value)
  const precision = () => part("precision").querySelector(":checked").value

  function go(to) {
    z = to
    part("z").value = String(Math.round(SLIDER * z))
    part("z-number").value = String(Number(z.toFixed(6)))
    show()
  }

  function show() {
    part("z-shown").textContent = page.fixed(z)
    part("z").setAttribute("aria-valuetext", page.fixed(z))
    fillTable()
    for (const chart of charts) chart.point(z)
    tell(spoken())
  }

  function cell(form, what) {
    const value = form[what]
    const off = errors(form, z, y())[what]
    const wrong = isBroken(value) || off > 0.01
    let note = ""
    if (!isBroken(value) && wrong) {
      note = what === "slope" ? "wrong" : off < 10 ? `${Math.round(100 * off)} % off` : "far off"
    }
    return { text: page.short(value, 6), wrong, note }
  }

  function fillTable() {
    const at = Object.fromEntries(PRECISIONS.map((p) => [p, forms(z, y(), p)]))
    for (const name of NAMES) {
      for (const p of PRECISIONS) {
        for (const what of ["loss", "slope"]) {
          const { text, wrong, note } = cell(at[p][name], what)
          const td = part(`${name}-${p}-${what}`)
          td.textContent = text
          td.classList.toggle("wrong", wrong)
          if (note) {
            const small = document.createElement("small")
            small.textContent = ` ${note}`
            td.append(small)
          }
        }
      }
    }
  }

  // Where each form fails, as buttons that lead there.
  function listFailures() {
    const rows = NAMES.map((name) => {
      const row = document.createElement("li")
      const strong = document.createElement("strong")
      strong.textContent = `${name}: `
      row.append(strong)
      const found = failures(name, y(), precision())
      if (!found.length) row.append("nowhere.")
      for (const { what, z: where } of found) {
        const button = document.createElement("button")
        button.type = "button"
        const broken = forms(where, y(), precision())[name][what]
        const kind = isBroken(broken) ? page.short(broken) : "wrong"
        const way = where > 0 ? "up" : "down"
        button.textContent = `${what} ${kind} from ${page.fixed(where)} ${way}`
        button.addEventListener("click", () => go(where))
        row.append(button)
      }
      return row
    })
    part("failures").replaceChildren(...rows)
  }

  function spoken() {
    const at = forms(z, y(), precision())
    const words = NAMES.map((name) => {
      const [loss, slope] = ["loss", "slope"].map((what) => page.short(at[name][what], 4))
      return `${name}: loss ${loss}, slope ${slope}`
    })
    return `At z = ${page.fixed(z)}, in ${precision()}. ${words.join(". ")}.`
  }

  let charts = []

  function drawCharts() {
    const zs = Array.from({ length: 801 }, (_, i) => WIDEST * (i / 400 - 1))
    const all = zs.map((at) => forms(at, y(), precision()))
    const x = { low: -WIDEST, high: WIDEST, ticks: [-50, -25, 0, 25, 50], name: "score z" }
    const [least, most] = y() ? [-1, 0] : [0, 1]
    const halves = [least, (least + most) / 2, most]
    const slopes = { low: least - 0.15, high: most + 0.15, ticks: halves }
    charts = [
      ["loss", { low: -2, high: 52, ticks: [0, 10, 20, 30, 40, 50], name: "loss, in nats" }],
      ["slope", { ...slopes, name: "slope in z" }],
    ].map(([what, axis]) => {
      const plot = chart(part(`${what}-chart`), { x, y: axis, height: what === "loss" ? 300 : 220 })
      for (const name of NAMES) {
        const points = all.map((at, i) => [plot.toX(zs[i]), plot.toY(at[name][what])])
        element("path", { d: line(points), class: `form ${name}` }, plot.inside)
      }
      const here = element("path", { class: "cursor" }, plot.inside)
      return {
        point(at) {
          const place = plot.toX(Math.min(Math.max(at, -WIDEST), WIDEST))
          here.setAttribute("d", `M${place},0V300`)
        },
      }
    })
  }

  function renew() {
    listFailures()
    drawCharts()
    show()
  }

  part("z").addEventListener("input", ({ target }) => go(target.valueAsNumber / SLIDER))
  part("z-number").addEventListener("change", ({ target }) => {
    if (Number.isFinite(target.valueAsNumber)) go(target.valueAsNumber)
  })
  part("y").addEventListener("change", renew)
  part("precision").addEventListener("change", renew)
  part("z").min = String(-SLIDER * FARTHEST)
  part("z").max = String(SLIDER * FARTHEST)

  function set({ z: score = "40", y: truth = "0", precision: wanted = "float64" }) {
    for (const value of [truth, wanted]) root.querySelector(`[value="${value}"]`).checked = true
    go(Number(score))
    renew()
  }

  set(state)
  return { set }
}
