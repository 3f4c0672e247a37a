// The label tree. What a person does shows at once, is sent with a number and the version they were looking at, and is
// sent again until the server says that it is kept. Everything from outside is set as textContent.

const trees = new WeakMap()
const WAIT = 150 // milliseconds in which gestures are gathered before they are sent
const AGAIN = 3000 // and after which what is not acknowledged is sent once more

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component
  if (!trees.has(root)) trees.set(root, newTree(root))
  const tree = trees.get(root)
  tree.trigger = setTriggerValue
  tree.receive(data)
  return () => tree.close()
}

function newTree(root) {
  const client = Math.random().toString(36).slice(2, 12)
  const find = (selector) => root.querySelector(selector)
  const box = find("#tree"), search = find("#search"), top = find("#top-level")
  const rows = new Map()
  const closed = new Set()
  let nodes = new Map(), version = 0, pending = [], sequence = 0, timer = null, pickTimer = null
  let chosen = [], at = null, anchor = null, focus = null, editing = null, draft = null, dragged = null

  // ----- what there is -----------------------------------------------------------------------------------------
  function receive(data) {
    pending = pending.filter((gesture) => gesture.seq > (data.acknowledged[client] || 0))
    version = data.version
    nodes = new Map(data.nodes.map((node) => [node.id, { ...node }]))
    pending.forEach(anticipate)
    const named = (id) => (nodes.has(id) ? id : data.named[id] || id)
    chosen = chosen.map(named).filter((id) => nodes.has(id))
    at = at && nodes.has(named(at)) ? named(at) : null
    if (focus !== data.focus) {
      focus = data.focus
      chosen = data.selected.filter((id) => nodes.has(id))
      at = anchor = chosen[0] || null
    }
    if (pending.length && timer === null) gather(AGAIN)
    draw()
  }

  function children() {
    const families = new Map()
    for (const node of nodes.values()) {
      const parent = nodes.has(node.parent) ? node.parent : null
      if (!families.has(parent)) families.set(parent, [])
      families.get(parent).push(node)
    }
    return families
  }

  function under(id, ancestor) {
    for (let steps = 0; id != null && steps < 500; steps++) {
      if (id === ancestor) return true
      id = nodes.get(id)?.parent
    }
    return false
  }

  // ----- what a person does ------------------------------------------------------------------------------------
  function anticipate(gesture) {
    for (const id of gesture.labels) {
      const node = nodes.get(id)
      if (node && gesture.kind === "rename") node.name = gesture.name
      if (node && gesture.kind === "move" && !under(gesture.parent, id)) node.parent = gesture.parent
    }
    if (gesture.kind === "add" && !nodes.has(gesture.temporary)) {
      nodes.set(gesture.temporary, { id: gesture.temporary, name: gesture.name, parent: gesture.parent, fresh: true })
    }
  }

  function make(gesture) {
    const whole = { labels: [], name: "", parent: null, temporary: "", ...gesture }
    pending.push({ ...whole, client, seq: ++sequence, version })
    anticipate(whole)
    gather(WAIT)
    draw()
  }

  function gather(delay) {
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      if (!pending.length) return
      api.trigger("gestures", pending.slice())
      gather(AGAIN)
    }, delay)
  }

  function pick(ids, tell = true) {
    chosen = ids.filter((id) => nodes.has(id))
    draw()
    if (!tell) return
    clearTimeout(pickTimer)
    pickTimer = setTimeout(() => api.trigger("picked", chosen.filter((id) => !nodes.get(id)?.fresh)), WAIT)
  }

  function pickTo(id) {
    const order = shown().map((entry) => entry.node.id)
    const [from, to] = [order.indexOf(anchor ?? id), order.indexOf(id)].sort((a, b) => a - b)
    pick(order.slice(Math.max(0, from), to + 1))
  }

  function toggle(id) {
    anchor = id
    pick(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  }

  function retire() {
    const ids = (chosen.length ? chosen : [at]).filter((id) => id && nodes.has(id) && !nodes.get(id).fresh)
    if (ids.length) api.trigger("retire", { labels: ids, version })
  }

  function rename(id) {
    if (!nodes.has(id) || nodes.get(id).fresh) return
    editing = id
    draw()
    write(rows.get(id), nodes.get(id).name, (name) => name !== nodes.get(id)?.name && make({ kind: "rename", labels: [id], name }))
  }

  function add(parent) {
    const temporary = `new-${client}-${sequence + 1}`
    draft = { id: temporary, name: "", parent, fresh: true }
    if (parent) closed.delete(parent)
    nodes.set(temporary, draft)
    editing = at = temporary
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
      draw()
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
    const moving = ids.filter((id) => nodes.has(id) && !under(parent, id) && (nodes.get(id).parent ?? null) !== parent)
    if (parent) closed.delete(parent)
    if (moving.length) make({ kind: "move", labels: moving, parent })
  }

  // ----- drawing -----------------------------------------------------------------------------------------------
  function shown() {
    const families = children(), wanted = search.value.trim().toLowerCase(), entries = []
    const matches = (node) => node.name.toLowerCase().includes(wanted)
    const worth = (node) => matches(node) || (families.get(node.id) || []).some(worth)
    const visit = (parent, level) => {
      const siblings = (families.get(parent) || []).filter((node) => !wanted || node === draft || worth(node))
      siblings.forEach((node, place) => {
        const parental = (families.get(node.id) || []).length > 0
        const open = parental && (wanted !== "" || !closed.has(node.id))
        entries.push({ node, level, parental, open, place, siblings: siblings.length, matched: wanted && matches(node) })
        if (open) visit(node.id, level + 1)
      })
    }
    visit(null, 1)
    return entries
  }

  function draw() {
    const entries = shown()
    const visible = new Set(entries.map((entry) => entry.node.id))
    for (const [id, row] of rows) if (!visible.has(id)) { row.remove(); rows.delete(id) }
    entries.forEach((entry, place) => {
      const row = rows.get(entry.node.id) || newRow(entry.node.id)
      rows.set(entry.node.id, row)
      fill(row, entry)
      if (box.children[place] !== row) box.insertBefore(row, box.children[place] || null)
    })
    box.classList.toggle("many", chosen.length > 1)
    if (at && rows.has(at)) box.setAttribute("aria-activedescendant", rows.get(at).id)
    else box.removeAttribute("aria-activedescendant")
    find("#none").hidden = entries.length > 0
    find("#saved").textContent = pending.length ? "Saving…" : ""
  }

  function newRow(id) {
    const row = document.createElement("div")
    row.id = `label-${id}`
    row.dataset.id = id
    row.draggable = true
    row.setAttribute("role", "treeitem")
    for (const part of ["fold", "tick", "dot", "name", "marks", "bar", "count"]) {
      const piece = document.createElement(part === "tick" ? "input" : "span")
      piece.className = part
      row.append(piece)
    }
    const tick = row.querySelector(".tick")
    tick.type = "checkbox"
    tick.tabIndex = -1
    row.querySelector(".bar").append(document.createElement("i"))
    row.querySelector(".marks").setAttribute("aria-hidden", "true")
    return row
  }

  function fill(row, { node, level, parental, open, place, siblings, matched }) {
    const part = (name) => row.querySelector(`.${name}`)
    row.className = "row" + (chosen.includes(node.id) ? " chosen" : "") + (at === node.id ? " at" : "") + (matched ? " matched" : "")
    row.style.paddingLeft = `${(level - 1) * 1.2 + 0.4}rem`
    row.setAttribute("aria-level", level)
    row.setAttribute("aria-posinset", place + 1)
    row.setAttribute("aria-setsize", siblings)
    row.setAttribute("aria-selected", chosen.includes(node.id))
    row.setAttribute("aria-label", spoken(node))
    if (parental) row.setAttribute("aria-expanded", open)
    else row.removeAttribute("aria-expanded")
    part("fold").setAttribute("aria-hidden", "true")
    part("fold").textContent = parental ? (open ? "expand_more" : "chevron_right") : ""
    part("tick").checked = chosen.includes(node.id)
    part("tick").setAttribute("aria-label", `Select ${node.name}`)
    part("dot").style.background = node.colour || "transparent"
    if (editing !== node.id) { part("name").textContent = node.name; part("name").title = node.name }
    part("marks").textContent = (node.locked ? "lock" : "") + (node.fresh ? "" : node.person ? "person" : "smart_toy")
    part("marks").title = [node.locked ? "Locked: teachers may not touch it." : "", node.signed || ""].join(" ").trim()
    part("bar").firstChild.style.width = `${Math.round(100 * (node.share || 0))}%`
    part("bar").firstChild.style.background = node.colour || "transparent"
    part("count").textContent = node.documents == null ? "" : node.documents.toLocaleString("en")
    part("count").title = node.documents == null ? "" : "documents with this label"
  }

  function spoken(node) {
    const documents = node.documents == null ? "" : `, ${node.documents} documents`
    return `${node.name}${documents}${node.locked ? ", locked" : ""}${node.signed ? `, ${node.signed}` : ""}`
  }

  // ----- listening ---------------------------------------------------------------------------------------------
  const rowOf = (event) => event.target.closest?.(".row")
  box.onclick = (event) => {
    const row = rowOf(event)
    if (!row || event.target.className === "name-input") return
    const id = row.dataset.id
    at = id
    if (event.target.className === "fold") {
      closed.has(id) ? closed.delete(id) : closed.add(id)
      return draw()
    }
    if (event.target.className === "tick" || event.ctrlKey || event.metaKey) return toggle(id)
    if (event.shiftKey) return pickTo(id)
    if (event.detail === 2) return rename(id)
    anchor = id
    pick([id])
  }
  box.onkeydown = (event) => {
    if (event.target !== box && event.target.className !== "tick") return
    const entries = shown(), order = entries.map((entry) => entry.node.id), here = order.indexOf(at)
    const go = (place) => {
      const id = order[Math.min(order.length - 1, Math.max(0, place))]
      if (!id) return
      at = id
      rows.get(id)?.scrollIntoView({ block: "nearest" })
      if (event.shiftKey) return pickTo(id)
      if (event.ctrlKey || event.metaKey) return draw()
      anchor = id
      pick([id])
    }
    const entry = entries[here]
    const keys = {
      ArrowDown: () => go(here + 1),
      ArrowUp: () => go(here < 0 ? 0 : here - 1),
      Home: () => go(0),
      End: () => go(order.length - 1),
      ArrowRight: () => {
        if (!entry?.parental) return
        if (entry.open) return go(here + 1)
        closed.delete(at)
        draw()
      },
      ArrowLeft: () => {
        if (entry?.open && !search.value.trim()) { closed.add(at); return draw() }
        const parent = order.indexOf(entry?.node.parent)
        if (parent >= 0) go(parent)
      },
      " ": () => at && toggle(at),
      Escape: () => pick([]),
      F2: () => at && rename(at),
      Insert: () => add(event.shiftKey ? at : (nodes.get(at)?.parent ?? null)),
      Delete: retire,
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "a") keys.a = () => pick(order)
    if (!keys[event.key]) return
    event.preventDefault()
    event.stopPropagation()
    keys[event.key]()
  }
  search.oninput = draw
  search.onkeydown = (event) => {
    event.stopPropagation()
    if (event.key === "Escape") { search.value = ""; draw() }
    if (event.key === "ArrowDown" || event.key === "Enter") {
      const first = shown().find((entry) => !search.value.trim() || entry.matched)
      if (first) { at = anchor = first.node.id; pick([at]); box.focus() }
    }
  }
  box.ondragstart = (event) => {
    const id = rowOf(event)?.dataset.id
    if (!id || editing || nodes.get(id)?.fresh) return event.preventDefault()
    dragged = chosen.includes(id) ? chosen.slice() : [id]
    event.dataTransfer.setData("text/plain", id)
    event.dataTransfer.effectAllowed = "move"
    setTimeout(() => find("#whole").classList.add("dragging"))
  }
  box.ondragend = () => { dragged = null; find("#whole").classList.remove("dragging") }
  const landing = (element, target) => {
    element.ondragover = (event) => {
      const goal = target(event)
      if (!dragged || goal === undefined || dragged.some((id) => under(goal, id))) return
      event.preventDefault()
      unmark()
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
    close: () => { clearTimeout(timer); clearTimeout(pickTimer) },
  }
  return api
}
