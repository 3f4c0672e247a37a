// Judge a batch of documents by keyboard. The batch lies in the browser, so the next document is there at once; each
// judgement is numbered, sent, and sent again until the server says that it is kept. The teacher's label is not here
// before the judgement is. Everything from outside is set as textContent.

const decks = new WeakMap()
const WAIT = 60 // milliseconds in which judgements are gathered before they are sent
const KEYS = [..."123456789qwetyuiopasfghjklzxvbm"] // c and r are Streamlit's, d and n ours
const SEARCHED = 12 // from so many labels on there is a search box

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component
  if (!decks.has(root)) decks.set(root, newDeck(root))
  const deck = decks.get(root)
  deck.trigger = setTriggerValue
  deck.receive(data)
  return () => deck.close()
}

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function newDeck(root) {
  const find = (selector) => root.querySelector(selector)
  const search = find("#search"), note = find("#note")
  const outbox = newOutbox((judgements) => api.trigger("judgements", judgements), WAIT)
  let data = null, batch = null
  let place = 0, said = new Map(), also = new Set(), last = null, shownAt = 0, meanings = false

  // ----- what there is -----------------------------------------------------------------------------------------
  function receive(fresh) {
    data = fresh
    if (batch !== data.batch) open()
    outbox.acknowledge(data.acknowledged)
    said = new Map(Object.entries(data.given))
    outbox.pending.forEach((judgement) => said.set(judgement.document, judgement))
    draw()
  }

  function open() {
    batch = data.batch
    last = null
    outbox.open(`tnt judgements ${batch}`)
    const first = data.items.findIndex((item) => !data.given[item.id])
    go(first < 0 ? data.items.length : first, false)
  }

  // ----- what a person does ------------------------------------------------------------------------------------
  function judge(primary, onward = true) {
    const item = data.items[place]
    if (!item) return
    const applicable = primary === null ? [] : [primary, ...[...also].filter((id) => id !== primary)]
    const seconds = Math.min(3600, (performance.now() - shownAt) / 1000)
    said.set(item.id, outbox.put({ document: item.id, primary, applicable, note: note.value.trim(), seconds }))
    last = item.id
    if (onward) go(next())
    else draw()
  }

  function next() {
    for (let ahead = place + 1; ahead < data.items.length; ahead++) if (!said.has(data.items[ahead].id)) return ahead
    const skipped = data.items.findIndex((item) => !said.has(item.id))
    return skipped < 0 ? data.items.length : skipped
  }

  function go(to, redraw = true) {
    place = Math.max(0, Math.min(data.items.length, to))
    shownAt = performance.now()
    const known = said.get(data.items[place]?.id) || data.given[data.items[place]?.id]
    also = new Set((known?.applicable || []).filter((id) => id !== known.primary))
    note.value = known?.note || ""
    search.value = ""
    if (redraw) draw()
  }

  function toggle(id) {
    also.has(id) ? also.delete(id) : also.add(id)
    const known = said.get(data.items[place]?.id)
    if (known && known.primary !== null) return judge(known.primary, false)
    draw()
  }

  // ----- drawing -----------------------------------------------------------------------------------------------
  const named = (id) => (id === null ? "No label fits" : data.names[id] || "a label that is gone")
  const agrees = (document) => {
    const revealed = data.revealed[document], own = said.get(document)
    return revealed && own && !revealed.missing ? revealed.primary === data.meaning[own.primary ?? ""] : undefined
  }
  const mood = (agreed) => (agreed === undefined ? "" : agreed ? " agreed" : " differed")

  function draw() {
    const item = data.items[place]
    drawSteps()
    find("#card").hidden = !item
    find("#done").hidden = Boolean(item)
    const judged = data.items.filter((each) => said.has(each.id)).length
    find("#where").textContent = item ? `${place + 1} of ${data.items.length}` : ""
    find("#saved").textContent = `${judged} judged${outbox.pending.length ? `, ${outbox.pending.length} being saved` : ", all saved"}`
    if (!item) return drawDone()
    find("#before").textContent = data.before[item.id] || ""
    find("#before").hidden = !data.before[item.id]
    drawText(item)
    drawLabels(item)
    drawReveal(find("#reveal"), item.id, false)
    drawReveal(find("#last"), last !== item.id && data.revealed[last] ? last : null, true)
  }

  function drawSteps() {
    const steps = find("#steps")
    steps.replaceChildren(...data.items.map((item, at) => {
      const step = element("button", (said.has(item.id) ? "judged" : "") + mood(agrees(item.id)) + (at === place ? " now" : ""))
      step.tabIndex = -1
      step.setAttribute("aria-label", `Document ${at + 1}${said.has(item.id) ? ", judged" : ""}`)
      step.onclick = () => go(at)
      return step
    }))
  }

  function drawText(item) {
    const box = find("#text"), quote = data.revealed[item.id]?.quote, at = quote ? item.text.indexOf(quote) : -1
    if (box.dataset.item === item.id && box.dataset.quote === (quote || "")) return
    Object.assign(box.dataset, { item: item.id, quote: quote || "" })
    box.scrollTop = 0
    if (at < 0) box.textContent = item.text
    else box.replaceChildren(item.text.slice(0, at), element("mark", "", quote), item.text.slice(at + quote.length))
  }

  function offered() {
    const wanted = search.value.trim().toLowerCase()
    const all = data.labels.map((label, at) => ({ ...label, key: KEYS[at] || "" }))
    return wanted ? all.filter((label) => label.name.toLowerCase().includes(wanted)) : all
  }

  function drawLabels(item) {
    search.hidden = data.labels.length <= SEARCHED
    const known = said.get(item.id)
    const rows = offered().map((label) => choice(label, known))
    rows.push(choice({ id: null, name: "No label fits", key: "0", colour: "transparent", depth: 0, meaning: "" }, known))
    find("#labels").replaceChildren(...rows)
  }

  function choice(label, known) {
    const chosen = known && known.primary === label.id
    const further = label.id !== null && also.has(label.id) && !chosen
    const button = element("button", "label" + (chosen ? " primary" : "") + (further ? " also" : ""))
    button.style.marginLeft = `${label.depth}rem`
    button.setAttribute("aria-pressed", Boolean(chosen || further))
    button.title = label.meaning
    const dot = element("span", "dot")
    dot.style.background = label.colour
    button.append(label.key ? element("kbd", "", label.key.toUpperCase()) : element("span"), dot)
    button.append(element("span", "", label.name), element("span", "said", chosen ? "your label" : further ? "also" : ""))
    if (meanings && label.meaning) button.append(element("span", "meaning", label.meaning))
    button.onclick = (event) => (event.shiftKey && label.id !== null ? toggle(label.id) : judge(label.id))
    return button
  }

  function drawReveal(box, id, compact) {
    box.replaceChildren()
    const revealed = id && data.revealed[id], own = id && said.get(id)
    if (!revealed || !own) return
    const panel = element("div", "box" + mood(agrees(id)))
    if (compact) panel.append(element("div", "said", "The one before"))
    panel.append(element("div", "", revealed.missing || verdict(revealed, own, agrees(id))))
    if (revealed.reason) panel.append(element("div", "said", `“${revealed.reason}”`))
    if (compact) {
      const back = element("button", "link", "Look at it again (←)")
      back.onclick = () => go(data.items.findIndex((item) => item.id === id))
      panel.append(back)
    } else panel.append(element("div", "said", "You may change your label; the blind one stays in the statistics."))
    box.append(panel)
  }

  function verdict(revealed, own, agreed) {
    const sure = `${Math.round(100 * revealed.confidence)} % sure`
    if (agreed) return `You and the teacher agree: ${named(own.primary)} (${sure}).`
    return `You said ${named(own.primary)}. The teacher said ${revealed.name} (${sure}).`
  }

  function drawDone() {
    const told = data.items.filter((item) => agrees(item.id) !== undefined)
    const differing = told.filter((item) => agrees(item.id) === false)
    const lines = [element("p", "", `All ${data.items.length} documents are judged.`)]
    if (told.length) lines.push(element("p", "", `You and the teacher agree on ${told.length - differing.length} of ${told.length}.`))
    for (const item of differing) {
      const line = element("button", "link", `${named(said.get(item.id).primary)} ≠ ${data.revealed[item.id].name}: ${item.text.slice(0, 90)}`)
      line.onclick = () => go(data.items.indexOf(item))
      const row = element("p")
      row.append(line)
      lines.push(row)
    }
    find("#done").replaceChildren(...lines)
  }

  // ----- listening ---------------------------------------------------------------------------------------------
  function onKey(event) {
    const target = event.composedPath()[0] || {}
    if (["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.isContentEditable) return
    if (event.ctrlKey || event.metaKey || event.altKey || !data || !root.isConnected) return
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code)
    const key = digit ? digit[2] : event.key.toLowerCase()
    const label = data.labels[KEYS.indexOf(key)]
    const doings = {
      ArrowLeft: () => go(place - 1),
      ArrowRight: () => go(place + 1),
      0: () => judge(null),
      d: () => { meanings = !meanings; draw() },
      n: () => note.focus(),
      "/": () => search.hidden || search.focus(),
    }
    const doing = label ? () => (event.shiftKey ? toggle(label.id) : judge(label.id)) : doings[event.key] || doings[key]
    if (!doing || (!data.items[place] && !event.key.startsWith("Arrow"))) return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat || event.key.startsWith("Arrow")) doing()
  }
  document.addEventListener("keydown", onKey, true)
  search.oninput = () => drawLabels(data.items[place])
  search.onkeydown = (event) => {
    event.stopPropagation()
    if (event.key === "Escape") { search.value = ""; draw(); find("#whole").focus() }
    if (event.key !== "Enter" || !offered().length) return
    const [first] = offered()
    search.value = ""
    find("#whole").focus()
    event.shiftKey ? toggle(first.id) : judge(first.id)
  }
  note.onkeydown = (event) => {
    event.stopPropagation()
    if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) { event.preventDefault(); find("#whole").focus() }
  }
  note.onchange = () => {
    const known = said.get(data.items[place]?.id)
    if (known && (known.note || "") !== note.value.trim()) judge(known.primary, false)
  }

  const api = {
    receive,
    trigger: () => {},
    close: () => { document.removeEventListener("keydown", onKey, true); outbox.close() },
  }
  return api
}
