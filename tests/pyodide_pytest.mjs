// Runs pytest in Pyodide, in a folder made of a zip: TOP ZIP RESULT WHEELS... -- ARGUMENTS. What is to be
// imported beside the wheels is in the folder; RESULT is where the JUnit file of the run goes.
import { readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"

const [, , top, zip, result, ...rest] = process.argv
const wheels = rest.slice(0, rest.indexOf("--"))
const args = rest.slice(rest.indexOf("--") + 1)
const PROGRAM = `
import os, sys
sys.path += [os.getcwd(), "/tests/tests"]  # the first has what the wheels unpack
os.chdir("/tests")
import pytest
int(pytest.main(args))
`
try {
  process.exit(await run())
} catch (error) {
  process.stderr.write(`${error.message}\n`) // without the line of the source, which is all of Pyodide
  process.exit(1)
}

async function run() {
  const { loadPyodide } = await import(pathToFileURL(`${top}/node_modules/pyodide/pyodide.mjs`))
  const python = await loadPyodide({ indexURL: `${top}/node_modules/pyodide`, args: ["-X", "utf8"] })
  const bytes = (path) => new Uint8Array(readFileSync(path))
  for (const wheel of wheels) python.unpackArchive(bytes(wheel), "wheel")
  python.unpackArchive(bytes(zip), "zip", { extractDir: "/tests" })
  python.globals.set("args", python.toPy([...args, "--junit-xml=/result.xml"]))
  const code = python.runPython(PROGRAM)
  writeFileSync(result, python.FS.readFile("/result.xml"))
  return code
}
