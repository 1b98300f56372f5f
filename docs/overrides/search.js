// The theme fetches the index of the search with each page, and the index holds up the figures. Here
// it is fetched when the reader opens the search, or has followed a result, whose words are marked.
{
  const searched = new Promise(resolve => {
    if (new URLSearchParams(location.search).has("h")) resolve()
    document.getElementById("__search").addEventListener("change", resolve)
  })
  window.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, address) {
      this.waits = address.endsWith("/search/search_index.json")
      super.open(method, address)
    }
    send() {
      if (this.waits) searched.then(() => super.send())
      else super.send()
    }
  }
}
