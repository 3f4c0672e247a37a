// Sort documents into the parts of a label, one click or key each. The page of documents lies in the browser, so the
// next one is there at once; each choice is numbered, sent, and sent again until the server says that it is kept.
// Everything from outside is set as textContent.

const lists = new WeakMap()
const WAIT = 60 // milliseconds in which choices are gathered before they are sent

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component
  if (!lists.has(root)) lists.set(root, newList(root))
  const list = lists.get(root)
  list.trigger = setTriggerValue
  list.receive(data)
  return () => list.close()
}

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function newList(root) {
  const rows = root.querySelector("#rows"), saved = root.querySelector("#saved")
  const outbox = newOutbox((choices) => api.trigger("sorted", choices), WAIT)
  let data = null, batch = null, at = 0
  const open = new Set()

  // ----- what there is -----------------------------------------------------------------------------------------
  function receive(fresh) {
    data = fresh
    if (batch !== data.batch) {
      batch = data.batch
      outbox.open(`tnt sorted ${data.shelf}`)
      const first = data.items.findIndex((item) => !data.placed[item.id])
      at = Math.max(0, first)
    }
    outbox.acknowledge(data.acknowledged)
    draw()
  }

  function place(item) {
    const choice = outbox.pending.findLast((each) => each.document === item.id)
    if (!choice) return data.placed[item.id]
    return choice.part === null ? undefined : { part: choice.part, by: "hand" }
  }

  // ----- what a person does ------------------------------------------------------------------------------------
  function put(row, part, onward) {
    const item = data.items[row]
    if (!item) return
    const now = place(item)
    const back = part !== null && now && now.part === part && now.by === "hand"
    if (part === null && !(now && now.by === "hand")) return
    outbox.put({ document: item.id, part: back && !onward ? null : part })
    at = row
    if (onward && part !== null) step(1)
    else draw()
  }

  function step(by) {
    at = Math.max(0, Math.min(data.items.length - 1, at + by))
    draw()
    rows.children[at]?.scrollIntoView({ block: "nearest" })
  }

  // ----- drawing -----------------------------------------------------------------------------------------------
  function draw() {
    rows.replaceChildren(...data.items.map(drawn))
    saved.textContent = outbox.pending.length ? "Saving…" : ""
  }

  function drawn(item, row) {
    const now = place(item)
    const box = element("div", "row" + (row === at ? " now" : "") + (now?.by === "hand" ? " sorted" : ""))
    const text = element("button", "text" + (open.has(item.id) ? " open" : ""), item.text)
    text.tabIndex = -1
    text.title = open.has(item.id) ? "" : "Show all of it"
    text.onclick = () => { open.has(item.id) ? open.delete(item.id) : open.add(item.id); at = row; draw() }
    const choices = element("div", "choices")
    choices.append(...data.parts.map((part, index) => choice(part, index, row, now)))
    box.append(text, choices)
    return box
  }

  function choice(part, index, row, now) {
    const chosen = now && now.part === part.number
    const button = element("button", "part" + (chosen ? (now.by === "hand" ? " chosen" : " meant") : ""))
    button.tabIndex = -1
    button.setAttribute("aria-pressed", Boolean(chosen))
    button.title = chosen ? data.because[now.by] : ""
    const dot = element("span", "dot")
    dot.style.background = part.colour
    button.append(index < 9 ? element("kbd", "", index + 1) : element("span"), dot, element("span", "name", part.name))
    button.onclick = () => put(row, part.number, false)
    return button
  }

  // ----- listening ---------------------------------------------------------------------------------------------
  function onKey(event) {
    const target = event.composedPath()[0] || {}
    if (["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.isContentEditable) return
    if (event.ctrlKey || event.metaKey || event.altKey || !data || !root.isConnected) return
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code)
    const part = digit && data.parts[Number(digit[2]) - 1]
    const doings = { ArrowUp: () => step(-1), ArrowDown: () => step(1), Backspace: () => put(at, null, false) }
    const doing = part ? () => put(at, part.number, true) : digit?.[2] === "0" ? doings.Backspace : doings[event.key]
    if (!doing) return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat || event.key.startsWith("Arrow")) doing()
  }
  document.addEventListener("keydown", onKey, true)

  const api = {
    receive,
    trigger: () => {},
    close: () => { document.removeEventListener("keydown", onKey, true); outbox.close(); lists.delete(root) },
  }
  return api
}
