// Resolves once the parts of the page have been where they are for a fifth of a second.
() => new Promise((answer) => {
  const shape = () => [...document.querySelectorAll("[data-testid]")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect()
    return [x, y, width, height].map(Math.round)
  }).join()
  let last = "", same = 0
  const look = () => {
    const now = shape()
    same = now === last ? same + 1 : 0
    last = now
    const loading = document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    return same >= 3 && !loading ? answer(true) : setTimeout(look, 60)
  }
  look()
})
