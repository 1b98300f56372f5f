// Runs Python, apart from the page, which so can end it at any time.
//
// It gets {files} first and answers {ready} or {failed}; then {run: [{name, code}, ...]}, and answers
// {shown: kind, text, name} for what there is to show and {ran: name, well, done} after each block,
// done if no other follows; {clear} forgets what they have defined; {check: {name, code, seconds}}
// checks an answer to an exercise, and is answered with its {verdict}. {crashed} says that Python has
// ended.

import { start } from "./python.js"

let python

onmessage = async ({ data }) => {
  if (data.files) await load(data.files)
  if (data.clear) python?.clear()
  if (data.run) run(data.run)
  if (data.check) check(data.check)
}

async function load({ pyodide, wheels }) {
  try {
    const [{ loadPyodide }, program, ...bytes] = await Promise.all([
      import(`${pyodide}pyodide.mjs`),
      fetched(new URL("in_page.py", import.meta.url)).then((answer) => answer.text()),
      ...wheels.map(({ url, digest }) => fetched(url, digest).then((answer) => answer.arrayBuffer())),
    ])
    python = await start(loadPyodide, { indexURL: pyodide }, bytes, program)
  } catch (error) {
    return postMessage({ failed: String(error.message ?? error).trim().split("\n").at(-1) })
  }
  postMessage({ ready: true })
}

// A file; the browser refuses it if it has another digest.
async function fetched(url, integrity = "") {
  const answer = await fetch(url, { integrity }).catch(() => null)
  if (answer?.ok) return answer
  throw Error(`${String(url).split("/").at(-1)} is missing or damaged, or there is no connection`)
}

function run(blocks) {
  for (const [i, { name, code }] of blocks.entries()) {
    const well = guarded(name, (send) => python.run(code, name, send))
    if (well === undefined) return
    const done = !well || i === blocks.length - 1
    postMessage({ ran: name, well, done })
    if (done) return
  }
}

function check({ name, code, seconds }) {
  const verdict = guarded(name, (send) => python.check(code, name, seconds, send))
  if (verdict !== undefined) postMessage({ verdict })
}

// What Python returns; nothing if Pyodide itself has ended, and with it this worker's use.
function guarded(name, act) {
  try {
    return act((kind, text) => postMessage({ shown: kind, text, name }))
  } catch (error) {
    postMessage({ crashed: String(error.message ?? error).split("\n")[0], name })
  }
}
