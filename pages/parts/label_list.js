// Labels with their sizes, one below the other; each opens to say what it means and to quote documents that show it.
// Everything from outside is set as textContent.

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("#labels")
  const open = new Set([...list.querySelectorAll("details[open]")].map((each) => each.dataset.id))
  list.replaceChildren(...data.rows.map((row) => drawn(row, open.has(row.id))))
}

function drawn(row, isOpen) {
  const details = made("details", "")
  details.dataset.id = row.id
  details.open = isOpen
  const summary = made("summary", "")
  summary.title = [row.name, row.documents].filter(Boolean).join(": ")
  const name = made("span", "name", row.name)
  name.style.paddingInlineStart = `${row.depth}rem`
  if (row.colour) name.prepend(dot(row.colour))
  summary.append(name)
  if (row.said !== null) {
    const bar = made("span", "bar"), filled = made("i", "")
    filled.style.width = `${100 * row.length}%`
    if (row.colour) filled.style.background = row.colour
    bar.append(filled)
    summary.append(bar, made("span", "said", row.said))
  }
  details.append(summary, meaning(row))
  return details
}

function meaning(row) {
  const box = made("div", "meaning")
  box.append(made("p", "", row.description || "It has no description."))
  if (row.documents) box.append(made("p", "documents", row.documents))
  for (const [title, lines] of [["Belongs here", row.includes], ["Does not belong here", row.excludes]]) {
    if (lines.length) box.append(made("p", "", `${title}: ${lines.join("; ")}`))
  }
  for (const quote of row.quotes) box.append(made("blockquote", "", quote))
  return box
}

function dot(colour) {
  const made_dot = made("i", "dot")
  made_dot.style.background = colour
  return made_dot
}

function made(tag, className, text = "") {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}
