// Runs Python in Node.js as the page does in a worker. Reads a list of calls as lines of JSON,
// [function of in_page.py, its arguments], and answers each with [what it sent, what it returned].
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { pathToFileURL } from "node:url"

const [, , top, ...wheels] = process.argv
const { loadPyodide } = await import(pathToFileURL(`${top}/node_modules/pyodide/pyodide.mjs`))
const { start } = await import(pathToFileURL(`${top}/docs/assets/python/python.js`))
const program = readFileSync(`${top}/docs/assets/python/in_page.py`, "utf8")
const options = { indexURL: `${top}/node_modules/pyodide` }
const bytes = wheels.map((wheel) => new Uint8Array(readFileSync(wheel))) // Python knows no Buffer
const python = await start(loadPyodide, options, bytes, program).catch((error) => {
  process.stderr.write(`${error.message}\n`) // without the line of the source, which is all of Pyodide
  process.exit(1)
})

for await (const line of createInterface({ input: process.stdin })) {
  const [name, args] = JSON.parse(line)
  const sent = []
  const send = (kind, text) => sent.push([kind, text])
  const returned = name === "clear" ? python.clear() : python[name](...args, send)
  process.stdout.write(JSON.stringify([sent, returned ?? null]) + "\n")
}
process.exit(0)
