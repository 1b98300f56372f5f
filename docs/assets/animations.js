// Animations. On the page stands a poster, which is a link to the film; here it becomes a player,
// when it is clicked or, unless the reader prefers reduced motion, scrolled to. Captions lie below
// the picture. Readers who prefer reduced motion find the stills unfolded.
const calm = matchMedia("(prefers-reduced-motion: reduce)")
const theme = () => (document.body.dataset.mdColorScheme === "slate" ? "dark" : "light")

function makePlayer(figure) {
  const link = figure.querySelector(".poster")
  const video = document.createElement("video")
  Object.assign(video, {controls: true, muted: true, playsInline: true, width: 1280, height: 720})
  video.setAttribute("aria-label", link.getAttribute("aria-label").replace("Play: ", ""))
  video.poster = `${figure.dataset.film}-${theme()}.webp`
  video.src = `${figure.dataset.film}-${theme()}.mp4`

  // The captions are already on the page, in words; so they work without a server, too. What lies
  // below the picture is out of sight when it fills the screen: then they lie on it.
  const captions = video.addTextTrack("captions", "English", "en")
  const said = [...figure.querySelectorAll("[data-start]")]
  for (const {dataset, textContent} of said)
    captions.addCue(new VTTCue(+dataset.start, +dataset.end, textContent))
  captions.mode = "hidden"
  video.addEventListener("fullscreenchange", () => {
    captions.mode = document.fullscreenElement ? "showing" : "hidden"
  })
  video.addEventListener("webkitbeginfullscreen", () => (captions.mode = "showing"))
  video.addEventListener("webkitendfullscreen", () => (captions.mode = "hidden"))

  const line = figure.querySelector(".said :last-child")
  video.ontimeupdate = () => {
    const now = said.findLast(caption => caption.dataset.start <= video.currentTime) ?? said[0]
    // A screen reader says them to readers who are at the film, not to those it only passes by.
    line.ariaLive = figure.contains(document.activeElement) ? "polite" : "off"
    if (line.textContent !== now.textContent) line.textContent = now.textContent
  }

  video.onplay = () => {
    for (const other of document.querySelectorAll(".animation video")) other !== video && other.pause()
  }
  link.replaceWith(video)
  return video
}

// Below the picture: a line for captions, as high as the longest needs, and a bar with buttons.
// Both take their place from the start, so that nothing jumps when the film begins.
function makeRoom(figure) {
  const paragraph = text => Object.assign(document.createElement("p"), {textContent: text})
  const line = document.createElement("div")
  line.className = "said"
  for (const caption of figure.querySelectorAll("[data-start]")) line.append(paragraph(caption.textContent))
  line.append(paragraph(figure.querySelector("details p").textContent))

  const film = () => figure.querySelector("video")
  const replay = document.createElement("button")
  Object.assign(replay, {type: "button", textContent: "Replay"})
  replay.onclick = () => {
    film().currentTime = 0
    film().play()
  }
  const speed = document.createElement("select")
  for (const rate of [0.5, 1, 1.5, 2]) speed.add(new Option(`${rate}×`, rate, rate === 1, rate === 1))
  speed.onchange = () => (film().playbackRate = +speed.value)
  const label = document.createElement("label")
  label.append("Speed ", speed)
  const bar = document.createElement("div")
  bar.className = "bar"
  bar.append(replay, label)
  figure.querySelector(".screen").after(line, bar)
}

// Whoever has paused a film, or seen it to its end, is not shown it again for scrolling by.
function pauseOutOfSight({target: screen, intersectionRatio: share}) {
  const video = screen.querySelector("video")
  if (share > 0.2 || !video || video.paused) return
  video.pause()
  video.dataset.waits = ""
}

function playInSight({target: screen, intersectionRatio: share}) {
  let video = screen.querySelector("video")
  if (share < 0.9 || calm.matches || (video && !("waits" in video.dataset))) return
  if ([...document.querySelectorAll(".animation video")].some(other => !other.paused)) return
  video ??= makePlayer(screen.parentElement)
  delete video.dataset.waits
  video.play().catch(() => {}) // a browser may forbid it: then the reader clicks
}

const scrolled = new IntersectionObserver(
  entries => {
    entries.forEach(pauseOutOfSight)
    entries.forEach(playInSight)
  },
  {threshold: [0.2, 0.9]},
)

document$.subscribe(() => {
  for (const figure of document.querySelectorAll(".animation")) {
    const link = figure.querySelector(".poster")
    if (!link || figure.querySelector(".said")) continue
    makeRoom(figure)
    if (calm.matches) figure.querySelector("details").open = true
    link.onclick = event => {
      event.preventDefault()
      const video = makePlayer(figure)
      video.focus()
      video.play()
    }
    scrolled.observe(link.parentElement)
  }
})

// The colours of a film that is already there change with those of the page.
new MutationObserver(() => {
  for (const video of document.querySelectorAll(".animation video")) {
    const {currentTime, paused, playbackRate} = video
    const film = video.closest(".animation").dataset.film
    if (video.src.endsWith(`-${theme()}.mp4`)) continue
    video.poster = `${film}-${theme()}.webp`
    video.src = `${film}-${theme()}.mp4`
    Object.assign(video, {currentTime, playbackRate})
    if (!paused) video.play()
  }
}).observe(document.body, {attributeFilter: ["data-md-color-scheme"]})
