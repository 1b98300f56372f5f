// The page "Draw a digit": the pad, the ten bars, the preparation, and why.

import { brush, contributions, hundredths, parts } from "./contributions.js"
import {
  bytesOf,
  confidence,
  doubt,
  example,
  PIXELS,
  ranking,
  readModels,
  scores,
  sigmoid,
} from "./model.js"
import * as page from "./page.js"
import { readPicture } from "./picture.js"
import { ImageError, prepare, prepareInk, steps } from "./prepare.js"
import { blankInk, enlarged, inkSegment, inkStrokes, PEN, penFor, SIDE } from "./strokes.js"

const PEN_STEP = 10 // pixels of the pad, for the keyboard's pen

export function start() {
  const part = page.open("draw")
  const models = readModels(page.exported("playground-models"))
  const { leastConfidence, rejected: share, rightOfRejected } =
    document.getElementById("playground-models").dataset
  const K = models.W.length
  const colours = {}

  // The drawing: a picture below, or none, and strokes on it.
  let below = null
  let strokes = []
  let ink = blankInk()
  let width = PEN // of the pen, when the strokes before the last were inked
  // What became of it. image is null while there is nothing to read.
  let image = null
  let preparation = null
  let rubbed = new Set()
  let problem = ""
  // What the models make of the ink that is left: the example and the ten scores.
  let x = null
  let z = null
  let painting = false // soon

  const bars = Array.from({ length: K }, (_, k) => addBar(part("bars"), k))
  const chosen = () => bars.findIndex(({ radio }) => radio.checked)
  const announce = (text) => (part("announcements").textContent = text)

  // From the drawing to the picture of 28 x 28 pixels

  // A prepared digit fills MNIST's box, and so what is added to it is drawn with the widest pen.
  function settledWidth() {
    return below || !strokes.length ? PEN : penFor(strokes)
  }

  function redraw() {
    width = settledWidth()
    ink = inkStrokes(strokes, below ? enlarged(below) : blankInk(), width)
    read()
  }

  function read() {
    preparation = null
    problem = ""
    if (strokes.length) {
      preparation = prepareInk({ rows: SIDE, columns: SIDE, values: ink })
      const { twoDigits } = preparation
      if (twoDigits) problem = `This looks like two digits${twoDigits}.`
    }
    image = preparation?.image ?? below
    rubbed = new Set()
    answer()
  }

  function take(picture, how) {
    below = picture
    strokes = []
    redraw()
    preparation = how
  }

  async function takeFile(file) {
    try {
      const prepared = prepare(await readPicture(file))
      take(prepared.image, prepared)
      announce(`Picture read. ${verdict()}`)
    } catch (error) {
      const known = error instanceof ImageError
      const text = known
        ? error.message
        : "this is not a picture that the browser can read; save it as a PNG or JPEG"
      part("verdict").textContent = `${file.name || "The picture"}: ${text}.`
      announce(part("verdict").textContent)
    }
  }

  // What the models say

  function answer() {
    x = image && example(image.map((value, j) => (rubbed.has(j) ? 0 : value)))
    z = image && scores(models, x)
    show()
  }

  // Words and bars at once, the pad with them in the next frame, the other pictures after that.
  function show() {
    part("verdict").textContent = verdict()
    showBars()
    explain()
    if (painting) return
    painting = true
    requestAnimationFrame(() => {
      page.paint(part("pad-canvas"), SIDE, SIDE, () => colours.ink, (i) => ink[i] / 255)
      setTimeout(() => {
        painting = false
        if (!part.root.isConnected) return
        paintPreparation()
        paintContributions()
      })
    })
  }

  const unclear = () => z !== null && confidence(z) < Number(leastConfidence)

  function verdict() {
    if (!image) return "Draw a digit, and ten models will say which."
    const [first, second] = ranking(z)
    const sure = (k) => page.percent(sigmoid(z[k]))
    const why = doubt(z, unclear())
    const before = unclear() ? `No clear answer: ${why}.` : ""
    const winner = `It reads ${aDigit(first)} (${sure(first)})${unclear() ? " at best" : ""}.`
    const after = why && !unclear() ? `But ${why}.` : ""
    const runnerUp = `Runner-up: ${second} (${sure(second)}).`
    return [problem, before, winner, after, runnerUp].filter(Boolean).join(" ")
  }

  function showBars() {
    const [first, second] = z ? ranking(z) : []
    if (z && part("follow").checked) bars[first].radio.checked = true
    const probabilities = z ? z.map(sigmoid) : bars.map(() => 0)
    const sum = probabilities.reduce((a, c) => a + c, 0)
    const whole = z && part("normalised").checked ? sum : 1
    bars.forEach(({ label, bar, value, place }, k) => {
      const share = probabilities[k] / whole
      bar.style.width = `${100 * share}%`
      value.textContent = z ? page.percent(share) : ""
      place.textContent = k === first ? "1st" : k === second ? "2nd" : ""
      label.classList.toggle("winner", k === first && !unclear())
    })
    const often =
      ` ${share} of MNIST's test digits get no clear answer; for ${rightOfRejected} of these` +
      " the likeliest digit is right."
    const total = `The ten answers add up to ${page.fixed(sum)}.`
    part("sum").textContent = z ? total + (unclear() ? often : "") : ""
  }

  // How the picture was prepared

  function paintPreparation() {
    const blank = (canvas) => page.paint(canvas, 28, 28, () => colours.ink, () => 0)
    const [cropped, scaled, centred] = ["cropped", "scaled", "centred"].map(part)
    const inkOf = (canvas, rows, columns, values, full) =>
      page.paint(canvas, rows, columns, () => colours.ink, (i) => values[i] / full)
    part("cross").hidden = !image
    if (image) inkOf(centred, 28, 28, image, 255)
    else blank(centred)
    if (!preparation) {
      blank(cropped)
      blank(scaled)
      const given = image ? "One of MNIST's own: made in this way." : "Nothing is drawn yet."
      return part("steps").replaceChildren(item(given))
    }
    const { ink: drawing, inkBox: box, size, small } = preparation
    inkOf(cropped, drawing.rows, drawing.columns, drawing.values, drawing.values === ink ? 255 : 1)
    const pen = cropped.getContext("2d")
    pen.strokeStyle = `rgb(${colours.against})`
    pen.lineWidth = Math.max(drawing.rows, drawing.columns) / 60
    pen.strokeRect(box.left, box.top, box.width, box.height)
    const [rows, columns] = size
    inkOf(scaled, rows, columns, small, 255)
    scaled.style.aspectRatio = `${columns} / ${rows}`
    scaled.style.width = `${(100 * columns) / 20}%`
    part("steps").replaceChildren(...steps(preparation).map(item))
  }

  // Why: the sum of the pixels' contributions, and what if some were not there

  function explain() {
    const k = chosen()
    part("put-back").disabled = !rubbed.size
    part("sum-of-parts").textContent = z && k >= 0 ? sumOfParts(k) : ""
    part("what-if").textContent = z && k >= 0 && rubbed.size ? whatIf(k) : ""
    showPixel()
  }

  function sumOfParts(k) {
    const { inFavour, against, bias } = parts(models, k, x)
    const [plus, minus, constant] = hundredths([inFavour, against, bias])
    return (
      `Is it ${aDigit(k)}? In favour ${page.signed(plus)}, against ${page.signed(minus)},` +
      ` bias ${page.signed(constant)}: together the score ${page.fixed(plus + minus + constant)},` +
      ` which is a probability of ${page.percent(sigmoid(z[k]))}.`
    )
  }

  function whatIf(k) {
    const before = scores(models, example(image))[k]
    const [from, change] = hundredths([before, z[k] - before])
    const inked = [...rubbed].filter((j) => image[j]).length
    return (
      `Without the ink of ${inked} ${inked === 1 ? "pixel" : "pixels"} the score of the ${k} goes` +
      ` from ${page.fixed(from)} to ${page.fixed(from + change)},` +
      ` a change of ${page.signed(change)}.`
    )
  }

  function paintContributions() {
    const canvas = part("why-canvas")
    const k = chosen()
    if (!z || k < 0) return page.paint(canvas, 28, 28, () => colours.ink, () => 0)
    const c = contributions(models, k, x)
    const most = c.reduce((a, value) => Math.max(a, Math.abs(value)), 1e-9)
    const colourOf = (i) => (c[i] > 0 ? colours.for : colours.against)
    page.paint(canvas, 28, 28, colourOf, (i) => Math.abs(c[i]) / most)
  }

  let pixel = null // the one that is pointed at: [row, column]

  function showPixel() {
    const mark = part("why-mark")
    mark.hidden = !pixel
    if (!pixel) return (part("pixel").textContent = "")
    const [row, column] = pixel
    mark.style.left = `${(100 * (column - 1)) / 28}%`
    mark.style.top = `${(100 * (row - 1)) / 28}%`
    part("pixel").textContent = pixelText()
  }

  function pixelText() {
    const [row, column] = pixel
    const where = `Row ${row}, column ${column}`
    if (!image || chosen() < 0) return `${where}.`
    const j = row * 28 + column
    const w = models.W[chosen()][j]
    const product = `ink ${page.fixed(x[j])} times weight ${page.fixed(w)}`
    return `${where}: ${product} is ${page.signed(x[j] * w)}.`
  }

  function rub() {
    if (!image || !pixel) return
    for (const j of brush(...pixel)) rubbed.add(j)
    answer()
  }

  // The pad: mouse, finger, pen

  const pad = part("pad")
  let active = null // the pointer that draws
  let waiting = false // for the next frame

  function padPoint(event) {
    const { left, top, width, height } = part("pad-canvas").getBoundingClientRect()
    return [((event.clientX - left) * SIDE) / width, ((event.clientY - top) * SIDE) / height]
  }

  function extend(point) {
    const points = strokes.at(-1)
    inkSegment(ink, points.at(-1) ?? point, point, PEN) // its width is settled at the end
    points.push(point)
  }

  function begin(point) {
    strokes.push([])
    extend(point)
  }

  function readSoon() {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      if (waiting && part.root.isConnected) read()
      waiting = false
    })
  }

  function finish() {
    waiting = false
    if (width === PEN && settledWidth() === PEN) read() // the ink is right as it is
    else redraw()
    announce(verdict())
  }

  pad.addEventListener("pointerdown", (event) => {
    if (active !== null || event.button !== 0) return
    active = event.pointerId
    pad.setPointerCapture(active)
    liftPen()
    begin(padPoint(event))
    readSoon()
  })
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== active) return
    const events = event.getCoalescedEvents?.() ?? []
    for (const one of events.length ? events : [event]) extend(padPoint(one))
    readSoon()
  })
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, (event) => {
      if (event.pointerId !== active) return
      active = null
      if (end === "pointerup") extend(padPoint(event))
      finish()
    })
  }

  // The pad: keyboard

  const pen = { at: [SIDE / 2, SIDE / 2], down: false }

  function showPen(visible = true) {
    part("pen").hidden = !visible
    part("pen").classList.toggle("down", pen.down)
    part("pen").style.left = `${(100 * pen.at[0]) / SIDE}%`
    part("pen").style.top = `${(100 * pen.at[1]) / SIDE}%`
  }

  function liftPen() {
    pen.down = false
    showPen(false)
  }

  pad.addEventListener("keydown", (event) => {
    const way = page.arrow(event)
    if (way) {
      const distance = event.shiftKey ? 1 : PEN_STEP
      pen.at = pen.at.map((v, i) => Math.min(Math.max(v + distance * way[i], 0), SIDE))
      if (pen.down) {
        extend(pen.at)
        readSoon()
      }
    } else if (event.key === " " || event.key === "Enter") {
      pen.down = !pen.down
      const [x, y] = pen.at.map((v) => Math.round((100 * v) / SIDE))
      if (pen.down) {
        begin(pen.at)
        readSoon()
        announce(`Pen down, ${x} percent from the left, ${y} percent from the top.`)
      } else finish()
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo()
    else return
    event.preventDefault()
    showPen()
  })
  pad.addEventListener("focus", () => showPen(pad.matches(":focus-visible")))
  pad.addEventListener("blur", () => {
    if (pen.down) finish()
    liftPen()
  })

  function undo() {
    pen.down = false
    if (strokes.length) strokes.pop()
    else below = null
    redraw()
    announce(`Undone. ${verdict()}`)
  }

  part("undo").addEventListener("click", undo)
  part("clear").addEventListener("click", () => {
    below = null
    strokes = []
    redraw()
    announce("The pad is empty.")
  })

  // Pictures: chosen, dropped, pasted

  part("file").addEventListener("change", ({ target }) => {
    if (target.files[0]) takeFile(target.files[0])
    target.value = "" // so that the same one can be chosen again
  })
  part.root.addEventListener("dragover", (event) => event.preventDefault())
  part.root.addEventListener("drop", (event) => {
    event.preventDefault()
    if (event.dataTransfer.files[0]) takeFile(event.dataTransfer.files[0])
  })
  const paste = (event) => {
    if (!part.root.isConnected) return document.removeEventListener("paste", paste)
    const [file] = event.clipboardData.files
    if (file) takeFile(file)
  }
  document.addEventListener("paste", paste)

  // A hundred real digits

  const { labels } = document.getElementById("playground-digits").dataset
  const pictures = bytesOf(page.exported("playground-digits"))
  const samples = [...labels].map((label, i) => {
    const picture = pictures.slice(i * PIXELS, (i + 1) * PIXELS)
    const [read] = ranking(scores(models, example(picture)))
    const button = document.createElement("button")
    const canvas = document.createElement("canvas")
    button.type = "button"
    button.tabIndex = i ? -1 : 0
    button.append(canvas)
    button.classList.toggle("wrong", read !== Number(label))
    const wrong = read === Number(label) ? "" : `, read as ${aDigit(read)}`
    button.setAttribute("aria-label", `${aDigit(label)}${wrong}`)
    button.addEventListener("click", () => {
      select(i)
      take(picture, null)
      announce(`This is ${aDigit(label)}. ${verdict()}`)
    })
    part("digits").append(button)
    return { picture, canvas, button }
  })

  // One stop for the tabulator; the arrow keys move on.
  function select(i) {
    samples.forEach(({ button }, other) => (button.tabIndex = other === i ? 0 : -1))
  }

  part("digits").addEventListener("keydown", (event) => {
    const way = page.arrow(event)
    const i = samples.findIndex(({ button }) => button === document.activeElement)
    if (!way || i < 0) return
    event.preventDefault()
    const next = i + way[0] + 10 * way[1]
    if (!samples[next]) return
    select(next)
    samples[next].button.focus()
  })

  // Choices

  for (const { radio } of bars) {
    radio.addEventListener("change", () => {
      part("follow").checked = false
      show()
      announce(part("sum-of-parts").textContent)
    })
  }
  part("follow").addEventListener("change", show)
  part("normalised").addEventListener("change", show)

  // Rubbing out

  const why = part("why")
  let rubbing = false
  const whyPixel = (event) => {
    const { left, top, width, height } = part("why-canvas").getBoundingClientRect()
    const inField = (v) => Math.min(Math.max(Math.floor(28 * v), 0), 27)
    return [inField((event.clientY - top) / height), inField((event.clientX - left) / width)]
  }
  why.addEventListener("pointerdown", (event) => {
    why.setPointerCapture(event.pointerId)
    rubbing = true
    pixel = whyPixel(event)
    rub()
  })
  why.addEventListener("pointermove", (event) => {
    pixel = whyPixel(event)
    if (rubbing) rub()
    else showPixel()
  })
  for (const end of ["pointerup", "pointercancel"]) {
    why.addEventListener(end, () => {
      if (rubbing) announce(part("what-if").textContent)
      rubbing = false
    })
  }
  why.addEventListener("pointerleave", () => {
    pixel = null
    showPixel()
  })
  why.addEventListener("keydown", (event) => {
    const way = page.arrow(event)
    pixel ??= [14, 14]
    if (way) {
      pixel = [pixel[0] + way[1], pixel[1] + way[0]].map((v) => Math.min(Math.max(v, 0), 27))
      showPixel()
      announce(pixelText())
    } else if (event.key === " " || event.key === "Enter") {
      rub()
      announce(part("what-if").textContent)
    } else return
    event.preventDefault()
  })
  why.addEventListener("blur", () => {
    pixel = null
    showPixel()
  })
  part("put-back").addEventListener("click", () => {
    rubbed = new Set()
    answer()
    announce(`All ink is back. ${verdict()}`)
    why.focus()
  })

  function dress() {
    colours.ink = page.colour(part.root, page.INK)
    colours.for = page.colour(part.root, page.BLUE)
    colours.against = page.colour(part.root, page.ORANGE)
    for (const { picture, canvas } of samples) {
      page.paint(canvas, 28, 28, () => colours.ink, (i) => picture[i] / 255)
    }
    show()
  }
  page.onTheme(part.root, dress)
  dress()
}

function addBar(parent, k) {
  const make = (name, className, holder) => {
    const made = document.createElement(name)
    made.className = className
    holder.append(made)
    return made
  }
  const label = make("label", "pg-bar", parent)
  const radio = make("input", "", label)
  Object.assign(radio, { type: "radio", name: "model", value: String(k) })
  make("span", "digit", label).textContent = String(k)
  const bar = make("span", "fill", make("span", "track", label))
  const value = make("span", "value", label)
  const place = make("span", "place", label)
  return { label, radio, bar, value, place }
}

function item(text) {
  const made = document.createElement("li")
  made.textContent = text
  return made
}

// "an 8", "a 3"
function aDigit(digit) {
  return `${String(digit) === "8" ? "an" : "a"} ${digit}`
}
