// Typesets formulas. A line in: a JSON list of [TeX, displayed]. A line out: a JSON list of HTML, or
// what is wrong, as a string.
const katex = require("katex")

function typeset([tex, displayMode]) {
  return katex
    .renderToString(tex, { displayMode, strict: "error" })
    // A name as an index, as in mu_min, is applied to nothing, and its sign would be a child too many.
    .replace(/(<msub(?:sup)?><mi>[^<]*<\/mi><mi>\w+<\/mi>)<mo>\u2061<\/mo>/g, "$1")
    // The TeX source again, of no use to a reader.
    .replace(/<annotation.*?<\/annotation>/s, "")
    // Every symbol is there twice, for the ear and for the eye: let the search find it once.
    .replace('class="katex-html"', '$& data-search-exclude=""')
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    let answer
    try {
      answer = JSON.parse(line).map(typeset)
    } catch (error) {
      answer = String(error)
    }
    console.log(JSON.stringify(answer))
  })
