// The live parts of a page. Each is loaded when it comes near; links in the text set its state:
// <a href="#part-bowl" data-set="rate=2.2">. With ?embed=bowl&rate=2.2 a page is that part alone.

const NEAR = "300px"
const STYLE = new URL("playground.css", import.meta.url).href
const started = new WeakMap() // the promise of what a part's module returns, { set(state) }

export function start() {
  const asked = new URLSearchParams(location.search)
  const alone = document.getElementById(`part-${asked.get("embed")}`)
  if (alone) return embed(alone, asked)
  document.documentElement.classList.remove("pg-alone") // there is no such part
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        observer.unobserve(target)
        load(document.getElementById(`part-${target.dataset.still}`))
      }
    },
    { rootMargin: NEAR },
  )
  // A hidden part is nowhere: what stands in its place is looked at.
  for (const root of document.querySelectorAll("[data-live]")) observer.observe(stillOf(root))
  const named = document.getElementById(location.hash.slice(1))
  if (named?.dataset.live) load(named).then(() => show(named))
}

function load(root, state = stateOf(root)) {
  if (!started.has(root)) started.set(root, begin(root, state))
  return started.get(root)
}

async function begin(root, state) {
  const [module] = await Promise.all([import(`./live-${root.dataset.live}.js`), styled(root)])
  if (!root.isConnected) return // the reader has gone on to another page
  stillOf(root).hidden = true
  root.hidden = false
  const made = await module.start(root, state)
  if (!document.body.matches(".pg-embed")) root.append(lineToEmbed(root))
  return made
}

function styled(root) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE })
  root.prepend(sheet)
  return new Promise((done) => sheet.addEventListener("load", done))
}

function stillOf(root) {
  return document.querySelector(`[data-still="${root.dataset.live}"]`)
}

// The state in the page, and what a link or an address changes in it.
function stateOf(root, changes = "") {
  const both = [root.dataset.state, changes].map((text) => [...new URLSearchParams(text)])
  return Object.fromEntries(both.flat())
}

function show(root) {
  root.scrollIntoView({ block: "nearest" })
  root.focus({ preventScroll: true })
}

// Before the theme's own listener, which would take it for a link to another place.
document.addEventListener("click", follow, true)
async function follow(event) {
  const link = event.target.closest("a[data-set]")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  event.stopPropagation()
  const root = document.getElementById(link.hash.slice(1))
  const part = await load(root)
  part?.set(stateOf(root, link.dataset.set))
  show(root)
}

function embed(root, asked) {
  asked.delete("embed")
  const main = Object.assign(document.createElement("main"), { className: "md-typeset" })
  const title = document.createElement("h1")
  title.textContent = root.getAttribute("aria-label")
  main.append(title, root)
  document.body.classList.add("pg-embed")
  document.body.append(main)
  load(root, stateOf(root, asked))
}

function lineToEmbed(root) {
  const address = new URL(location.href.split(/[?#]/)[0])
  address.search = new URLSearchParams([
    ["embed", root.dataset.live],
    ...new URLSearchParams(root.dataset.state),
  ])
  const frame = Object.assign(document.createElement("iframe"), { src: address, height: 700 })
  frame.width = "100%"
  frame.title = root.getAttribute("aria-label")
  const fold = document.createElement("details")
  fold.className = "pg-embed-line"
  fold.innerHTML = `<summary>On a slide or in a course</summary>
    <p>This part alone: <a></a></p><p>As a frame in another page:</p><code></code>`
  const link = fold.querySelector("a")
  link.href = link.textContent = address
  fold.querySelector("code").textContent = frame.outerHTML
  return fold
}
