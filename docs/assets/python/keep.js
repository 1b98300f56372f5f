// Lets the browser keep what this site loads, by the service worker of docs/tools/offline.js.

export const KEEPS = "serviceWorker" in navigator // not in an insecure page

let begun = null

// Begin, once; the promise is never rejected: where it cannot be, nothing is kept.
export function keepFiles() {
  begun ??= KEEPS ? begin().catch(() => {}) : Promise.resolve()
  return begun
}

async function begin() {
  const address = new URL("../../offline.js", import.meta.url) // at the top: it serves what is below it
  const registration = await navigator.serviceWorker.register(address)
  const worker = registration.installing ?? registration.waiting ?? registration.active
  await new Promise((resolve) => {
    const look = () => ["activated", "redundant"].includes(worker.state) && resolve()
    worker.addEventListener("statechange", look)
    look()
  })
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name)
  worker.postMessage({ keep: [location.href.split("#")[0], ...loaded] })
}
