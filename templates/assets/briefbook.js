// What a reader can do with Briefbook's pages where scripts run. Every page is whole without it: the tables, the
// quotations and the text are in the HTML. No words stand here; each comes with the page, in the site's language.
// Nothing is fetched, nothing of a page is read as code or as HTML, and nothing but the switch of the marks is kept.
"use strict";

(() => {
  const language = document.documentElement.lang || undefined;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const filled = (pattern, fields) => pattern.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);

  // Text as a reader compares it: without case, accents, vowel signs and lengthening strokes, spaces alike.
  const folded = text => text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").toLocaleLowerCase(language)
    .replace(/\s+/gu, " ").trim();

  const whenIdle = window.requestIdleCallback ? task => requestIdleCallback(task, { timeout: 1000 }) : task => setTimeout(task);

  // --- what is told to those who hear the page -----------------------------------------------------------------------

  const news = document.createElement("div");
  news.className = "bb-unseen";
  news.setAttribute("role", "status");
  document.body.append(news);
  const tell = text => {
    news.textContent = "";
    setTimeout(() => { news.textContent = text; }, 50); // a change is heard, also when the words are the same
  };

  // --- copying -------------------------------------------------------------------------------------------------------

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // no permission, or a page without a secure address: the old way
      const field = document.createElement("textarea");
      const before = document.activeElement;
      field.value = text;
      field.className = "bb-unseen";
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      before?.focus({ preventScroll: true });
      return done;
    }
  }

  async function copy(button, text, words) {
    const done = await copied(text);
    const told = done ? words.copied : words.notCopied;
    if (told) tell(told);
    button.classList.toggle("bb-done", done);
    setTimeout(() => button.classList.remove("bb-done"), 2000);
  }

  for (const button of all("[data-bb-copy]")) {
    const from = document.getElementById(button.dataset.bbCopy);
    if (!from) continue;
    button.hidden = false;
    button.addEventListener("click", () => copy(button, from.textContent.trim(), button.dataset));
  }

  for (const button of all("[data-bb-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // --- tables: filter, sort, copy ------------------------------------------------------------------------------------

  let collator; // the first who sorts pays for it
  const compare = (a, b) => (collator ??= new Intl.Collator(language, { numeric: true, sensitivity: "base" })).compare(a, b);

  class Table {
    constructor(table, tools) {
      this.body = table.tBodies[0];
      this.heads = [...table.tHead.rows[0].cells];
      this.tools = tools;
      this.words = tools.querySelector("[data-bb-words]");
      this.state = tools.querySelector("[data-bb-state]");
      this.order = tools.querySelector("[data-bb-order]");
      this.shown = tools.querySelector("[role=status]");
      this.rows = [...this.body.rows].map((row, place) => ({ row, place }));
      // The states in the order in which the page lists them.
      this.rank = new Map(this.state ? [...this.state.options].map((option, n) => [option.value, n]) : []);
      this.begin();
    }

    begin() {
      this.tools.hidden = false;
      this.heads.forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "bb-sort";
        button.setAttribute("aria-label", filled(this.tools.dataset.sort, { column: head.textContent.trim() }));
        button.addEventListener("click", () => this.turn(column));
        head.append(button);
      });
      this.words.addEventListener("input", () => this.changed());
      this.words.addEventListener("keydown", event => {
        if (event.key === "Escape" && this.words.value) {
          event.preventDefault();
          event.stopPropagation();
          this.words.value = "";
          this.changed();
        }
      });
      this.state?.addEventListener("change", () => this.changed());
      this.order.addEventListener("change", () => this.sortBy(this.order.value, false));
      this.tools.querySelector("[data-bb-clear]").addEventListener("click", () => this.clear());
      const button = this.tools.querySelector("[data-bb-copy-table]");
      button.addEventListener("click", () => copy(button, this.text(), this.tools.dataset));
      // The head stays in sight: how much of the window it takes, so that it covers nothing one comes to.
      const head = this.body.parentElement.tHead;
      const frame = head.closest(".bb-scroll") ?? head.parentElement;
      new ResizeObserver(() => {
        if (head.offsetHeight) frame.style.setProperty("--bb-head", `${head.offsetHeight}px`);
      }).observe(head);
      this.recall();
    }

    // What the address says of this table (`?themes.words=arms&themes.order=1`): a table so sorted can be linked to, and
    // is so again for whoever comes back to it.
    recall() {
      const said = new URLSearchParams(location.search);
      const value = name => said.get(`${this.tools.dataset.bbFor}.${name}`) ?? "";
      this.words.value = value("words");
      if (this.state && this.rank.has(value("state"))) this.state.value = value("state");
      const [, order, down] = value("order").match(/^(\d+)(-?)$/) ?? [];
      if ([...this.order.options].some(option => option.value === order)) this.sort(order, Boolean(down));
      if (this.words.value || this.state?.value) this.show(); // of a table that is whole nothing is told
    }

    keep() {
      const address = new URL(location.href);
      const order = this.order.value && this.order.value + (this.down ? "-" : "");
      const values = { words: this.words.value.trim(), state: this.state?.value, order };
      for (const [name, value] of Object.entries(values)) {
        const key = `${this.tools.dataset.bbFor}.${name}`;
        if (value) address.searchParams.set(key, value);
        else address.searchParams.delete(key);
      }
      if (address.href !== location.href) {
        try { history.replaceState(history.state, "", address); } catch { /* too often in a moment: it is kept next time */ }
      }
    }

    changed() {
      this.show();
      this.keep();
    }

    // All words must stand in a row, in any of its cells; a state must be that of one of them.
    show() {
      const words = folded(this.words.value).split(" ").filter(Boolean);
      const state = this.state?.value;
      let shown = 0;
      for (const one of this.rows) {
        const { row } = one;
        if (words.length) one.text ??= folded(row.textContent);
        row.hidden = !words.every(word => one.text.includes(word))
          || (state ? ![...row.cells].some(cell => cell.dataset.state === state) : false);
        shown += !row.hidden;
      }
      this.shown.textContent = filled(this.tools.dataset.shown, {
        shown: shown.toLocaleString(language), all: this.rows.length.toLocaleString(language),
      });
    }

    clear() {
      this.words.value = "";
      if (this.state) this.state.value = "";
      this.sort("", false);
      this.changed();
    }

    // A heading's button: upward, downward, as given.
    turn(column) {
      const value = String(column);
      const next = this.order.value !== value ? value : this.down ? "" : value;
      this.sortBy(next, next !== "" && this.order.value === value);
    }

    sortBy(value, down) {
      this.sort(value, down);
      this.keep();
    }

    sort(value, down) {
      this.order.value = value;
      this.down = down;
      const column = value === "" ? -1 : Number(value);
      const key = ({ row }) => {
        const cell = across(row)[column];
        return cell ? this.rank.get(cell.dataset.state) ?? folded(cell.textContent) : "";
      };
      const sorted = this.rows.map(one => [column < 0 ? one.place : key(one), one]);
      sorted.sort(([a, one], [b, other]) =>
        (typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b)))
          * (down ? -1 : 1) || one.place - other.place);
      const focused = document.activeElement;
      this.body.append(...sorted.map(([, one]) => one.row));
      if (this.body.contains(focused)) focused.focus({ preventScroll: true });
      this.heads.forEach((head, place) => {
        if (place === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    }

    // The rows that are shown, as lines of cells with tabs between them: what a sheet or a mail takes.
    text() {
      const line = cells => cells.map(cell => cell ? told(cell) : "").join("\t");
      const rows = [...this.body.rows].filter(row => !row.hidden);
      return [line(this.heads), ...rows.map(row => line(across(row)))].join("\n");
    }
  }

  // The cells of a row by their columns: one that is several wide stands in the first of them, and as nothing in the rest.
  function across(row) {
    return [...row.cells].flatMap(cell => [cell, ...Array(cell.colSpan - 1)]);
  }

  // What a cell says, in one line: also what is folded away, without what is only there to be pressed.
  function told(cell) {
    const copy = cell.cloneNode(true);
    for (const part of all("button, summary, .headerlink, .bb-here", copy)) part.remove();
    for (const quote of all("q", copy)) {
      quote.prepend("“");
      quote.append("”");
    }
    for (const block of all("p, li, dd, details, div, .bb-desk, .bb-state, .bb-kind, .bb-cite", copy)) block.after(" ");
    const text = copy.textContent.replace(/\s+/gu, " ").trim();
    return /^[=+@-](?![\d.,\s%]*$)/.test(text) ? `'${text}` : text; // no sheet shall take a source's words for a formula
  }

  // Each in a task of its own, so that a page with many answers at once; their tools have their room from the start.
  const tables = new Map();
  for (const tools of all(".bb-tools[data-bb-for]")) {
    const name = tools.dataset.bbFor;
    const table = all("table[data-bb-table]").find(one => one.dataset.bbTable === name || one.id === name);
    if (!table?.tHead || !table.tBodies.length) continue;
    const begin = () => { if (!tables.has(table)) tables.set(table, new Table(table, tools)); };
    if (location.search) begin(); // it may say which rows are shown: before one comes to a row
    else whenIdle(begin);
  }

  // --- light and dark ------------------------------------------------------------------------------------------------

  // Kept as Material keeps it. Scripts in the page have taken a scheme before anything was painted: the body names it.
  const schemes = all("[data-bb-palette] input");
  let scheme;
  const offer = index => { // the switch to the next one, under the name of what it does
    scheme = schemes[index] ? index : 0;
    schemes.forEach((option, place) => {
      const label = option.nextElementSibling;
      if (label?.localName === "label") label.hidden = place !== scheme;
    });
  };
  offer(schemes.findIndex(option => option.dataset.mdColorMedia === document.body.dataset.mdColorMedia));
  for (const [index, option] of schemes.entries()) {
    option.addEventListener("change", () => {
      const names = ["media", "scheme", "primary", "accent"];
      const color = Object.fromEntries(names.map(name => [name, option.getAttribute(`data-md-color-${name}`)]));
      document.body.setAttribute("data-md-color-switching", ""); // no colour fades into its other
      for (const name of names) document.body.setAttribute(`data-md-color-${name}`, color[name]);
      setTimeout(() => document.body.removeAttribute("data-md-color-switching"));
      offer(index);
      __md_set("__palette", { index, color });
    });
    option.addEventListener("keydown", event => {
      if (event.key !== "Enter") return;
      const next = schemes[(scheme + 1) % schemes.length];
      next.click();
      next.focus();
    });
  }

  // --- the marks beside an article's text ----------------------------------------------------------------------------

  for (const button of all("button[data-bb-marks]")) {
    const page = button.closest(".md-content") || document.body;
    const name = "briefbook.marks";
    const set = off => {
      page.classList.toggle("bb-marks-off", off);
      button.setAttribute("aria-pressed", String(!off));
    };
    let off = false;
    try { off = localStorage.getItem(name) === "off"; } catch { /* storage is forbidden: the marks are shown */ }
    button.hidden = false;
    set(off);
    button.addEventListener("click", () => {
      off = !page.classList.contains("bb-marks-off");
      set(off);
      try { localStorage.setItem(name, off ? "off" : "on"); } catch { /* it holds for this page only */ }
    });
  }

  // --- where one came to ---------------------------------------------------------------------------------------------

  function reveal(target) {
    for (let at = target; at; at = at.parentElement) {
      if (at.localName === "details") at.open = true;
    }
    const row = target.closest("tr[hidden]");
    if (row) tables.get(row.closest("table"))?.clear();
  }

  // What the address names is opened, brought into sight and given the focus, so that reading and tabbing go on there.
  function arrive() {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target || !target.closest("article, main, body > *")) return;
    reveal(target);
    stay(target);
    mark(target);
    if (!target.matches("li, tr, td, th, section, article, span, p, div, details")) return; // headings: as browsers do
    if (!target.hasAttribute("tabindex") && !target.matches("a[href], button, input, select, summary")) {
      target.tabIndex = -1;
    }
    target.focus({ preventScroll: true });
  }

  // A citation of several lines leads to the first of them, and its address names the last.
  function mark(first) {
    for (const line of all(".bb-ledger > .bb-cited")) line.classList.remove("bb-cited");
    const last = document.getElementById(`L${new URLSearchParams(location.search).get("to")}`);
    const follows = last && first.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!follows || !first.matches(".bb-ledger > li") || last.parentElement !== first.parentElement) return;
    for (let line = first; line !== last;) {
      line = line.nextElementSibling;
      line.classList.add("bb-cited");
    }
  }

  // What is near is laid out as one comes to it, and takes other room than was kept for it: a few frames, and it stays.
  function stay(target, frames = 4) {
    target.scrollIntoView({ block: "start", behavior: "instant" });
    if (frames) requestAnimationFrame(() => stay(target, frames - 1));
  }

  // Who follows a quotation to its source and comes back stands at the same link again, also where it was folded away.
  // (A page that comes back whole from the browser's memory has its place and its focus still.)
  const links = () => all(".md-content a[href]");
  addEventListener("click", event => {
    const link = event.target.closest?.(".md-content a[href]");
    if (!link) return;
    const state = typeof history.state === "object" ? history.state : {};
    history.replaceState({ ...state, briefbook: [links().indexOf(link), link.getAttribute("href")] }, "");
  });
  function back() {
    const [place, href] = history.state?.briefbook ?? [];
    const link = links()[place];
    if (link?.getAttribute("href") !== href) return false;
    reveal(link);
    link.focus({ preventScroll: true });
    const box = link.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) link.scrollIntoView({ block: "center" });
    return true;
  }
  const returns = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  addEventListener("pageshow", event => { if (!event.persisted && !(returns() && back())) arrive(); });
  addEventListener("hashchange", arrive);

  // --- paper: what is folded away is printed, and all rows -----------------------------------------------------------

  let closed = [];
  let filtered = [];
  addEventListener("beforeprint", () => {
    closed = all(".md-content details:not([open]), body > div details:not([open])");
    closed.forEach(part => { part.open = true; });
    filtered = all("tr[hidden]");
    filtered.forEach(row => { row.hidden = false; });
  });
  addEventListener("afterprint", () => {
    closed.forEach(part => { part.open = false; });
    filtered.forEach(row => { row.hidden = true; });
  });

  // --- the theme's menus, for a keyboard -----------------------------------------------------------------------------

  // Material opens its menu and its search with labels, which no keyboard reaches. On a phone, or at 400 % zoom on a
  // desk, they are the only way there. Their names are those of what they open.
  const opened = {
    __drawer: document.querySelector(".md-nav--primary"),
    __search: document.querySelector(".md-search__input"),
  };
  for (const [id, part] of Object.entries(opened)) {
    const toggle = document.getElementById(id);
    const label = document.querySelector(`label.md-header__button[for=${id}]`);
    if (!toggle || !label || !part) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.setAttribute("for", id); // the theme's style sheet knows it by that
    button.setAttribute("aria-label", part.getAttribute("aria-label"));
    button.append(...label.childNodes);
    label.replaceWith(button);
    const state = () => button.setAttribute("aria-expanded", String(toggle.checked));
    state();
    toggle.addEventListener("change", state);
    button.addEventListener("click", () => {
      toggle.click();
      if (toggle.checked) (part.matches("input") ? part : part.querySelector("a[href]")).focus();
    });
    const frame = part.closest(".md-sidebar, .md-search");
    frame.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !button.checkVisibility()) return;
      if (toggle.checked) toggle.click();
      button.focus();
    });
    // Who tabs on from its last link goes on in the page, not behind the menu.
    frame.addEventListener("focusout", event => {
      if (toggle.checked && id === "__drawer" && event.relatedTarget && !frame.contains(event.relatedTarget)) toggle.click();
    });
  }
})();
