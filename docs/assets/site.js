document$.subscribe(() => {
  // A wide table scrolls inside itself; this lets the keyboard scroll it too.
  for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) frame.tabIndex = 0
  // A site that is opened from a folder cannot load the modules below.
  if (location.protocol === "file:") return
  // Each of these is loaded where it is needed; the reader may have gone on meanwhile.
  const article = document.querySelector("article")
  const start = (module) => import(module).then((page) => article.isConnected && page.start())
  if (document.getElementById("python")) start("./python/blocks.js") // blocks of Python run
  if (document.querySelector("details.success")) start("./answers.js") // questions take an answer
  if (document.querySelector("[data-live]")) start("./playground/live.js")
})
