// What the pages of the playground share. A page's HTML names its parts with data-part="...".

export const BLUE = "--pg-for"
export const ORANGE = "--pg-against"
export const INK = "--pg-ink"

// Show the playground instead of the still picture, once it is styled: places and colours come from
// the style. Returns the function that finds its parts, or nothing if the reader has gone on.
export async function open(id) {
  const root = document.getElementById(id)
  const link = root?.querySelector("link")
  if (link && !link.sheet) await new Promise((done) => link.addEventListener("load", done))
  if (!root?.isConnected) return null
  root.hidden = false
  root.parentElement.classList.add("pg-page")
  for (const still of document.querySelectorAll(".playground-still")) still.hidden = true
  return inside(root)
}

// The function that finds the parts of a playground, or of a live part of a chapter.
export function inside(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`)
  return Object.assign(part, { root })
}

// Say what has changed, once it changes no more: a slider passes many values on its way.
export function teller(place) {
  let later = 0
  return (text) => {
    clearTimeout(later)
    later = setTimeout(() => (place.textContent = text), 400)
  }
}

// Text that was exported from Python when the site was built.
export function exported(id) {
  return document.getElementById(id).textContent.trim()
}

export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches
}

// Call tick once a frame as long as it returns true. The page may be left in between.
export function animate(root, tick) {
  const frame = () => root.isConnected && tick() && requestAnimationFrame(frame)
  requestAnimationFrame(frame)
}

// Call redraw when the colours of the page change.
export function onTheme(root, redraw) {
  const observer = new MutationObserver(() => (root.isConnected ? redraw() : observer.disconnect()))
  observer.observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
}

// A colour of the style sheet as [red, green, blue].
export function colour(root, name) {
  const value = getComputedStyle(root).getPropertyValue(name).trim()
  return [1, 3, 5].map((i) => parseInt(value.slice(i, i + 2), 16))
}

// Paint a picture: of each pixel a colour, and how much of it from 0 to 1.
export function paint(canvas, rows, columns, colourOf, amountOf) {
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns
    canvas.height = rows
  }
  const pen = canvas.getContext("2d")
  const pixels = pen.createImageData(columns, rows)
  for (let i = 0; i < rows * columns; i++) {
    const amount = amountOf(i)
    if (!amount) continue
    const [red, green, blue] = colourOf(i)
    pixels.data[4 * i] = red
    pixels.data[4 * i + 1] = green
    pixels.data[4 * i + 2] = blue
    pixels.data[4 * i + 3] = Math.round(255 * amount)
  }
  pen.putImageData(pixels, 0, 0)
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

// The way of an arrow key as [right, down], or null for another key.
export function arrow(event) {
  const free = !(event.ctrlKey || event.metaKey || event.altKey)
  return (free && ARROWS[event.key]) || null
}

// Numbers as the pages show them, with a true minus sign.
export function fixed(value, places = 2) {
  return value.toFixed(places).replace("-", "\u2212")
}

export function signed(value, places = 2) {
  return (value < 0 ? "" : "+") + fixed(value, places)
}

export function short(value, digits = 3) {
  if (Number.isNaN(value)) return "NaN"
  if (!Number.isFinite(value)) return value < 0 ? "\u2212\u221e" : "\u221e"
  const size = Math.abs(value)
  const plain = value === 0 || (size >= 1e-3 && size < 1e5)
  const text = plain ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1)
  return text.replace("e+", "e").replaceAll("-", "\u2212")
}

export function percent(probability) {
  if (probability < 0.001) return "<\u00a00.1\u00a0%"
  if (probability > 0.999) return ">\u00a099.9\u00a0%"
  return `${(100 * probability).toFixed(1)}\u00a0%`
}
