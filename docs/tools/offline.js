// Keeps what a reader has loaded of this site in the browser, so that it works without a connection:
// its pages, and Python in them. A service worker, which docs/assets/python/keep.js registers when
// the reader first runs Python, and not before.
//
// The network comes first: with a connection, nothing that is shown is old. Only what has its version
// in its address is asked for once. What is kept belongs to one build of the site, so that a page
// never meets another build's Python.

const BUILD = "" // filled in when the site is built
const OURS = `logreg_edu ${registration.scope} ` // other sites of the same host keep theirs
const NAME = OURS + BUILD
const FIXED = /\/assets\/pyodide\/\d/
const LARGE = /\.mp4$|\/downloads\/.*\.(zip|gz)$/

addEventListener("install", (event) => event.waitUntil(renew().then(() => skipWaiting())))

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim())
  renew().then(forget, () => {}) // what was kept meanwhile; the pages need not wait for that
})

const others = async () => (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME)

// Keep of this build what is kept of another.
async function renew() {
  const cache = await caches.open(NAME)
  for (const name of await others()) {
    const old = await caches.open(name)
    for (const { url } of await old.keys()) {
      if (await cache.match(url)) continue
      await keep(url, FIXED.test(url) ? await old.match(url) : await fetch(url))
    }
  }
}

async function forget() {
  for (const name of await others()) await caches.delete(name)
}

addEventListener("fetch", (event) => {
  const { request } = event
  if (request.method === "GET" && !request.headers.has("range") && isOurs(request.url))
    event.respondWith(answer(event))
})

function isOurs(url) {
  return url.startsWith(registration.scope) && !LARGE.test(new URL(url).pathname)
}

async function answer(event) {
  const { request } = event
  const cache = await caches.open(NAME)
  const kept = () => cache.match(request.url, { ignoreSearch: true, ignoreVary: true })
  const fixed = FIXED.test(request.url) && (await kept())
  if (fixed) return fixed
  try {
    const response = await fetch(request)
    event.waitUntil(keep(request.url, response.clone()))
    return response
  } catch {
    return (await kept()) ?? Response.error()
  }
}

async function keep(url, response) {
  if (response.status !== 200) return
  const cache = await caches.open(NAME)
  await cache.put(url, response).catch(() => {}) // there is no room: it is fetched again next time
}

// {keep: addresses}: what the page had loaded before this worker began.
addEventListener("message", (event) => {
  event.waitUntil(Promise.all(event.data.keep.filter(isOurs).map(fetchAndKeep)))
})

async function fetchAndKeep(url) {
  const cache = await caches.open(NAME)
  if (await cache.match(url)) return
  const response = await fetch(url).catch(() => null)
  if (response) await keep(url, response)
}
