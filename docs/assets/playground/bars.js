// Ten bars of probability, and what they say in words.

import { confidence, doubt, ranking, sigmoid } from "./model.js"
import { percent } from "./page.js"

// One bar of the digit k, with a cell for each kind of model, and a button to choose it or none.
export function addBar(parent, k, kinds, choice) {
  const label = make(choice ? "label" : "div", "pg-bar", parent)
  const addCell = (kind) => {
    const cell = make("span", `cell ${kind}`, label)
    if (kinds.length > 1) make("span", "pg-spoken", cell).textContent = `${kind}: `
    const fill = make("span", "fill", make("span", "track", cell))
    return { cell, fill, value: make("span", "value", cell) }
  }
  const radio = choice ? make("input", "", label) : null
  if (choice) Object.assign(radio, { type: "radio", name: "model", value: String(k) })
  make("span", "digit", label).textContent = String(k)
  return { radio, ...Object.fromEntries(kinds.map((kind) => [kind, addCell(kind)])) }
}

function make(name, className, holder) {
  const made = document.createElement(name)
  made.className = className
  holder.append(made)
  return made
}

// The scores z of one kind of model, or null while there are none. The winner stands out, if there
// is one; with `normalised` each probability is divided by the sum of the ten.
export function showBars(bars, kind, z, { unclear, normalised = false }) {
  const winner = z && !unclear ? ranking(z)[0] : null
  const probabilities = z ? z.map(sigmoid) : bars.map(() => 0)
  const whole = z && normalised ? probabilities.reduce((a, c) => a + c, 0) : 1
  bars.forEach((bar, k) => {
    const { cell, fill, value } = bar[kind]
    const share = probabilities[k] / whole
    fill.style.width = `${100 * share}%`
    value.textContent = z ? percent(share) : ""
    cell.classList.toggle("winner", k === winner)
  })
}

export function isUnclear(z, least) {
  return confidence(z) < Number(least)
}

// What a model reads: "The model of pixels reads a 7 (99.9 %). Runner-up: 3 (1.2 %)."
export function verdict(who, z, unclear) {
  const [first, second] = ranking(z)
  const [digit, other] = [first, second].map((k) => percent(sigmoid(z[k])))
  const why = doubt(z, unclear)
  const runnerUp = `Runner-up: ${second} (${other}).`
  if (unclear) {
    const best = `At best it reads ${aDigit(first)} (${digit})`
    return `${who} gives no clear answer: ${why}. ${best}. ${runnerUp}`
  }
  const but = why && `, but ${why}`
  return `${who} reads ${aDigit(first)} (${digit})${but}. ${runnerUp}`
}

// "an 8", "a 3"
export function aDigit(digit) {
  return `${String(digit) === "8" ? "an" : "a"} ${digit}`
}
