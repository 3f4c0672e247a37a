// What a person does in a component, on its way to the server: numbered, sent a moment later, and sent again until the
// server says that it is kept. With a shelf in the browser's memory a reload loses nothing either.

const SENT_AGAIN = 3000 // milliseconds after which what is not acknowledged is sent once more

function newOutbox(send, delay) {
  let client = Math.random().toString(36).slice(2, 12)
  let sequence = 0, pending = [], timer = null, shelf = null

  function gather(wait) {
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      if (!pending.length) return
      send(pending.slice())
      gather(SENT_AGAIN)
    }, wait)
  }

  function remember() {
    if (shelf === null) return
    try {
      if (pending.length) sessionStorage.setItem(shelf, JSON.stringify({ client, sequence, pending }))
      else sessionStorage.removeItem(shelf)
    } catch { /* a browser that keeps nothing; what was done is still sent */ }
  }

  const numbered = (entry) => ({ ...entry, client, seq: ++sequence })

  return {
    numbered,

    // Take up what was not yet kept when a page with this shelf was closed or reloaded.
    open(name) {
      shelf = name
      try {
        const left = JSON.parse(sessionStorage.getItem(shelf))
        if (left) ({ client, sequence, pending } = left)
      } catch { /* nothing that can be read was left */ }
      if (pending.length) gather(delay)
    },

    put(entry) {
      const made = numbered(entry)
      pending.push(made)
      remember()
      gather(delay)
      return made
    },

    // Let go of what the server has kept: for each client the number of its last.
    acknowledge(acknowledged) {
      pending = pending.filter((entry) => entry.seq > (acknowledged[client] || 0))
      remember()
      if (pending.length && timer === null) gather(SENT_AGAIN)
    },

    get client() { return client },
    get pending() { return pending },
    close() {
      clearTimeout(timer)
      timer = null // so that the next acknowledgement sets it anew
    },
  }
}

