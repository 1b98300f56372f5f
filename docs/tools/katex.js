// Typesets formulas. Reads a JSON list of [TeX, displayed], writes a JSON list of HTML.
const katex = require("katex")

const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"))
const html = formulas.map(([tex, displayMode]) =>
  katex
    .renderToString(tex, { displayMode, strict: "error" })
    // The TeX source again, of no use to a reader.
    .replace(/<annotation.*?<\/annotation>/s, "")
    // Every symbol is there twice, for the ear and for the eye: let the search find it once.
    .replace('class="katex-html"', '$& data-search-exclude=""'),
)
process.stdout.write(JSON.stringify(html))
