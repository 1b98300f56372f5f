// A wide table scrolls inside itself; this lets the keyboard scroll it too.
document$.subscribe(() => {
  for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) frame.tabIndex = 0
})
