// Typesets formulas. Reads a JSON list of [TeX, displayed], writes a JSON list of HTML.
const katex = require("katex")

const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"))
const html = formulas.map(([tex, displayMode]) =>
  katex
    .renderToString(tex, { displayMode, strict: "error" })
    // A name as an index, as in mu_min, is applied to nothing, and its sign would be a child too many.
    .replace(/(<msub(?:sup)?><mi>[^<]*<\/mi><mi>\w+<\/mi>)<mo>\u2061<\/mo>/g, "$1")
    // The TeX source again, of no use to a reader.
    .replace(/<annotation.*?<\/annotation>/s, "")
    // Every symbol is there twice, for the ear and for the eye: let the search find it once.
    .replace('class="katex-html"', '$& data-search-exclude=""'),
)
process.stdout.write(JSON.stringify(html))
