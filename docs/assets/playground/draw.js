// The page "Draw a digit": the pad, the bars of two models, the preparation, and why. Each "model"
// is ten logistic regressions: those of pixels come with the page, those of filters are fetched.

import { addBar, aDigit, isUnclear, showBars, verdict } from "./bars.js"
import { brush, contributions, hundredths, parts } from "./contributions.js"
import {
  bytesOf,
  confidence,
  example,
  PIXELS,
  ranking,
  readModels,
  scores,
  sigmoid,
} from "./model.js"
import { makePad } from "./pad.js"
import * as page from "./page.js"
import { readPicture } from "./picture.js"
import { either, ImageError, prepare, steps } from "./prepare.js"

const KINDS = ["pixels", "filters"]

export async function start() {
  const part = await page.open("draw")
  if (!part) return
  const models = readModels(page.exported("playground-models"))
  const K = models.W.length
  const rejects = {
    pixels: document.getElementById("playground-models").dataset,
    filters: document.getElementById("playground-filters").dataset,
  }
  const colours = {}

  // What became of the drawing. image is null while there is nothing to read.
  let image = null
  let preparation = null
  let rubbed = new Set()
  let problem = ""
  // What the models make of the ink that is left: the example, the ten scores of each kind, and the
  // picture as the filters see it.
  let x = null
  const z = { pixels: null, filters: null }
  let upright = null
  // What reads with the models of filters, once they are there.
  let readFilters = null
  let fetching = null // a promise, and after a failure null again
  let failed = false
  let painting = false // soon
  let turn = 0 // rises with all that is drawn or chosen: a picture that comes late is let go

  const bars = Array.from({ length: K }, (_, k) => addBar(part("bars"), k, KINDS, true))
  const chosen = () => bars.findIndex(({ radio }) => radio.checked)
  const announce = (text) => (part("announcements").textContent = text)

  // At the first stroke or picture; after a failure, at the next.
  function fetchFilters() {
    fetching ??= fetchAndAnswer()
    return fetching
  }

  async function fetchAndAnswer() {
    failed = false
    try {
      const { load, read } = await import("./filters.js")
      const ofFilters = await load()
      readFilters = (x) => read(ofFilters, x)
    } catch {
      fetching = null
      failed = true
    }
    if (!part.root.isConnected || !image) return
    answer()
    if (!pad.drawing()) announce(said())
  }

  const pad = makePad(part, { begun: fetchFilters, read, ended: () => announce(said()), announce })

  function read(drawn) {
    turn += 1
    ;({ image, preparation, problem } = drawn)
    rubbed = new Set()
    answer()
  }

  function take(picture, how) {
    fetchFilters()
    pad.take(picture, how)
    if (!how?.atEdge) return
    problem = "The digit reaches the edge: part of it may be missing."
    show()
  }

  async function takeFile(file) {
    const mine = ++turn
    try {
      const prepared = await clearer(either(prepare(await readPicture(file))))
      if (mine !== turn) return
      take(prepared.image, prepared)
      announce(`Picture read. ${said()}`)
    } catch (error) {
      if (mine !== turn) return
      const known = error instanceof ImageError
      const text = known
        ? error.message
        : "this is not a picture that the browser can read; save it as a PNG or JPEG"
      part("verdict").textContent = `${file.name || "The picture"}: ${text}.`
      announce(part("verdict").textContent)
    }
  }

  // As it stands or turned upright: the models of filters choose, as they do for `predict`.
  async function clearer(ways) {
    if (ways.length === 1) return ways[0]
    await fetchFilters()
    const z = (x) => (readFilters ? readFilters(x).z : scores(models, x))
    const sure = ways.map(({ image }) => confidence(z(example(image))))
    return ways[sure.indexOf(Math.max(...sure))]
  }

  // What the models say

  function answer() {
    x = image && example(image.map((value, j) => (rubbed.has(j) ? 0 : value)))
    z.pixels = image && scores(models, x)
    const seen = image && readFilters?.(x)
    z.filters = seen ? seen.z : null
    upright = seen ? seen.upright : null
    show()
  }

  // The answer and its bars at once, the pad with them in the next frame, the reasons after that.
  function show() {
    part("verdict").textContent = problem
    if (!image) part("verdict").textContent = "Draw a digit, and two models will say which."
    part("verdict-filters").textContent = ofFilters()
    part("verdict-pixels").textContent = image ? verdictOf("pixels") : ""
    showAllBars()
    if (painting) return
    painting = true
    requestAnimationFrame(() => {
      pad.paint(colours.ink)
      setTimeout(() => {
        painting = false
        if (!part.root.isConnected) return
        paintPreparation()
        explain()
        paintContributions()
      })
    })
  }

  const unclear = (kind) => isUnclear(z[kind], rejects[kind].leastConfidence)
  const verdictOf = (kind) => verdict(`The model of ${kind}`, z[kind], unclear(kind))

  function ofFilters() {
    if (!image) return ""
    if (z.filters) return verdictOf("filters")
    if (!failed) return "The model of filters is being fetched."
    return "The model of filters could not be fetched; the next stroke tries again."
  }

  // All of it, to be spoken.
  function said() {
    const words = ["verdict", "verdict-filters", "verdict-pixels"]
    return words.map((name) => part(name).textContent).filter(Boolean).join(" ")
  }

  function showAllBars() {
    if (z.pixels && part("follow").checked) bars[ranking(z.pixels)[0]].radio.checked = true
    for (const kind of KINDS) {
      const normalised = part("normalised").checked
      showBars(bars, kind, z[kind], { unclear: z[kind] && unclear(kind), normalised })
    }
    const known = KINDS.filter((kind) => z[kind])
    part("sum").textContent = known.map(sumOfAnswers).join(" ")
  }

  function sumOfAnswers(kind) {
    const total = `The ten answers of the ${kind} add up to ${page.fixed(sum(z[kind].map(sigmoid)))}.`
    if (!unclear(kind)) return total
    const { rejected, rightOfRejected } = rejects[kind]
    return (
      `${total} ${rejected} of MNIST's test digits get no clear answer from this model; for` +
      ` ${rightOfRejected} of these the likeliest digit is right.`
    )
  }

  // How the picture was prepared

  function paintPreparation() {
    const blank = (canvas) => page.paint(canvas, 28, 28, () => colours.ink, () => 0)
    const [cropped, scaled, centred] = ["cropped", "scaled", "centred"].map(part)
    const inkOf = (canvas, rows, columns, values, full) =>
      page.paint(canvas, rows, columns, () => colours.ink, (i) => values[i] / full)
    part("cross").hidden = !image
    if (upright) inkOf(part("upright"), 28, 28, upright, 1)
    else blank(part("upright"))
    if (image) inkOf(centred, 28, 28, image, 255)
    else blank(centred)
    if (!preparation) {
      blank(cropped)
      blank(scaled)
      const given = image ? "One of MNIST's own: made in this way." : "Nothing is drawn yet."
      return part("steps").replaceChildren(item(given))
    }
    const { ink: drawing, inkBox: box, size, small } = preparation
    inkOf(cropped, drawing.rows, drawing.columns, drawing.values, pad.inkIs(drawing.values) ? 255 : 1)
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
    part("sum-of-parts").textContent = image && k >= 0 ? sumOfParts(k) : ""
    part("what-if").textContent = image && k >= 0 && rubbed.size ? whatIf(k) : ""
    showPixel()
  }

  function sumOfParts(k) {
    const { inFavour, against, bias } = parts(models, k, x)
    const [plus, minus, constant] = hundredths([inFavour, against, bias])
    return (
      `Is it ${aDigit(k)}? In favour ${page.signed(plus)}, against ${page.signed(minus)},` +
      ` bias ${page.signed(constant)}: together the score ${page.fixed(plus + minus + constant)},` +
      ` which is a probability of ${page.percent(sigmoid(z.pixels[k]))}.`
    )
  }

  function whatIf(k) {
    const before = scores(models, example(image))[k]
    const [from, change] = hundredths([before, z.pixels[k] - before])
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
    if (!image || k < 0) return page.paint(canvas, 28, 28, () => colours.ink, () => 0)
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
    explain() // at once, to be said
  }

  part("undo").addEventListener("click", () => {
    pad.undo()
    announce(`Undone. ${said()}`)
  })
  part("clear").addEventListener("click", () => {
    pad.clear()
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
      announce(`This is ${aDigit(label)}. ${said()}`)
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
      explain() // at once, to be said
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
    announce(`All ink is back. ${said()}`)
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

function sum(numbers) {
  return numbers.reduce((a, c) => a + c, 0)
}

function item(text) {
  const made = document.createElement("li")
  made.textContent = text
  return made
}
