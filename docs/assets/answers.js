// Questions that take an answer. On the page stand the question and, folded, its answer. Here the
// reader commits an answer first; then the fold opens, and says how far off it was.
//
// A question is what stands before a fold:
//   - a list of choices, "A: ...", "B: ...". The fold begins with the right letter in bold, and a
//     list in it says what is wrong with each of the others;
//   - a number or a place on a picture, written by docs/tools/asked.py.
//
// Nothing leaves the page. Answers are kept in this browser only if the reader ticks the box.

const KEY = "logreg_edu.answers"
const LETTER = /^\s*([A-H]): /

export async function start() {
  const article = document.querySelector(".md-content__inner")
  const href = new URL("answers.css", import.meta.url)
  const sheet = element("link", { rel: "stylesheet", href })
  document.head.append(sheet)
  // A mark is put where the picture stands once it is styled.
  await new Promise((done) => (sheet.onload = sheet.onerror = done))
  if (!article.isConnected) return // the reader has gone on to another page
  const questions = [...article.querySelectorAll("details.success")].flatMap((fold) => {
    const parts = partsBefore(fold)
    return parts.length ? [makeQuestion(fold, parts)] : []
  })
  if (questions.length) makeMemory(article, questions)
}

// What asks for an answer between the last fold, question or heading and this one.
function partsBefore(fold) {
  const before = []
  for (let at = fold.previousElementSibling; at; at = at.previousElementSibling) {
    if (at.matches("details, h1, h2, h3") || at.querySelector("details.success")) break
    before.unshift(at)
  }
  return before.flatMap((at) => {
    if (at.matches("ul") && [...at.children].every((item) => LETTER.test(item.textContent)))
      return [makeChoice(at, fold)]
    const asked = at.matches(".asked") ? [at] : [...at.querySelectorAll(".asked")]
    return asked.map((one) => (one.dataset.kind === "number" ? makeNumber : makePlace)(one))
  })
}

let count = 0

function makeQuestion(fold, parts) {
  const form = element("form", { className: "answer", noValidate: true })
  const button = element("button", { type: "submit", textContent: "Answer", className: "md-button" })
  const verdict = element("div", { className: "verdict" })
  verdict.setAttribute("role", "status")
  // All from the first part to the fold: what is written between two parts stays between them.
  let first = parts[0].root
  while (first.parentElement !== fold.parentElement) first = first.parentElement
  first.before(form)
  while (form.nextElementSibling !== fold) form.append(form.nextElementSibling)
  form.append(button, verdict)

  const question = { answered: false, right: false, changed: () => {} }
  let run = null
  // Say what is right and what is not; false if something is missing.
  question.judge = () => {
    const missing = parts.find((part) => part.answer() === null)
    if (missing) {
      verdict.replaceChildren(sentence(missing.wanted()))
      missing.focus()
      return false
    }
    const judged = parts.map((part) => part.judge())
    verdict.replaceChildren(...judged.map(({ said }) => said))
    Object.assign(question, { answered: true, right: judged.every(({ right }) => right) })
    return true
  }
  question.answer = () => parts.map((part) => part.answer())
  question.restore = (answers) => {
    if (answers?.length !== parts.length) return
    parts.forEach((part, i) => part.restore(answers[i]))
    if (parts.every((part) => part.answer() !== null)) question.judge()
  }
  question.clear = () => {
    for (const part of parts) part.restore(null)
    verdict.replaceChildren()
    run?.remove()
    Object.assign(question, { answered: false, right: false })
    fold.open = false
    asked = false
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    if (!question.judge()) return
    fold.open = true
    run?.remove()
    run = makeRun(fold)
    if (run) verdict.after(run)
    question.changed()
  })
  // The first click on the fold asks for an answer; the second opens it without one.
  let asked = false
  fold.querySelector("summary").addEventListener("click", (event) => {
    if (question.answered || fold.open || asked) return
    event.preventDefault()
    asked = true
    verdict.replaceChildren(sentence("Answer first: a guess will do. Or open it without, by another click."))
    parts[0].focus()
  })
  return question
}

// A button for the code in the fold, if it prints something and there is one to run it.
function makeRun(fold) {
  let bar = fold.querySelector("[data-python]:has(.go)")
  while (bar && !bar.matches(".python-bar")) bar = bar.nextElementSibling
  if (!bar) return null
  const its = bar.querySelector("button")
  const textContent = its.textContent.replace("Run", "Run it")
  const button = element("button", { type: "button", textContent, className: "md-button" })
  button.addEventListener("click", () => {
    button.textContent = "Run it" // what it had to load is there from now on
    its.focus()
    its.click()
  })
  return button
}

// Choices

function makeChoice(list, fold) {
  const name = `choice-${count++}`
  const root = element("fieldset", { className: "choice" })
  root.append(element("legend", { className: "spoken", textContent: "Your answer" }))
  const buttons = [...list.children].map((item) => {
    const value = LETTER.exec(item.textContent)[1]
    const button = element("input", { type: "radio", name, value })
    const label = element("label")
    const words = element("span")
    words.append(...item.childNodes)
    label.append(button, words)
    root.append(label)
    return button
  })
  list.replaceWith(root)
  const letters = fold.querySelector("strong").textContent.match(/\b[A-H]\b/g)
  const right = buttons.find(({ value }) => letters.includes(value)).value
  const reasons = new Map(
    [...fold.querySelectorAll("li")]
      .filter((item) => LETTER.test(item.textContent))
      .map((item) => [LETTER.exec(item.textContent)[1], item]),
  )
  const answer = () => buttons.find((button) => button.checked)?.value ?? null
  return {
    root,
    answer,
    wanted: () => "Choose one first.",
    focus: () => buttons[0].focus(),
    restore: (value) => buttons.forEach((button) => (button.checked = button.value === value)),
    judge() {
      const chosen = answer()
      for (const button of buttons) {
        const mark = button.value === right ? "right" : button.value === chosen ? "wrong" : ""
        button.parentElement.className = mark
      }
      if (chosen === right) return { right: true, said: sentence(`${right} is right.`, "right") }
      const said = sentence(`It is ${right}. `, "wrong")
      if (reasons.has(chosen)) said.append(...reasons.get(chosen).cloneNode(true).childNodes)
      return { right: false, said }
    },
  }
}

// Numbers

function makeNumber(root) {
  const { value, within, shown, unit } = root.dataset
  const off = Number(within) ? `\u00b1 ${Number(within).toLocaleString("en")}` : ""
  const input = element("input", { type: "text", inputMode: "text", autocomplete: "off" })
  input.setAttribute("size", 10)
  const label = element("label")
  label.append(...root.childNodes, " ", input, " ", [off, unit].filter(Boolean).join(" "))
  root.append(label)
  root.hidden = false
  const read = () => parse(input.value, unit === "%")
  return {
    root,
    answer: () => (read() === null ? null : input.value),
    wanted: () =>
      input.value.trim() ? "Write a number, such as 0.25, 1/4, 25 % or 3e-5." : "Fill in a number first.",
    focus: () => input.focus(),
    restore: (text) => (input.value = text ?? ""),
    judge() {
      const { right, words } = judgeNumber(read(), number(value), Number(within), shown)
      return { right, said: sentence(words, right ? "right" : "wrong") }
    },
  }
}

export const number = (text) => ({ inf: Infinity, "-inf": -Infinity, nan: NaN })[text] ?? Number(text)

// What people write as a number: 0.25, .25, 0,25, 1/4, 25 %, 3e-5, 3·10^-5, 1,000, inf, NaN; or null.
export function parse(text, inPercent = false) {
  let t = text.trim().toLowerCase().replaceAll("\u2212", "-").replace(/[\s_]/g, "")
  const percent = t.endsWith("%")
  if (percent) t = t.slice(0, -1)
  if (/^[-+]?(inf|infinity|\u221e)$/.test(t)) return t.startsWith("-") ? -Infinity : Infinity
  if (t === "nan") return NaN
  if (/^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(t)) t = t.replaceAll(",", "")
  t = t.replace(/^([-+]?\d*),(\d+)/, "$1.$2")
  t = t.replace(/\^\((-?\d+)\)/, "^$1")
  t = t.replace(/^([-+]?)10\^/, "$11e").replace(/[\u00b7*x\u00d7]10\^/, "e")
  const decimal = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?"
  const [, above, below] = RegExp(`^(${decimal})(?:/(${decimal}))?$`).exec(t) ?? []
  if (above === undefined) return null
  const value = Number(above) / Number(below ?? 1)
  if (percent && !inPercent) return value / 100
  return value
}

// Whether a number is right, and how near it is, in words.
export function judgeNumber(said, value, within, shown) {
  if (Object.is(said, value) || Math.abs(said - value) <= within)
    return { right: true, words: said === value ? `Right: ${shown}.` : `Right: it is ${shown}.` }
  const is = `It is ${shown}`
  if (!Number.isFinite(said) || !Number.isFinite(value)) return { right: false, words: `${is}.` }
  if (said * value < 0) return { right: false, words: `${is}: the sign is the other one.` }
  const ratio = said / value
  if (!Number.isFinite(ratio) || ratio === 0) return { right: false, words: `${is}.` }
  const off = Math.round(100 * Math.abs(ratio - 1))
  if (off < 50) {
    const near = off < 1 ? "less than 1 %" : `${off} %`
    return { right: false, words: `${is}: you are near, ${near} too ${ratio > 1 === value > 0 ? "high" : "low"}.` }
  }
  const times = ratio > 1 ? ratio : 1 / ratio
  const round = times < 10 ? times.toPrecision(2) : times < 1e6 ? Math.round(times).toLocaleString("en") : times.toExponential(0)
  return { right: false, words: `${is}: yours is ${round} times as ${ratio > 1 ? "large" : "small"}.` }
}

// Places on a picture

function makePlace(root) {
  const picture = root.querySelector("figure")
  const [left, top, right, bottom] = root.dataset.box.split(" ").map(Number)
  const axes = ["x", "y"].filter((axis) => axis in root.dataset).map((axis) => {
    const [low, high, step] = root.dataset[axis].split(" ").map(Number)
    const slider = element("input", { type: "range", min: Math.min(low, high), max: Math.max(low, high), step })
    const shown = element("span")
    const name = root.dataset[`${axis}Name`]
    const label = element("label")
    label.append(`${name}: `, shown, slider)
    const share = (value) => (value - low) / (high - low)
    return { low, high, slider, shown, name, label, share, target: Number(root.dataset[`${axis}Target`]) }
  })
  const [x, y] = axes
  const holder = element("div", { className: "place" })
  picture.before(holder)
  const [mark, target] = ["mark", "mark target"].map((className) => {
    return element("span", { className: y ? className : `${className} line`, hidden: true })
  })
  holder.append(picture, target, mark)
  const sliders = element("div", { className: "sliders" })
  sliders.append(...axes.map(({ label }) => label))
  holder.after(sliders)

  let marked = false
  let judged = false
  const shownImage = () => [...picture.querySelectorAll("img")].find((image) => image.offsetWidth)
  function put(one, values, image) {
    const [across, up] = axes.map(({ share }, i) => share(values[i]))
    one.style.left = `${image.offsetLeft + image.offsetWidth * (left + (right - left) * across)}px`
    one.style.top = `${image.offsetTop + image.offsetHeight * (y ? bottom + (top - bottom) * up : top)}px`
    if (!y) one.style.height = `${image.offsetHeight * (bottom - top)}px`
  }
  function show() {
    for (const { slider, shown } of axes) {
      shown.textContent = marked ? written(slider.value) : "not yet"
      slider.setAttribute("aria-valuetext", shown.textContent)
    }
    mark.hidden = !marked
    target.hidden = !judged
    const image = shownImage()
    if (!image) return
    if (marked) put(mark, axes.map(({ slider }) => slider.value), image)
    if (judged) put(target, axes.map((axis) => axis.target), image)
  }
  picture.addEventListener("click", (event) => {
    const box = shownImage().getBoundingClientRect()
    const across = ((event.clientX - box.left) / box.width - left) / (right - left)
    const up = ((event.clientY - box.top) / box.height - bottom) / (top - bottom)
    x.slider.value = x.low + across * (x.high - x.low)
    if (y) y.slider.value = y.low + up * (y.high - y.low)
    marked = true
    show()
  })
  for (const { slider } of axes)
    slider.addEventListener("input", () => {
      marked = true
      show()
    })
  new ResizeObserver(show).observe(picture) // it ends with the picture, as the page is left
  show()
  return {
    root,
    answer: () => (marked ? axes.map(({ slider }) => Number(slider.value)) : null),
    wanted: () => `Click on the picture first, or move the slider${y ? "s" : ""}.`,
    focus: () => x.slider.focus(),
    restore(values) {
      marked = Array.isArray(values)
      if (marked) axes.forEach(({ slider }, i) => (slider.value = values[i]))
      judged = false
      show()
    },
    judge() {
      judged = true
      show()
      const far = Math.hypot(...axes.map((axis) => axis.slider.value - axis.target))
      const where = axes.map((axis) => `${axis.name} ${written(axis.target)}`).join(", ")
      if (far <= Number(root.dataset.within)) return { right: true, said: sentence(`Right: it is at ${where}.`, "right") }
      const off = Number(far.toPrecision(2))
      return { right: false, said: sentence(`It is at ${where}: your mark is ${off} away.`, "wrong") }
    },
  }
}

const written = (value) => String(value).replace("-", "\u2212")

// What the reader has answered

function makeMemory(article, questions) {
  const page = location.pathname.split("/").slice(-2).join("/")
  const root = element("div", { className: "answers-kept" })
  const tally = element("p")
  tally.setAttribute("role", "status")
  const keep = element("input", { type: "checkbox" })
  const label = element("label")
  label.append(keep, " Keep my answers in this browser")
  const clear = element("button", { type: "button", className: "md-button", textContent: "Clear my answers" })
  root.append(tally, label, clear)
  article.append(root)

  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY))
    } catch {
      return null // not allowed here, or not ours
    }
  }
  function store() {
    if (!keep.checked) return
    const answers = questions.map((question) => (question.answered ? question.answer() : null))
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...kept(), [page]: answers }))
    } catch {
      keep.checked = false
      tally.textContent = "This browser does not let the page keep anything."
    }
  }
  function show() {
    const answered = questions.filter((question) => question.answered)
    const right = answered.filter((question) => question.right).length
    tally.textContent = `Answered: ${answered.length} of ${questions.length} questions on this page, ${right} right.`
  }
  keep.addEventListener("change", () => {
    if (keep.checked) store()
    else localStorage.removeItem(KEY) // of all pages
  })
  clear.addEventListener("click", () => {
    for (const question of questions) question.clear()
    show()
    store()
  })
  for (const question of questions)
    question.changed = () => {
      show()
      store()
    }
  const before = kept()
  if (before) {
    keep.checked = true
    questions.forEach((question, i) => before[page]?.[i] && question.restore(before[page][i]))
  }
  show()
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties)
}

function sentence(words, className = "") {
  return element("p", { textContent: words, className })
}
