// What there is to find fault with on a page as it stands. Texts inside components count, hence the walk through
// shadow roots.
() => {
  const whole = (one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]
  const all = (root) => [...root.querySelectorAll("*")].flatMap(whole)
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0
  const elements = all(document.body).filter(seen)
  const main = document.querySelector('[data-testid="stMain"]')
  const words = (ids) => (ids || "").split(/ +/).map((id) => document.getElementById(id)?.textContent || "").join("")
  const named = (one) => (one.getAttribute("aria-label") || words(one.getAttribute("aria-labelledby")) || one.title
    || [...(one.labels || [])].map((label) => label.textContent).join("") || one.closest("label")?.textContent
    || (one.tagName === "INPUT" ? "" : one.textContent)).trim()
  const control = (one) => /^(BUTTON|INPUT|TEXTAREA|SELECT|A)$/.test(one.tagName)
  const written = (one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(" ")
  const inside = (one) => one.closest('[aria-hidden="true"], [data-testid="stDataFrame"]')
  const groups = '[data-testid="stButtonGroup"], [role="radiogroup"], [role="tablist"], button, a, label'
  const cut = (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
  const cutOff = (group) => [group, ...group.querySelectorAll("*")].some((one) => cut(one) && one.clientWidth > 1)
  return {
    wider: Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth),
    titles: elements.filter((one) => one.tagName === "H1").map((one) => one.textContent),
    primary: elements.filter((one) => /primary/i.test(one.getAttribute("kind") || "")).map((one) => one.textContent),
    nameless: elements.filter((one) => control(one) && !inside(one) && !named(one))
      .map((one) => one.outerHTML.slice(0, 200)),
    cut: elements.filter((one) => main.contains(one) && one.matches(groups) && !inside(one) && cutOff(one))
      .map((one) => one.textContent.trim().slice(0, 80)),
    sideways: elements.filter((one) => one.matches(".dvn-scroller") && one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.closest('[data-testid="stElementContainer"]')?.className || ""),
    text: elements.map(written).join("\n"),
    alerts: elements.filter((one) => one.dataset.testid === "stException").length,
    height: main.scrollHeight,
  }
}
