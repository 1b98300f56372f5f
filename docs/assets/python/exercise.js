// The page of an exercise: an editor with the starter, a check by the very judge of the command line,
// hints one after the other, the solution behind a question, and what the reader has done.
//
// The code runs in a worker of its own, a fresh one for each check, within a time limit.

import { element } from "./blocks.js"
import { makeEditor } from "./editor.js"
import { KEEPS } from "./keep.js"
import * as progress from "./progress.js"
import { Python } from "./session.js"

export function start(about) {
  const article = document.querySelector(".md-content__inner")
  new Exercise(article, about.dataset, Python.of(about))
}

class Exercise {
  constructor(article, data, python) {
    this.data = data
    this.name = data.exercise
    this.python = python
    python.forget()
    const download = article.querySelector("a[download]")
    this.starter = decodeURIComponent(download.getAttribute("href").replace(/^[^,]*,/, ""))
    this.makeEditor(article)
    this.makeHints([...article.querySelectorAll("details.note")])
    this.makeSolution(article.querySelector("details.success"))
    python.watch(this)
  }

  makeEditor(article) {
    const block = article.querySelector("[data-starter]")
    this.editor = makeEditor(progress.text(this.name) ?? this.starter, "Your answer; Ctrl and Enter checks it")
    this.editor.onChange = () => progress.keepText(this.name, this.code === this.starter ? null : this.code)
    this.editor.onRun = () => this.check()
    const button = (text, act) => {
      const made = element("button", { type: "button", textContent: text })
      made.addEventListener("click", act)
      return made
    }
    this.checkButton = button("", () => this.check())
    this.stopButton = button("Stop", () => this.python.stop())
    this.resetButton = button("Reset", () => this.reset())
    this.runButton = this.checkButton // to which the focus goes when it was stopped
    this.status = element("span", { className: "python-status" })
    this.status.setAttribute("role", "status")
    const bar = element("div", { className: "python-bar" })
    bar.setAttribute("role", "group")
    bar.setAttribute("aria-label", "Check")
    bar.append(this.checkButton, this.stopButton, this.resetButton, this.status)
    this.verdict = element("div", { className: "python-verdict" })
    this.verdict.setAttribute("role", "status")
    const kept = element("p", {
      className: "python-status",
      textContent: "Your code and your progress are kept in this browser alone. ",
    })
    kept.append(element("a", { href: "index.html#progress", textContent: "Save or load the progress" }), ".")
    block.replaceWith(this.editor.root, bar, this.verdict, kept)
  }

  get code() {
    return this.editor.value
  }

  show({ running, loaded, megabytes }) {
    this.checkButton.textContent = loaded ? "Check" : `Check (loads ${megabytes} MB${KEEPS ? " once" : ""})`
    this.checkButton.setAttribute("aria-disabled", running)
    this.stopButton.hidden = !running
    if (this.asking) this.stopAsking()
  }

  say(words) {
    this.status.textContent = words
  }

  async check() {
    this.output = ""
    this.verdict.replaceChildren()
    const seconds = Number(this.data.seconds)
    await this.python.check(this, { name: this.name, code: this.code, seconds })
  }

  print(kind, text) {
    this.output += text
  }

  end() {}

  // What happened without a verdict, in the words of the command line.
  tooLate() {
    this.judged({ passed: false, message: this.data.tooLate })
  }

  crashed() {
    this.judged({ passed: false, message: this.data.crashed })
  }

  judged(verdict) {
    this.say("")
    const parts = []
    const add = (name, textContent, className = "") => {
      const part = element(name, { textContent, className })
      parts.push(part)
      return part
    }
    if (this.output.trim()) add("pre", this.output.trimEnd(), "python-output")
    const before = progress.entry(this.name).passed
    progress.set(this.name, { passed: verdict.passed })
    if (verdict.passed) {
      add("p", "Right.", "right")
      const think = add("p", "Compare with the solution below. ")
      if (this.data.next) think.append(element("a", { href: `${this.data.next}.html`, textContent: "Next exercise" }))
    } else {
      add("p", verdict.line ? `Not yet: line ${verdict.line}.` : "Not yet.", "wrong")
      if (before) add("p", "It was right before, and does not count as done until it is again.")
      if (verdict.done?.length) add("p", `Right so far: ${verdict.done.join(", ")}`)
      if (verdict.task) add("p").append(element("code", { textContent: verdict.task }))
      if (verdict.trace) add("pre", verdict.trace, "python-output")
      if (!verdict.trace?.endsWith(verdict.message)) parts.push(withCode(verdict.message))
      if (verdict.example) add("pre", verdict.example, "python-output")
      const section = verdict.section && JSON.parse(this.data.sections)[verdict.section]
      if (section) add("p", "Read: ").append(element("a", { href: section[1], textContent: section[0] }))
      if (verdict.line) this.editor.goTo(verdict.line)
    }
    for (const part of parts) if (part.matches("pre")) part.tabIndex = 0
    this.verdict.replaceChildren(...parts)
  }

  // The first click asks, the second does it.
  reset() {
    if (!this.asking) {
      this.asking = true
      this.resetButton.textContent = "Reset: lose what you wrote?"
      this.say("Another click restores the starter.")
      return
    }
    this.stopAsking()
    this.editor.value = this.starter
    progress.keepText(this.name, null)
    progress.set(this.name, { passed: false })
    this.verdict.replaceChildren()
    this.say("This is the starter again.")
    this.editor.focus()
  }

  stopAsking() {
    this.asking = false
    this.resetButton.textContent = "Reset"
  }

  // A hint is there when the one before it has been read.
  makeHints(folds) {
    const show = () => {
      const taken = progress.entry(this.name).hints
      folds.forEach((fold, i) => (fold.hidden = i > taken))
    }
    folds.forEach((fold, i) =>
      fold.addEventListener("toggle", () => {
        if (!fold.open) return
        progress.set(this.name, { hints: Math.max(progress.entry(this.name).hints, i + 1) })
        show()
      }),
    )
    show()
  }

  makeSolution(fold) {
    let asked = false
    const said = element("p", { className: "python-status" })
    said.setAttribute("role", "status")
    fold.before(said)
    fold.querySelector("summary").addEventListener("click", (event) => {
      const { passed, revealed } = progress.entry(this.name)
      if (passed || revealed || fold.open) return
      if (asked) return progress.set(this.name, { revealed: true })
      event.preventDefault()
      asked = true
      said.textContent = "Yours is not right yet. Another click shows the solution, and it is noted that you saw it."
    })
  }
}

// A paragraph in which what stands between backticks is code.
function withCode(text) {
  const paragraph = element("p")
  text.split("`").forEach((part, i) => paragraph.append(i % 2 ? element("code", { textContent: part }) : part))
  return paragraph
}
