// Buttons to run the blocks of code of a page, in Python in a worker. Without scripts, or where
// docs/tools/python_hook.py has marked no block, the page is as it is.
//
// A block runs after those above it that it needs and that have not run since they were changed.
// Nothing of Python is loaded before the first click.

import { makeEditor } from "./editor.js"
import { KEEPS } from "./keep.js"
import { Python } from "./session.js"

export function start() {
  const about = document.getElementById("python")
  if (!about || location.protocol === "file:") return
  const href = new URL("python.css", import.meta.url)
  document.head.append(element("link", { rel: "stylesheet", href }))
  if (about.dataset.exercise) return import("./exercise.js").then((page) => page.start(about))
  if (about.dataset.names) return import("./progress.js").then((page) => page.start(about))
  const python = Python.of(about)
  python.forget()
  const blocks = new Map()
  for (const root of document.querySelectorAll("[data-python]"))
    blocks.set(root.dataset.python, new Block(root, python, blocks))
}

class Block {
  constructor(root, python, blocks) {
    this.root = root
    this.python = python
    this.blocks = blocks
    this.name = `block ${Number(root.dataset.python) + 1}`
    this.original = typed(root.querySelector("code").textContent)
    this.fresh = null // the session that has run the code as it is now
    this.makeBar()
    python.watch(this)
  }

  makeBar() {
    const button = (text, act, hidden = false) => {
      const made = element("button", { type: "button", textContent: text, hidden })
      made.addEventListener("click", act)
      return made
    }
    this.runButton = button("", () => this.run())
    this.stopButton = button("Stop", () => this.python.stop(), true)
    this.editButton = button("Edit", () => this.edit())
    this.resetButton = button("Reset", () => this.reset(), true)
    this.status = element("span", { className: "python-status" })
    this.status.setAttribute("role", "status")
    this.bar = element("div", { className: "python-bar" })
    this.bar.setAttribute("role", "group")
    this.bar.setAttribute("aria-label", `Python, ${this.name}`)
    this.bar.append(this.runButton, this.stopButton, this.editButton, this.resetButton, this.status)
    this.output = element("pre", { className: "python-output", hidden: true, tabIndex: 0 })
    this.output.setAttribute("role", "region")
    this.output.setAttribute("aria-label", `Output of ${this.name}`)
    this.root.after(this.bar, this.output)
  }

  get code() {
    return this.editor ? this.editor.value : this.original
  }

  // The bar, as Python is now.
  show({ running, loaded, megabytes }) {
    this.runButton.textContent = loaded ? "Run" : `Run (loads ${megabytes} MB${KEEPS ? " once" : ""})`
    this.runButton.setAttribute("aria-disabled", running)
    this.stopButton.hidden = !running || this.python.asked !== this
  }

  say(words) {
    this.status.textContent = words
  }

  async run() {
    const needed = this.root.dataset.needs.split(" ").filter(Boolean).map((i) => this.blocks.get(i))
    const all = [...needed.filter((block) => block.fresh !== this.python.session), this]
    await this.python.run(this, all)
  }

  begin() {
    this.output.replaceChildren()
    this.output.hidden = true
    this.running = this.code
  }

  print(kind, text) {
    this.output.hidden = false
    const last = this.output.lastChild
    if (last?.className === kind) last.append(text)
    else this.output.append(element("span", { className: kind, textContent: text }))
  }

  end(well) {
    const as = this.code === this.running
    this.fresh = well && as ? this.python.session : null
    if (!this.output.textContent && well) this.say("Done: it prints nothing.")
    else this.say(well ? "Done." : "")
  }

  crashed(words) {
    this.print("error", `Python itself has crashed: ${words}`)
    this.say("What the blocks had defined is gone; Run begins anew.")
  }

  edit() {
    if (!this.editor) this.open(this.original)
    this.editor.focus()
  }

  open(text) {
    this.editor = makeEditor(text, `Code of ${this.name}; Ctrl and Enter runs it`)
    this.editor.onChange = () => (this.fresh = null)
    this.editor.onRun = () => this.run()
    this.root.hidden = true
    this.root.after(this.editor.root)
    this.editButton.hidden = true
    this.resetButton.hidden = false
  }

  reset() {
    this.editor.remove()
    this.editor = null
    this.fresh = null
    this.root.hidden = false
    this.editButton.hidden = false
    this.resetButton.hidden = true
    this.output.hidden = true
    this.output.replaceChildren()
    this.say("")
    this.editButton.focus()
  }
}

// What a reader would type: of a session, the lines behind the prompts.
export function typed(text) {
  const lines = text.trimEnd().split("\n")
  if (!lines.some((line) => line.startsWith(">>>"))) return lines.join("\n")
  return lines
    .filter((line) => /^(>>>|\.\.\.)/.test(line))
    .map((line) => line.slice(4))
    .join("\n")
}

export function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties)
}
