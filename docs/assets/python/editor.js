// An editor of code with line numbers: a plain one first, which Tab leaves as everywhere and in which
// Enter keeps the indentation. When it is entered, CodeMirror is fetched and takes its place, unless
// the site has not got it or it cannot be fetched.

import { element } from "./blocks.js"

const KEYS = "Tab indents. To leave the editor: Escape, then Tab."
let count = 0

export function makeEditor(text, label) {
  const root = element("div", { className: "python-code" })
  const editor = {
    root,
    onChange() {},
    onRun() {},
    focus: () => now.focus(),
    remove: () => root.remove(),
    get value() {
      return now.value
    },
    set value(text) {
      now.value = text
    },
    // Put the cursor at the end of a line, counted from 1.
    goTo: (line) => now.goTo(line),
  }
  let now = makePlain(text, label, editor)
  root.append(now.root)
  root.addEventListener("focusin", replace, { once: true })

  async function replace() {
    const address = document.getElementById("python")?.dataset.editor
    const bundle = address && (await import(new URL(address, document.baseURI)).catch(() => null))
    if (!bundle) return
    await now.atRest()
    const focused = root.contains(document.activeElement)
    const keys = element("p", { id: `python-keys-${count++}`, className: "python-keys", textContent: KEYS })
    const better = bundle.create({
      text: now.value,
      ...now.selected(),
      onChange: () => editor.onChange(),
      onRun: () => editor.onRun(),
      "aria-label": label,
      "aria-describedby": keys.id,
    })
    root.replaceChildren(better.root, keys)
    now = better
    if (focused) now.focus()
  }
  return editor
}

function makePlain(text, label, editor) {
  const root = element("div", { className: "python-lines" })
  const numbers = element("pre")
  numbers.setAttribute("aria-hidden", "true")
  const area = element("textarea", {
    className: "python-editor",
    value: text,
    spellcheck: false,
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
  })
  area.setAttribute("aria-label", label)
  root.append(numbers, area)
  function fit() {
    const count = area.value.split("\n").length
    area.rows = count
    numbers.textContent = Array.from({ length: count }, (_, i) => i + 1).join("\n")
  }
  let composing = false // of a letter by several keys
  area.addEventListener("compositionstart", () => (composing = true))
  area.addEventListener("compositionend", () => (composing = false))
  area.addEventListener("input", () => {
    fit()
    editor.onChange()
  })
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      return editor.onRun()
    }
    // The next line begins where this one does.
    const { value, selectionStart, selectionEnd } = area
    const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart)
    const indent = /^ */.exec(line)[0] + (/:\s*$/.test(line) ? "    " : "")
    if (!indent) return
    event.preventDefault()
    area.setRangeText(`\n${indent}`, selectionStart, selectionEnd, "end")
    area.dispatchEvent(new Event("input"))
  })
  fit()
  return {
    root,
    focus: () => area.focus(),
    get value() {
      return area.value
    },
    set value(text) {
      area.value = text
      fit()
    },
    goTo(line) {
      const at = area.value.split("\n").slice(0, line).join("\n").length
      area.focus()
      area.setSelectionRange(at, at)
    },
    selected: () => ({ from: area.selectionStart, to: area.selectionEnd }),
    atRest: () =>
      composing && new Promise((resolve) => area.addEventListener("compositionend", () => setTimeout(resolve))),
  }
}
