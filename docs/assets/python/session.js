// Python in a worker, one for as long as the site is open; who stops it gets a fresh one.

import { keepFiles, KEEPS } from "./keep.js"

const GRACE = 1 // seconds
const LOADING = `Loading Python${KEEPS ? "; this browser keeps it, and it will run offline, too" : ""} ...`

export class Python {
  // The one Python of the site. about: the element in which the page names the files.
  static of(about) {
    Python.only ??= new Python()
    Python.only.about = about
    return Python.only
  }

  constructor() {
    this.watching = []
    this.loaded = false
    this.session = 0 // counts the namespaces
    this.asked = null // the block whose button was pressed
    this.worker = null
    this.used = false // whether blocks have run in the worker
  }

  watch(block) {
    this.watching.push(block)
    this.show(block)
  }

  show(block) {
    const { loaded } = this
    block.show({ running: this.asked !== null, loaded, megabytes: this.about.dataset.megabytes })
  }

  showAll() {
    for (const block of this.watching) this.show(block)
  }

  // Another page: nothing of the last one is left.
  forget() {
    if (this.asked) this.end()
    this.watching = []
    this.session++
    this.worker?.postMessage({ clear: true })
  }

  // Run blocks, the last of which is the one whose button was pressed.
  async run(asked, blocks) {
    if (this.asked) return
    this.asked = asked
    this.blocks = new Map(blocks.map((block) => [block.name, block]))
    this.showAll()
    if (!(await this.loads("Running ..."))) return
    this.used = true
    for (const block of blocks) block.begin()
    asked.say(blocks.length > 1 ? `Running, with ${blocks.length - 1} above ...` : "Running ...")
    this.worker.postMessage({ run: blocks.map(({ name, code }) => ({ name, code })) })
  }

  // Check an answer, {name, code, seconds}, in a worker that nothing else has run in. It ends itself
  // when it takes longer, and says where; what does not, is ended here.
  async check(asked, answer) {
    if (this.asked) return
    if (this.used) this.end()
    this.asked = asked
    this.blocks = new Map([[answer.name, asked]])
    this.showAll()
    if (!(await this.loads("Checking ..."))) return
    asked.say("Checking ...")
    this.worker.postMessage({ check: answer })
    this.limit = setTimeout(() => {
      this.again()
      asked.tooLate()
    }, 1000 * (answer.seconds + GRACE))
  }

  // Whether Python is there for the block that asks, which meanwhile says what is happening.
  async loads(words) {
    const { session } = this
    this.asked.say(this.loaded ? words : LOADING)
    await keepFiles() // before the worker, whose files it keeps
    return session === this.session && this.ready()
  }

  // A fresh worker, for what comes next.
  again() {
    this.end()
    this.ready()
  }

  // Whether there is a worker that has loaded all; else the block has been told why not.
  ready() {
    if (this.starting) return this.starting
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" })
    this.worker = worker
    this.starting = new Promise((resolve) => {
      worker.onmessage = ({ data }) => {
        if (this.worker !== worker) return
        if (data.ready) {
          this.loaded = true
          resolve(true)
        } else if (data.failed) {
          this.fail(`Python could not be loaded: ${data.failed}.`)
          resolve(false)
        } else this.take(data)
      }
      worker.onerror = (event) => {
        event.preventDefault()
        if (this.worker !== worker) return
        this.fail("Python could not be loaded: this browser does not let the page start it.")
        resolve(false)
      }
      const data = this.about.dataset
      const wheel = (url, digest) => ({ url: new URL(url, document.baseURI).href, digest })
      worker.postMessage({
        files: {
          pyodide: new URL(data.pyodide, document.baseURI).href,
          wheels: [wheel(data.numpy, data.numpyDigest), wheel(data.library, data.libraryDigest)],
        },
      })
    })
    return this.starting
  }

  take(data) {
    const block = this.blocks.get(data.name ?? data.ran)
    if (data.shown) block.print(data.shown, data.text)
    else if (data.verdict) {
      const { asked } = this
      this.again()
      asked.judged(JSON.parse(data.verdict))
    }
    else if (data.ran) {
      block.end(data.well)
      if (!data.well && block !== this.asked) this.asked.say(`Not run: ${block.name} failed.`)
      if (data.done) this.finish() // at once: who reads that it is done may run it again
    } else if (data.crashed) {
      block.crashed(data.crashed)
      this.again()
    }
  }

  finish() {
    this.asked = null
    this.showAll()
  }

  fail(words) {
    const { asked } = this
    this.end()
    asked?.say(words)
  }

  // End the worker, whatever it does; the texts are the page's, and stay.
  end() {
    clearTimeout(this.limit)
    this.worker?.terminate()
    this.worker = this.starting = null
    this.used = false
    this.session++
    this.finish()
  }

  stop() {
    const { asked } = this
    this.end()
    asked?.say("Stopped. What the blocks had defined is gone; Run begins anew.")
    asked?.runButton.focus()
    if (this.loaded) this.ready()
  }
}
