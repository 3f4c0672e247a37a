// The label tree. What a person does shows at once, is sent with a number and the version they were looking at, and is
// sent again until the server says that it is kept. Only the rows in sight are drawn, so that thousands of labels are
// as quick as ten. Everything from outside is set as textContent.

const trees = new WeakMap()
const WAIT = 150 // milliseconds in which gestures are gathered before they are sent
const OPENING = 600 // milliseconds after which a folded label opens under what is dragged over it
const MANY = 60 // labels, from which a tree is folded at first
const BEYOND = 12 // rows drawn above and below what is in sight

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component
  if (!trees.has(root)) trees.set(root, newTree(root))
  const tree = trees.get(root)
  tree.trigger = setTriggerValue
  tree.receive(data)
  return () => tree.close()
}

function newTree(root) {
  const outbox = newOutbox((gestures) => api.trigger("gestures", gestures), WAIT)
  const find = (selector) => root.querySelector(selector)
  const box = find("#tree"), sheet = find("#rows"), search = find("#search"), order = find("#order"), top = find("#top-level")
  const rows = new Map()
  let nodes = new Map(), families = new Map(), entries = [], places = new Map(), sums = new Map()
  let version = 0, whole = 0, most = 0, taxonomy = null, closed = new Set()
  let pickTimer = null, tall = 0, drafts = 0
  let chosen = [], at = null, anchor = null, focus = null, editing = null, draft = null
  let dragged = null, hovered = null, hoverTimer = null, carried = null

  // ----- what there is -----------------------------------------------------------------------------------------
  function receive(data) {
    outbox.acknowledge(data.acknowledged)
    version = data.version
    whole = data.labelled
    nodes = new Map(data.rows.map((row) => [row[0], node(row, data.authors)]))
    if (taxonomy !== data.taxonomy) {
      taxonomy = data.taxonomy
      closed = remembered() || new Set(data.rows.length > MANY ? data.rows.map((row) => row[2]).filter(Boolean) : [])
      if (!chosen.length) for (const id of data.selected) reveal(id)
    }
    outbox.pending.forEach(anticipate)
    const named = (id) => (nodes.has(id) ? id : data.named[id] || id)
    chosen = chosen.map(named).filter((id) => nodes.has(id))
    at = at && nodes.has(named(at)) ? named(at) : null
    if (carried) carried = carried.filter((id) => nodes.has(id))
    if (draft) nodes.set(draft.id, draft)
    if (focus !== data.focus) {
      focus = data.focus
      chosen = data.selected.filter((id) => nodes.has(id))
      at = anchor = chosen[0] || null
      chosen.forEach(reveal)
      arrange()
      seek(at)
    }
    arrange()
    draw()
  }

  function node([id, name, parent, colour, locked, author, teacher, people, classifier, waiting, older], authors) {
    const documents = teacher + people + classifier
    const [signed, person] = authors[author]
    return { id, name, parent, colour, locked, signed, person, teacher, people, documents, waiting, older }
  }

  const MEMORY = () => `tnt-tree-${taxonomy}`
  function remembered() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(MEMORY()))
      return Array.isArray(kept) ? new Set(kept) : null
    } catch {
      return null
    }
  }
  function fold(id, folded) {
    folded ? closed.add(id) : closed.delete(id)
    remember()
  }
  function remember() {
    try { sessionStorage.setItem(MEMORY(), JSON.stringify([...closed])) } catch { /* a full store: folds are forgotten */ }
  }

  function reveal(id) {
    for (let above = nodes.get(id)?.parent; above != null && nodes.has(above); above = nodes.get(above).parent) closed.delete(above)
  }

  function under(id, ancestor) {
    for (let steps = 0; id != null && steps < 500; steps++) {
      if (id === ancestor) return true
      id = nodes.get(id)?.parent
    }
    return false
  }

  // Who stands below whom, and the rows in their order, of which draw() shows those in sight.
  function arrange() {
    families = new Map()
    for (const one of nodes.values()) {
      const parent = nodes.has(one.parent) ? one.parent : null
      if (!families.has(parent)) families.set(parent, [])
      families.get(parent).push(one)
    }
    summed()
    const first = { made: null, size: (a, b) => sums.get(b.id) - sums.get(a.id), name: (a, b) => a.name.localeCompare(b.name) }[order.value]
    if (first) for (const siblings of families.values()) siblings.sort(first)
    const wanted = search.value.trim().toLowerCase()
    const worth = wanted ? worthy(wanted) : null
    entries = []
    const visit = (parent, level) => {
      const siblings = (families.get(parent) || []).filter((one) => !worth || one === draft || worth.has(one.id))
      siblings.forEach((one, place) => {
        const parental = families.has(one.id)
        const open = parental && (worth !== null || !closed.has(one.id))
        const matched = worth !== null && one.name.toLowerCase().includes(wanted)
        entries.push({ node: one, level, parental, open, place, siblings: siblings.length, matched })
        if (open) visit(one.id, level + 1)
      })
    }
    visit(null, 1)
    places = new Map(entries.map((entry, place) => [entry.node.id, place]))
  }

  // The documents of each label with those below it.
  function summed() {
    sums = new Map([...nodes.values()].map((one) => [one.id, one.documents || 0]))
    const down = [], waiting = [...(families.get(null) || [])]
    while (waiting.length) {
      const one = waiting.pop()
      down.push(one)
      waiting.push(...(families.get(one.id) || []))
    }
    for (const one of down.reverse()) if (nodes.has(one.parent)) sums.set(one.parent, sums.get(one.parent) + sums.get(one.id))
    most = Math.max(1, ...down.map((one) => one.documents || 0).slice(0, 100000))
  }

  // The labels that match a search, with all that stand above them.
  function worthy(wanted) {
    const worth = new Set()
    for (const one of nodes.values()) {
      if (!one.name.toLowerCase().includes(wanted)) continue
      for (let each = one; each && !worth.has(each.id); each = nodes.get(each.parent)) worth.add(each.id)
    }
    return worth
  }

  // ----- what a person does ------------------------------------------------------------------------------------
  function anticipate(gesture) {
    for (const id of gesture.labels) {
      const one = nodes.get(id)
      if (one && gesture.kind === "rename") one.name = gesture.name
      if (one && gesture.kind === "move" && !under(gesture.parent, id)) one.parent = gesture.parent
    }
    if (gesture.kind === "add" && !nodes.has(gesture.temporary)) {
      nodes.set(gesture.temporary, { id: gesture.temporary, name: gesture.name, parent: gesture.parent, fresh: true })
    }
  }

  function make(gesture) {
    anticipate(outbox.put({ labels: [], name: "", parent: null, temporary: "", ...gesture, version }))
    renew()
  }

  function pick(ids, tell = true) {
    chosen = ids.filter((id) => nodes.has(id))
    draw()
    if (!tell) return
    clearTimeout(pickTimer)
    pickTimer = setTimeout(() => api.trigger("picked", chosen.filter((id) => !nodes.get(id)?.fresh)), WAIT)
  }

  function pickTo(id) {
    const [from, to] = [places.get(anchor ?? id) ?? -1, places.get(id)].sort((a, b) => a - b)
    pick(entries.slice(Math.max(0, from), to + 1).map((entry) => entry.node.id))
  }

  function toggle(id) {
    anchor = id
    pick(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  }

  const meant = () => (chosen.length ? chosen : [at]).filter((id) => id && nodes.has(id) && !nodes.get(id).fresh)

  function retire() {
    const ids = meant()
    if (ids.length) api.trigger("retire", { labels: ids, version })
  }

  function step(back) {
    if (!outbox.pending.length) api.trigger("step", outbox.numbered({ back, version }))
  }

  function rename(id) {
    if (!nodes.has(id) || nodes.get(id).fresh) return
    editing = id
    seek(id)
    draw()
    write(rows.get(id), nodes.get(id).name, (name) => name !== nodes.get(id)?.name && make({ kind: "rename", labels: [id], name }))
  }

  function add(parent) {
    const temporary = `new-${outbox.client}-${++drafts}`
    draft = { id: temporary, name: "", parent, fresh: true }
    if (parent) fold(parent, false)
    nodes.set(temporary, draft)
    editing = at = temporary
    arrange()
    seek(temporary)
    draw()
    write(rows.get(temporary), "", (name) => make({ kind: "add", name, parent, temporary }))
  }

  function write(row, name, keep) {
    const input = document.createElement("input")
    input.className = "name-input"
    input.value = name
    input.maxLength = 80
    input.setAttribute("aria-label", "Name of the label")
    row.querySelector(".name").replaceChildren(input)
    input.focus()
    input.select()
    let over = false
    const end = (kept) => {
      if (over) return
      over = true
      const written = input.value.trim()
      if (draft) { nodes.delete(draft.id); draft = null }
      editing = null
      if (kept && written) keep(written)
      renew()
      box.focus()
    }
    input.onkeydown = (event) => {
      event.stopPropagation()
      if (event.key === "Enter") end(true)
      if (event.key === "Escape") end(false)
    }
    input.onblur = () => end(true)
  }

  function move(ids, parent) {
    if (refused(ids, parent)) return tell(refused(ids, parent))
    const moving = ids.filter((id) => nodes.has(id) && (nodes.get(id).parent ?? null) !== parent)
    if (parent) fold(parent, false)
    if (moving.length) make({ kind: "move", labels: moving, parent })
  }

  // Why some labels cannot stand under another, if they cannot.
  function refused(ids, parent) {
    const round = ids.find((id) => under(parent, id))
    return round ? `“${nodes.get(round).name}” cannot stand below itself.` : ""
  }

  function carry() {
    carried = meant()
    if (carried.length === 0) carried = null
    draw()
  }

  function put(parent) {
    const ids = carried
    carried = null
    move(ids, parent)
    at = anchor = ids[0] // on from what was moved, not from where it was put
    seek(at)
    draw()
  }

  let toldTimer = null
  function tell(words) {
    find("#told").textContent = words
    clearTimeout(toldTimer)
    toldTimer = setTimeout(() => { find("#told").textContent = "" }, 5000)
  }

  // ----- drawing -----------------------------------------------------------------------------------------------
  function renew() {
    arrange()
    draw()
  }

  function height() {
    if (!tall) tall = parseFloat(getComputedStyle(box).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize) || 32
    return tall
  }

  function seek(id) {
    const place = places.get(id)
    if (place === undefined) return
    const y = place * height()
    if (y < box.scrollTop) box.scrollTop = y
    else if (y + height() > box.scrollTop + box.clientHeight) box.scrollTop = y + height() - box.clientHeight
  }

  function draw() {
    sheet.style.height = `${entries.length * height()}px`
    const first = Math.max(0, Math.floor(box.scrollTop / height()) - BEYOND)
    const last = Math.min(entries.length, Math.ceil((box.scrollTop + (box.clientHeight || 600)) / height()) + BEYOND)
    const held = [at, editing, dragged?.[0]].map((id) => places.get(id)).filter((place) => place !== undefined) // focus, a drag
    const drawn = new Set([...held, ...Array.from({ length: Math.max(0, last - first) }, (_, place) => first + place)])
    const inSight = [...drawn].sort((a, b) => a - b).map((place) => entries[place])
    const visible = new Set(inSight.map((entry) => entry.node.id))
    for (const [id, row] of rows) if (!visible.has(id)) { row.remove(); rows.delete(id) }
    inSight.forEach((entry, place) => {
      const row = rows.get(entry.node.id) || newRow(entry.node.id)
      rows.set(entry.node.id, row)
      fill(row, entry)
      row.style.top = `${places.get(entry.node.id) * height()}px`
      if (sheet.children[place] !== row) sheet.insertBefore(row, sheet.children[place] || null)
    })
    box.classList.toggle("many", chosen.length > 1)
    if (at && rows.has(at)) box.setAttribute("aria-activedescendant", rows.get(at).id)
    else box.removeAttribute("aria-activedescendant")
    find("#none").hidden = entries.length > 0
    find("#saved").textContent = outbox.pending.length ? "Saving…" : ""
    find("#carrying").hidden = !carried
    if (carried) find("#carried").textContent = carried.length === 1 ? `“${nodes.get(carried[0]).name}”` : `${carried.length} labels`
    find("#fold-all").hidden = families.size < 2
    find("#fold-all").textContent = closed.size ? "Unfold all" : "Fold all"
  }

  function newRow(id) {
    const row = document.createElement("div")
    row.id = `label-${id}`
    row.dataset.id = id
    row.draggable = true
    row.setAttribute("role", "treeitem")
    for (const part of ["fold", "tick", "dot", "name", "marks", "bar", "count", "share"]) {
      const piece = document.createElement(part === "tick" ? "input" : "span")
      piece.className = part
      row.append(piece)
    }
    const tick = row.querySelector(".tick")
    tick.type = "checkbox"
    tick.tabIndex = -1
    row.querySelector(".bar").append(document.createElement("i"), document.createElement("b"))
    row.querySelector(".marks").setAttribute("aria-hidden", "true")
    return row
  }

  function fill(row, { node, level, parental, open, place, siblings, matched }) {
    const part = (name) => row.querySelector(`.${name}`)
    const isChosen = chosen.includes(node.id)
    row.className = "row" + (isChosen ? " chosen" : "") + (at === node.id ? " at" : "") + (matched ? " matched" : "") + (carried?.includes(node.id) ? " carried" : "")
    row.style.paddingLeft = `${Math.min(level - 1, 12) * 1.2 + 0.4}rem`
    row.setAttribute("aria-level", level)
    row.setAttribute("aria-posinset", place + 1)
    row.setAttribute("aria-setsize", siblings)
    row.setAttribute("aria-selected", isChosen)
    row.setAttribute("aria-label", spoken(node))
    if (parental) row.setAttribute("aria-expanded", open)
    else row.removeAttribute("aria-expanded")
    part("fold").setAttribute("aria-hidden", "true")
    part("fold").textContent = parental ? (open ? "expand_more" : "chevron_right") : ""
    part("tick").checked = isChosen
    part("tick").setAttribute("aria-label", `Select ${node.name}`)
    part("dot").style.background = node.colour || "transparent"
    if (editing !== node.id) { part("name").textContent = node.name; part("name").title = node.name }
    part("marks").textContent = (node.waiting ? "hourglass_top" : "") + (node.older ? "history" : "") + (node.locked ? "lock" : "") + (node.fresh ? "" : node.person ? "person" : "smart_toy")
    part("marks").title = marked(node).join(" ")
    const shown = parental && !open ? sums.get(node.id) : node.documents
    const [people, others] = part("bar").children
    people.style.width = `${Math.round((100 * (node.people || 0)) / most)}%`
    others.style.width = `${Math.round((100 * ((node.documents || 0) - (node.people || 0))) / most)}%`
    people.style.background = others.style.background = node.colour || "transparent"
    part("bar").title = whole ? `${number(node.teacher || 0)} by the teacher, ${number(node.people || 0)} by people` : ""
    part("bar").style.visibility = whole ? "" : "hidden"
    part("count").textContent = whole && !node.fresh ? number(shown) : ""
    part("count").title = whole ? (parental && !open ? "documents with this label or one below it" : "documents with this label") : ""
    part("share").textContent = whole && !node.fresh ? share(shown / whole) : ""
    part("share").title = whole ? "of all documents with a label" : ""
  }

  const number = (count) => count.toLocaleString("en")
  const share = (part) => (part > 0 && part < 0.005 ? "<1 %" : `${Math.round(100 * part)} %`)

  // What the marks say, a sentence each.
  function marked(node) {
    return [
      node.waiting ? `${number(node.waiting)} documents wait to be judged again and may belong here.` : "",
      node.older ? `${number(node.older)} of its documents were judged by an older definition.` : "",
      node.locked ? "Locked: teachers may not touch it." : "",
      node.signed || "",
    ].filter(Boolean)
  }

  function spoken(node) {
    const documents = whole && !node.fresh ? `, ${number(node.documents)} documents` : ""
    return [`${node.name}${documents}`, ...marked(node)].join(", ")
  }

  // ----- listening ---------------------------------------------------------------------------------------------
  const rowOf = (event) => event.target.closest?.(".row")
  box.onscroll = () => draw()
  box.onclick = (event) => {
    const row = rowOf(event)
    if (!row || event.target.className === "name-input") return
    const id = row.dataset.id
    at = id
    if (event.target.className === "fold" && families.has(id)) {
      fold(id, !closed.has(id))
      return renew()
    }
    if (carried) return put(id)
    if (event.target.className === "tick" || event.ctrlKey || event.metaKey) return toggle(id)
    if (event.shiftKey) return pickTo(id)
    if (event.detail === 2) return rename(id)
    anchor = id
    pick([id])
  }
  box.onkeydown = (event) => {
    if (event.target !== box && event.target.className !== "tick") return
    const here = places.get(at) ?? -1, entry = entries[here], control = event.ctrlKey || event.metaKey
    const go = (place) => {
      const id = entries[Math.min(entries.length - 1, Math.max(0, place))]?.node.id
      if (!id) return
      at = id
      seek(id)
      if (event.shiftKey && !carried) return pickTo(id)
      if (control || carried) return draw()
      anchor = id
      pick([id])
    }
    const page = Math.max(1, Math.floor(box.clientHeight / height()) - 1)
    const keys = {
      ArrowDown: () => go(here + 1),
      ArrowUp: () => go(here < 0 ? 0 : here - 1),
      PageDown: () => go(here + page),
      PageUp: () => go(here - page),
      Home: () => go(0),
      End: () => go(entries.length - 1),
      ArrowRight: () => {
        if (!entry?.parental) return
        if (entry.open) return go(here + 1)
        fold(at, false)
        renew()
      },
      ArrowLeft: () => {
        if (entry?.open && !search.value.trim()) { fold(at, true); return renew() }
        const parent = places.get(entry?.node.parent)
        if (parent !== undefined) go(parent)
      },
      Enter: () => carried && at && put(at),
      " ": () => at && toggle(at),
      Escape: () => { if (carried) { carried = null; draw() } else pick([]) },
      F2: () => at && rename(at),
      Insert: () => add(event.shiftKey ? at : (nodes.get(at)?.parent ?? null)),
      Delete: retire,
      "/": () => search.focus(),
      m: carry,
      ...(carried ? { t: () => put(null) } : {}),
    }
    const withControl = {
      a: () => pick(entries.map((each) => each.node.id)),
      z: () => step(!event.shiftKey),
      y: () => step(false),
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const act = (control && withControl[key]) || (control && event.key.length === 1 && event.key !== " " ? null : keys[key])
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  search.oninput = () => { box.scrollTop = 0; renew() }
  search.onkeydown = (event) => {
    event.stopPropagation()
    if (event.key === "Escape") { search.value = ""; renew() }
    if (event.key === "ArrowDown" || event.key === "Enter") {
      const first = entries.find((entry) => !search.value.trim() || entry.matched)
      if (first) { at = anchor = first.node.id; seek(at); pick([at]); box.focus() }
    }
  }
  order.onchange = () => renew()
  find("#fold-all").onclick = () => {
    closed = closed.size ? new Set() : new Set([...families.keys()].filter((id) => id !== null))
    remember()
    renew()
  }
  find("#carry-top").onclick = () => carried && put(null)
  find("#carry-not").onclick = () => { carried = null; draw() }
  box.ondragstart = (event) => {
    const id = rowOf(event)?.dataset.id
    if (!id || editing || nodes.get(id)?.fresh) return event.preventDefault()
    dragged = chosen.includes(id) ? [id, ...chosen.filter((other) => other !== id)] : [id]
    event.dataTransfer.setData("text/plain", id)
    event.dataTransfer.effectAllowed = "move"
    setTimeout(() => find("#whole").classList.add("dragging"))
  }
  box.ondragend = () => {
    dragged = null
    hover(null)
    unmark()
    find("#whole").classList.remove("dragging")
    draw()
  }
  function hover(id) {
    if (hovered === id) return
    hovered = id
    clearTimeout(hoverTimer)
    if (id && closed.has(id)) hoverTimer = setTimeout(() => { fold(id, false); renew() }, OPENING)
  }
  const landing = (element, target) => {
    element.ondragover = (event) => {
      const goal = target(event)
      if (!dragged || goal === undefined) return
      unmark()
      hover(goal)
      if (refused(dragged, goal)) return tell(refused(dragged, goal))
      event.preventDefault()
      ;(rowOf(event) || element).classList.add("over")
    }
    element.ondragleave = unmark
    element.ondrop = (event) => {
      const goal = target(event)
      event.preventDefault()
      unmark()
      if (dragged && goal !== undefined) move(dragged, goal)
    }
  }
  const unmark = () => root.querySelectorAll(".over").forEach((marked) => marked.classList.remove("over"))
  landing(box, (event) => rowOf(event)?.dataset.id)
  landing(top, () => null)

  const api = {
    receive,
    trigger: () => {},
    close: () => { outbox.close(); clearTimeout(pickTimer); clearTimeout(hoverTimer); clearTimeout(toldTimer) },
  }
  return api
}
