// The preview's part of a page: it loads the page anew when another site is shown, and shows what is wrong.
// `briefbook serve` adds it to the pages that it serves; built sites never hold it. Whatever it is told is data: it is
// put into texts, never into markup.
(() => {
  "use strict"
  const own = document.currentScript.dataset.site
  const KEPT = "briefbook-preview"
  const STYLE = `
    :host { all: initial; display: block; }
    * { box-sizing: border-box; }
    .panel, .chip { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
    .panel { position: fixed; z-index: 2147483000; inset: auto 0 0; max-height: 70vh; max-height: 70dvh; display: flex;
      flex-direction: column; border-top: 4px solid var(--edge); box-shadow: 0 -6px 24px rgb(0 0 0 / .3); }
    .panel.warnings, .chip.warnings { --edge: var(--warn); }
    header { display: flex; gap: 12px; align-items: center; justify-content: space-between; padding: 8px 16px;
      border-bottom: 1px solid var(--line); }
    h2 { margin: 0; font-size: 16px; line-height: 1.35; }
    h2 small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
    button { flex: none; min-height: 44px; min-width: 44px; padding: 0 14px; font: inherit; color: inherit; cursor: pointer;
      background: var(--tint); border: 1px solid var(--line); border-radius: 6px; }
    button:focus-visible, ol:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
    ol { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; margin: 0; padding: 0 16px; list-style: none; }
    li { padding: 10px 0 12px; border-top: 1px solid var(--line); }
    li:first-child { border-top: 0; }
    p { margin: 0; max-width: 100ch; overflow-wrap: anywhere; white-space: pre-wrap; }
    .place { font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; color: var(--soft); }
    .place b, .caret { color: var(--edge); }
    .warning, .note { --edge: var(--warn); }
    .message { font-weight: 600; }
    pre { position: relative; margin: 6px 0; padding: 8px 10px; overflow-x: auto; font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace;
      background: var(--tint); border-radius: 4px; tab-size: 1; }
    .chip { position: fixed; z-index: 2147483000; inset: auto 12px 12px auto; border: 2px solid var(--edge);
      border-radius: 22px; box-shadow: 0 2px 10px rgb(0 0 0 / .3); }
    .lost { padding: 10px 16px; inset: auto auto 12px 12px; border-color: var(--warn); }
    [hidden] { display: none !important; }
    @media print {
      .panel { position: static; max-height: none; box-shadow: none; border: 2px solid; }
      ol { overflow: visible; } li { break-inside: avoid; } pre { white-space: pre-wrap; }
      button, .chip { display: none; }
    }`
  const LIGHT = `--ink: #1b2430; --soft: #4d5b6b; --paper: #fff; --tint: #f1f3f6; --line: #cfd6de; --edge: #b3261e;
    --warn: #8a5a00; --focus: #1f4e8c;`
  const DARK = `--ink: #e4e9f0; --soft: #aab6c5; --paper: #191f27; --tint: #252d37; --line: #414d5a; --edge: #ff9d94;
    --warn: #e9bd6a; --focus: #8db8f0;`
  const SCHEMES = `briefbook-preview { ${LIGHT} } [data-md-color-scheme=slate] briefbook-preview { ${DARK} }
    @media screen and (prefers-color-scheme: dark) {
      body:not([data-md-color-scheme]) briefbook-preview { ${DARK} }
    }
    @media print { body briefbook-preview, [data-md-color-scheme] briefbook-preview { ${LIGHT} } }`

  const remembered = name => {
    try { return JSON.parse(sessionStorage.getItem(`${KEPT}-${name}`)) } catch { return null }
  }
  const remember = (name, value) => {
    try { sessionStorage.setItem(`${KEPT}-${name}`, JSON.stringify(value)) } catch { /* storage is switched off */ }
  }

  // --- where one was on the page, kept over a reload
  const unfolded = () => [...document.querySelectorAll("details")]
  const reload = () => {
    remember("place", { page: location.pathname, x: scrollX, y: scrollY, open: unfolded().map(d => d.open) })
    location.reload()
  }
  const place = remembered("place")
  remember("place", null)
  if (place && place.page === location.pathname) {
    const details = unfolded()
    if (details.length === place.open.length) details.forEach((d, n) => { d.open = place.open[n] })
    const back = () => scrollTo({ left: place.x, top: place.y, behavior: "instant" })
    back()
    addEventListener("load", () => requestAnimationFrame(back), { once: true })
  }

  // --- the panel
  const made = (name, className, text) => {
    const element = document.createElement(name)
    if (className) element.className = className
    if (text !== undefined) element.textContent = text
    return element
  }
  const host = made("briefbook-preview")
  const room = host.attachShadow({ mode: "open" })
  const panel = made("section", "panel")
  const header = made("header")
  const title = made("h2")
  const hide = made("button", "", "Hide")
  const list = made("ol")
  const chip = made("button", "chip")
  const lost = made("div", "chip lost", 
    "The preview has stopped. This page is the last one; it goes on when `briefbook serve` runs again.")
  hide.type = chip.type = "button"
  panel.tabIndex = -1
  list.tabIndex = 0
  list.setAttribute("aria-label", "Problems")
  lost.setAttribute("role", "status")
  header.append(title, hide)
  panel.append(header, list)
  panel.hidden = chip.hidden = lost.hidden = true
  room.append(made("style", "", STYLE), panel, chip, lost)
  document.head.append(made("style", "", SCHEMES))
  document.body.prepend(host)

  const item = problem => {
    const entry = made("li", problem.severity)
    const where = made("p", "place", `${problem.place}  `)
    where.append(made("b", "", problem.severity === "error" ? problem.code : `${problem.code} ${problem.severity}`))
    entry.append(where, made("p", "message", problem.message))
    if (problem.excerpt) {
      const excerpt = made("pre", "", problem.excerpt.slice(0, -1))
      excerpt.append(made("b", "caret", problem.excerpt.slice(-1))) // its last character
      entry.append(excerpt)
    }
    if (problem.hint) entry.append(made("p", "hint", problem.hint))
    return entry
  }
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`
  let told = ""
  const arrange = open => {
    panel.hidden = !open
    chip.hidden = open
    remember("open", { told, open })
    for (const caret of list.querySelectorAll(".caret")) { // a long line on a phone: its place comes into sight
      const excerpt = caret.parentElement
      excerpt.scrollLeft = caret.offsetLeft - excerpt.clientWidth / 2
    }
  }
  const show = news => {
    lost.hidden = true
    if (news.site !== own) { reload(); return }
    const text = JSON.stringify([news.problems, news.warnings])
    if (text === told) return // said again after a pause: nothing to announce
    told = text
    const wrong = news.problems.length > 0
    if (!wrong && !news.warnings.length) { panel.hidden = chip.hidden = true; return }
    panel.className = wrong ? "panel" : "panel warnings"
    chip.className = wrong ? "chip" : "chip warnings"
    if (wrong) panel.setAttribute("role", "alert")
    else panel.setAttribute("role", "region")
    panel.setAttribute("aria-label", "Preview")
    title.replaceChildren(
      [news.problems.length && counted(news.problems.length, "problem"),
        news.warnings.length && counted(news.warnings.length, "warning")].filter(Boolean).join(", "),
      made("small", "", !wrong ? "The site is built all the same."
        : news.good ? "This page is the last good one. It comes up to date when this is mended and saved."
          : "The site appears when this is mended and saved."))
    chip.textContent = counted((wrong ? news.problems : news.warnings).length, wrong ? "problem" : "warning")
    list.replaceChildren(...[...news.problems, ...news.warnings].map(item))
    list.scrollTop = 0
    const before = remembered("open")
    arrange(before && before.told === told ? before.open : wrong)
  }
  hide.addEventListener("click", () => { arrange(false); chip.focus() })
  chip.addEventListener("click", () => { arrange(true); list.focus() })
  panel.addEventListener("keydown", event => {
    if (event.key === "Escape") { event.stopPropagation(); arrange(false); chip.focus() }
  })

  // --- the news. A tab that is not seen gives its connection back, for a browser has six for one address, and is told
  // what it missed when it is seen again.
  let stream = null
  let timer = 0
  const end = () => {
    clearTimeout(timer)
    if (stream) stream.close()
    stream = null
  }
  const begin = () => {
    end()
    if (document.visibilityState === "hidden") return
    stream = new EventSource("/_briefbook/events")
    stream.onmessage = event => show(JSON.parse(event.data))
    stream.onerror = () => {
      end()
      lost.hidden = false
      timer = setTimeout(begin, 1000)
    }
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" ? end() : begin())
  addEventListener("pagehide", end)
  addEventListener("pageshow", event => { if (event.persisted) begin() })
  begin()
})()
