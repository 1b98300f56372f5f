// The live part "pad": a pad to draw on and the ten bars of one kind of model, "pixels" or
// "filters", which is fetched at the first stroke. State: models; least, the confidence below which
// there is no clear answer; shift, by how many pixels the picture is moved to the right, where
// there is a slider for that. A page may have a digit to begin with (playground-pad).

import { addBar, isUnclear, showBars, verdict } from "./bars.js"
import { bytesOf, example, shifted } from "./model.js"
import { makePad } from "./pad.js"
import * as page from "./page.js"

export function start(root, state) {
  const part = page.inside(root)
  const tell = page.teller(part("announcements"))
  const bars = Array.from({ length: 10 }, (_, k) => addBar(part("bars"), k, ["model"], false))
  const first = document.getElementById("playground-pad")
  let drawn = { image: null, problem: "" }
  let shift = 0
  let read = null // with the models, once they are there
  let fetching = null // a promise, and after a failure null again
  let failed = false
  let painting = false // soon
  let colour = null

  function fetchModels() {
    fetching ??= fetchNow()
  }

  async function fetchNow() {
    failed = false
    try {
      const module = await import(state.models === "filters" ? "./filters.js" : "./pixels.js")
      const models = await module.load()
      read = (x) => module.read(models, x).z
    } catch {
      fetching = null
      failed = true
    }
    if (!root.isConnected) return
    show()
    if (!pad.drawing()) tell(said())
  }

  const pad = makePad(part, {
    begun: fetchModels,
    read: (result) => {
      drawn = result
      show()
    },
    ended: () => tell(said()),
    announce: (text) => (part("announcements").textContent = text),
  })

  function words(z) {
    if (!drawn.image) return "Draw a digit here, with a finger, the mouse or a pen."
    if (z) return verdict("The model", z, isUnclear(z, state.least))
    if (failed) return "The models could not be fetched; the next stroke tries again."
    return "The models are being fetched."
  }

  const said = () => part("verdict").textContent

  function show() {
    const given = drawn.image && shifted(drawn.image, shift)
    const z = given && read ? read(example(given)) : null
    part("verdict").textContent = `${drawn.problem} ${words(z)}`.trim()
    showBars(bars, "model", z, { unclear: z && isUnclear(z, state.least) })
    const count = `${Math.abs(shift)} ${Math.abs(shift) === 1 ? "pixel" : "pixels"}`
    const where = shift ? `${count} to the ${shift > 0 ? "right" : "left"}` : "not moved"
    part("shift").value = shift
    part("shift").setAttribute("aria-valuetext", where)
    part("shift-shown").textContent = where
    if (painting) return
    painting = true
    requestAnimationFrame(() => {
      painting = false
      pad.paint(colour)
      const picture = drawn.image && shifted(drawn.image, shift)
      page.paint(part("given"), 28, 28, () => colour, (i) => (picture ? picture[i] / 255 : 0))
    })
  }

  function set(asked) {
    part("shifting").hidden = asked.shift === undefined
    shift = Number(asked.shift ?? 0)
    if (first && !drawn.image) {
      fetchModels()
      pad.take(bytesOf(first.textContent))
    } else show()
    tell(said())
  }

  part("shift").addEventListener("input", ({ target }) => {
    shift = target.valueAsNumber
    show()
    tell(`${part("shift-shown").textContent}. ${said()}`)
  })
  part("undo").addEventListener("click", () => {
    pad.undo()
    tell(`Undone. ${said()}`)
  })
  part("clear").addEventListener("click", () => {
    pad.clear()
    tell("The pad is empty.")
  })
  function dress() {
    colour = page.colour(root, page.INK)
    show()
  }
  page.onTheme(root, dress)
  dress()
  set(state)
  return { set }
}
