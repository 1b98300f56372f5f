// The pad to draw on: mouse, finger, pen and keyboard, and what becomes of the strokes: the picture
// of 28 x 28 pixels that the models are given. Its elements are named as those of a page are.

import { arrow, paint } from "./page.js"
import { prepareInk } from "./prepare.js"
import { blankInk, enlarged, inkSegment, inkStrokes, PEN, penFor, SIDE } from "./strokes.js"

const PEN_STEP = 10 // pixels of the pad, for the keyboard's pen

// begun() is called before a stroke; read({ image, preparation, problem }) when there is something
// else to read, with the image null where there is nothing; ended() after a stroke.
export function makePad(part, { begun, read, ended, announce }) {
  // The drawing: a picture below, or none, and strokes on it.
  let below = null
  let strokes = []
  let ink = blankInk()
  let width = PEN // of the pen, when the strokes before the last were inked

  // A prepared digit fills MNIST's box, and so what is added to it is drawn with the widest pen.
  function settledWidth() {
    return below || !strokes.length ? PEN : penFor(strokes)
  }

  function redraw(how = null) {
    width = settledWidth()
    ink = inkStrokes(strokes, below ? enlarged(below) : blankInk(), width)
    readNow(how)
  }

  function readNow(how = null) {
    let preparation = how
    let problem = ""
    if (strokes.length) {
      preparation = prepareInk({ rows: SIDE, columns: SIDE, values: ink })
      const { twoDigits } = preparation
      if (twoDigits) problem = `This looks like two digits${twoDigits}.`
    }
    read({ image: strokes.length ? preparation.image : below, preparation, problem })
  }

  // A picture instead of strokes, and how it was prepared.
  function take(picture, how = null) {
    below = picture
    strokes = []
    redraw(how)
  }

  function undo() {
    pen.down = false
    if (strokes.length) strokes.pop()
    else below = null
    redraw()
  }

  // Mouse, finger, pen

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
    begun()
    strokes.push([])
    extend(point)
  }

  function readSoon() {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      if (waiting && part.root.isConnected) readNow()
      waiting = false
    })
  }

  function finish() {
    waiting = false
    if (width === PEN && settledWidth() === PEN) readNow() // the ink is right as it is
    else redraw()
    ended()
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

  // The keyboard

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
    const way = arrow(event)
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
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) part("undo").click()
    else return
    event.preventDefault()
    showPen()
  })
  pad.addEventListener("focus", () => showPen(pad.matches(":focus-visible")))
  pad.addEventListener("blur", () => {
    if (pen.down) finish()
    liftPen()
  })

  return {
    take,
    undo,
    clear: () => take(null),
    drawing: () => active !== null || pen.down,
    inkIs: (values) => values === ink,
    paint: (colour) => paint(part("pad-canvas"), SIDE, SIDE, () => colour, (i) => ink[i] / 255),
  }
}
