// What the reader has done, in this browser, in the form of the command line's progress.json.

import { element } from "./blocks.js"

const KEY = "logreg_edu.progress"
const TEXT = "logreg_edu.exercise."
const NOTHING = { passed: false, hints: 0, revealed: false }

function read() {
  try {
    return parsed(localStorage.getItem(KEY) ?? "")
  } catch {
    return {} // nothing yet, not ours, or not allowed here
  }
}

function write(entries) {
  try {
    localStorage.setItem(KEY, file(entries))
  } catch {
    // The browser does not let the page keep anything: it lasts as long as the page.
  }
}

export const entry = (name) => ({ ...NOTHING, ...read()[name] })

export function set(name, values) {
  write({ ...read(), [name]: { ...entry(name), ...values } })
}

export function text(name) {
  try {
    return localStorage.getItem(TEXT + name)
  } catch {
    return null
  }
}

export function keepText(name, code) {
  try {
    if (code === null) localStorage.removeItem(TEXT + name)
    else localStorage.setItem(TEXT + name, code)
  } catch {
    // As above.
  }
}

// The file as the command line writes it: what has been begun, in the order of the book.
export function file(entries) {
  const begun = Object.entries(entries)
    .filter(([, one]) => one.passed || one.hints || one.revealed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ version: 1, exercises: Object.fromEntries(begun) }, null, 2)}\n`
}

// The entries of such a file, under the names of now; an error if it is none.
export function parsed(text, names = null, renamed = {}) {
  const { exercises } = JSON.parse(text)
  const entries = {}
  for (const [old, one] of Object.entries(exercises)) {
    const name = renamed[old] ?? old
    if (names && !names.includes(name)) continue
    const { passed = false, hints = 0, revealed = false, ...rest } = one
    const right = typeof passed === "boolean" && Number.isInteger(hints) && typeof revealed === "boolean"
    if (!right || Object.keys(rest).length) throw Error(name)
    if (!(old in renamed && name in exercises)) entries[name] = { passed, hints, revealed }
  }
  return entries
}

// On the list of the exercises: how many are done, and the file to save and to load.
export function start(about) {
  const article = document.querySelector(".md-content__inner")
  const names = JSON.parse(about.dataset.names)
  const root = element("div", { id: "progress", className: "python-bar" })
  root.setAttribute("role", "group")
  root.setAttribute("aria-label", "Progress")
  const tally = element("span", { className: "python-status" })
  tally.setAttribute("role", "status")
  const save = element("button", { type: "button", textContent: "Save progress.json" })
  const load = element("button", { type: "button", textContent: "Load progress.json" })
  const input = element("input", { type: "file", accept: ".json,application/json", hidden: true })
  input.setAttribute("aria-label", "A file progress.json")
  root.append(tally, save, load, input)
  article.querySelector("h2").before(root)

  function show(words = "") {
    const entries = read()
    const done = names.filter((name) => entries[name]?.passed)
    tally.textContent = `${words}In this browser: ${done.length} of ${names.length} done.`
    for (const link of article.querySelectorAll("td a")) {
      const name = link.getAttribute("href").replace(".html", "")
      link.parentElement.querySelector(".done")?.remove()
      if (done.includes(name)) link.after(element("span", { className: "done", textContent: " (done)" }))
    }
  }
  save.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([file(read())], { type: "application/json" }))
    element("a", { href, download: "progress.json" }).click()
    setTimeout(() => URL.revokeObjectURL(href))
  })
  load.addEventListener("click", () => input.click())
  input.addEventListener("change", async () => {
    const [chosen] = input.files
    input.value = ""
    if (!chosen) return
    try {
      write({ ...read(), ...parsed(await chosen.text(), names, JSON.parse(about.dataset.renamed)) })
      show("Loaded. ")
    } catch {
      show(`${chosen.name}: is no progress.json of the exercises; nothing was changed. `)
    }
  })
  show()
}
