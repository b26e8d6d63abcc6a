// Which rows of the tab are in the document, what each cell looks like, and which cells are selected.

import { el, setText } from "./dom.js";
import { letters } from "./model.js";
import { t } from "./words.js";

export const ROW = 26;
export const HEAD = 46;
export const LETTERS = 24;
const SPARE = 8;

export class Grid {
  constructor(box, hooks) {
    this.hooks = hooks;
    this.model = null;
    this.places = new Map();
    this.spare = [];
    this.cursor = { row: 0, column: 0 };
    this.corner = { row: 0, column: 0 };
    this.copied = null;
    this.left = 0;
    // The column in which a row of entries began, while Tab goes from one to the next.
    this.begun = null;
    this.marked = () => {};
    this.letters = el("div", { class: "row letters", role: "row" });
    this.head = el("div", { class: "gridhead", role: "rowgroup" }, this.letters);
    this.body = el("div", { class: "gridbody", role: "rowgroup" });
    this.scroller = el("div", { class: "scroller", role: "grid", tabindex: 0, "aria-multiselectable": "true" }, this.head, this.body);
    box.append(this.scroller);
    this.frame = 0;
    this.scroller.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(this.scroller);
  }

  use(model) {
    this.model = model;
    this.cursor = { row: 0, column: 0 };
    this.corner = { row: 0, column: 0 };
    this.copied = null;
    this.scroller.scrollTo(0, 0);
    this.lay();
  }

  // Columns, sizes and everything that shows, anew.
  lay() {
    const { widths, hiddenColumns } = this.model.tab;
    const hidden = new Set(hiddenColumns);
    this.columns = widths.map((_, column) => column).filter((column) => !hidden.has(column));
    this.lefts = [];
    let left = HEAD;
    widths.forEach((width, column) => {
      this.lefts[column] = left;
      if (!hidden.has(column)) left += width;
    });
    const template = [HEAD, ...this.columns.map((column) => widths[column])].map((width) => `${width}px`).join(" ");
    this.scroller.style.setProperty("--columns", template);
    this.scroller.style.setProperty("--width", `${left}px`);
    this.body.style.height = `${(this.model.shown.length - this.model.frozen) * ROW}px`;
    this.scroller.setAttribute("aria-rowcount", this.model.shown.length + 1);
    this.scroller.setAttribute("aria-colcount", this.columns.length + 1);
    this.scroller.setAttribute("aria-label", t("grid.label", { tab: this.model.tab.title }));
    this.scroller.setAttribute("aria-description", t("grid.keys"));
    this.letters.replaceChildren(el("div", { class: "corner", role: "columnheader", "aria-label": t("grid.corner") }), ...this.columns.map((column) => this.letter(column)));
    for (const row of this.places.values()) row.remove();
    this.places.clear();
    this.spare = [];
    this.paint();
  }

  letter(column) {
    const grip = el("span", { class: "grip", data: { column }, "aria-hidden": "true" });
    const made = el("div", { class: "letter", role: "columnheader", data: { column }, text: letters(column) }, grip);
    made.classList.toggle("filtered", Boolean(this.model.tab.filter?.criteria?.[column]));
    return made;
  }

  later() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.model?.known) return;
    const frozen = this.model.frozen;
    const count = this.model.shown.length;
    // Asked before anything is changed: afterwards the browser would have to lay the page out to answer.
    const { scrollTop, scrollLeft, clientHeight } = this.scroller;
    this.left = scrollLeft;
    const first = Math.max(frozen, frozen + Math.floor(scrollTop / ROW) - SPARE);
    const last = Math.min(count, frozen + Math.ceil((scrollTop + clientHeight) / ROW) + SPARE);
    for (const [place, row] of this.places) {
      if ((place >= first && place < last) || (place < frozen && place < count)) continue;
      this.places.delete(place);
      if (row.parentElement === this.body) this.spare.push(row);
      else row.remove();
    }
    for (let place = 0; place < frozen; place += 1) this.row(place, this.head);
    for (let place = first; place < last; place += 1) this.row(place, this.body);
    for (const row of this.spare.splice(0)) row.remove();
    this.mark();
    this.hooks.painted?.();
  }

  row(place, parent) {
    let row = this.places.get(place);
    if (row === undefined) {
      row = (parent === this.body && this.spare.pop()) || this.blank(parent);
      this.places.set(place, row);
      if (parent === this.body) row.style.top = `${(place - this.model.frozen) * ROW}px`;
      row.setAttribute("aria-rowindex", place + 2);
      row.dataset.place = place;
      row.told = null;
      this.columns.forEach((column, index) => { row.cells[index].id = `cell-${place}-${column}`; });
      if (!row.isConnected) parent.append(row);
    }
    const told = this.model.row(place);
    if (row.told === told && !this.model.expected.size && !row.expected) return;
    row.told = told;
    row.expected = this.model.expected.size > 0;
    setText(row.number, String(this.model.at(place) + 1));
    this.columns.forEach((column, index) => this.cell(row.cells[index], this.model.cell(place, column), place, column));
  }

  blank(parent) {
    const number = el("div", { class: "number", role: "rowheader" });
    const cells = this.columns.map((column, index) => el("div", { class: "cell", role: "gridcell", "aria-colindex": index + 2, data: { column } }));
    const row = el("div", { class: parent === this.head ? "row frozen" : "row", role: "row" }, number, ...cells);
    for (const node of cells) Object.assign(node, { text: "", look: "" });
    row.number = number;
    row.cells = cells;
    return row;
  }

  cell(node, cell, place, column) {
    const [text, kind, more] = cell;
    const own = this.model.guarded(place, column);
    const look = more ? JSON.stringify([kind, own, more.s, more.r?.kind, more.n]) : `${kind}${own}`;
    const tick = more?.r?.kind === "tick";
    if (node.text !== text || node.look !== look) {
      node.text = text;
      node.textContent = tick ? "" : text;
      node.classList.toggle("on", tick && text === "TRUE");
      if (tick) node.setAttribute("aria-label", t(text === "TRUE" ? "ticked" : "unticked"));
      else node.removeAttribute("aria-label");
      node.classList.remove("flash");
    }
    if (node.look !== look) this.dress(node, look, kind, more, own);
  }

  dress(node, look, kind, more, own) {
    node.look = look;
    const style = more?.s ?? {};
    const align = style.a ?? (kind === "n" ? "right" : kind === "b" || kind === "e" ? "center" : "left");
    const tinted = style.bg !== undefined && style.bg !== "#ffffff";
    const tick = more?.r?.kind === "tick";
    const names = [tick && "tick", tick && node.classList.contains("on") && "on", more?.r?.kind === "choice" && "choice",
      more?.n && "noted", kind === "e" && "error", style.b && "bold", style.i && "italic", style.u && "under", style.x && "struck",
      align !== "left" && align, tinted && "tinted", own && "own"];
    node.className = ["cell", ...names.filter(Boolean)].join(" ");
    node.marked = "";
    if (tinted) node.style.setProperty("--tint", style.bg);
    if (more?.n) node.setAttribute("aria-description", more.n);
    else if (node.hasAttribute("aria-description")) node.removeAttribute("aria-description");
  }

  // The selection as {top, bottom, left, right}, all inside.
  get range() {
    const { cursor, corner } = this;
    return {
      top: Math.min(cursor.row, corner.row), bottom: Math.max(cursor.row, corner.row),
      left: Math.min(cursor.column, corner.column), right: Math.max(cursor.column, corner.column),
    };
  }

  // Only cells whose mark differs from what they wear are touched: this runs with every frame of scrolling.
  mark() {
    const { top, bottom, left, right } = this.range;
    const many = top !== bottom || left !== right;
    const cut = this.copied;
    for (const [place, row] of this.places) {
      const within = place >= top && place <= bottom;
      const dashed = Boolean(cut) && place >= cut.top && place <= cut.bottom;
      if (!within && !dashed && !row.wears) continue;
      row.wears = within || dashed;
      row.number.classList.toggle("within", within);
      this.columns.forEach((column, index) => {
        const inside = within && column >= left && column <= right;
        const here = place === this.cursor.row && column === this.cursor.column;
        const copied = dashed && column >= cut.left && column <= cut.right;
        this.wear(row.cells[index], inside, inside && many, here, copied);
      });
    }
    for (const node of this.letters.children) node.classList.toggle("within", node.dataset.column >= left && node.dataset.column <= right);
    const id = `cell-${this.cursor.row}-${this.cursor.column}`;
    if (document.getElementById(id)) this.scroller.setAttribute("aria-activedescendant", id);
    else this.scroller.removeAttribute("aria-activedescendant");
    this.marked();
  }

  wear(node, selected, inside, here, copied) {
    const marked = `${selected ? "s" : ""}${inside ? "i" : ""}${here ? "h" : ""}${copied ? "c" : ""}`;
    if ((node.marked ?? "") === marked) return;
    node.marked = marked;
    node.classList.toggle("inside", inside);
    node.classList.toggle("here", here);
    node.classList.toggle("copied", copied);
    if (selected) node.setAttribute("aria-selected", "true");
    else node.removeAttribute("aria-selected");
  }

  select(row, column, { extend = false, reveal = true } = {}) {
    const last = { row: this.model.shown.length - 1, column: this.model.columns - 1 };
    const to = { row: Math.max(0, Math.min(last.row, row)), column: Math.max(0, Math.min(last.column, column)) };
    this.corner = to;
    this.begun = null;
    if (!extend) this.cursor = { ...to };
    if (reveal) this.reveal(to.row, to.column);
    this.mark();
    this.hooks.selected?.();
  }

  // Tab goes to the side, and Enter down to where the row of entries began.
  tab(row, column, by) {
    const begun = this.begun ?? column;
    this.select(row, column + by);
    this.begun = begun;
  }

  enter(row, column, by) {
    this.select(row + by, this.begun ?? column);
  }

  selectRange(top, left, bottom, right) {
    this.begun = null;
    this.cursor = { row: top, column: left };
    this.corner = { row: bottom, column: right };
    this.mark();
    this.hooks.selected?.();
  }

  // Which rows the selection stands on, and the selection on those rows again after rows came or went.
  anchors() {
    return [this.model.row(this.cursor.row).uid, this.model.row(this.corner.row).uid];
  }

  follow([cursor, corner]) {
    const [row, end] = [cursor && this.model.placeOf(cursor), corner && this.model.placeOf(corner)];
    if (!row || !end || row < 0 || end < 0 || (row === this.cursor.row && end === this.corner.row)) return;
    this.cursor = { ...this.cursor, row };
    this.corner = { ...this.corner, row: end };
    this.mark();
  }

  reveal(row, column) {
    const box = this.scroller;
    const frozen = this.model.frozen;
    const height = box.clientHeight - this.head.offsetHeight;
    if (row >= frozen) {
      const top = (row - frozen) * ROW;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + ROW > box.scrollTop + height) box.scrollTop = top + ROW - height;
    }
    const left = this.lefts[column];
    const width = this.model.tab.widths[column];
    if (left - HEAD < box.scrollLeft) box.scrollLeft = left - HEAD;
    else if (left + width > box.scrollLeft + box.clientWidth) box.scrollLeft = Math.min(left - HEAD, left + width - box.clientWidth);
    this.paint();
  }

  node(row, column) {
    const index = this.columns.indexOf(column);
    return this.places.get(row)?.cells[index] ?? null;
  }

  // The cell under a pointer, or null.
  under(event) {
    const node = event.target.closest?.(".cell");
    const row = node?.closest(".row");
    return row ? { row: Number(row.dataset.place), column: Number(node.dataset.column) } : null;
  }

  // The cell nearest to a point of the screen, wherever that is.
  nearest(x, y) {
    const { model, scroller, columns } = this;
    const box = scroller.getBoundingClientRect();
    const head = this.head.offsetHeight;
    const left = Math.max(HEAD, Math.min(scroller.clientWidth - 1, x - box.left)) + scroller.scrollLeft;
    const top = Math.max(LETTERS, Math.min(scroller.clientHeight - 1, y - box.top));
    const column = columns.filter((one) => this.lefts[one] <= left).pop() ?? columns[0];
    const row = top < head ? Math.floor((top - LETTERS) / ROW) : model.frozen + Math.floor((top - head + scroller.scrollTop) / ROW);
    return { row: Math.min(model.shown.length - 1, row), column, side: left - this.lefts[column] };
  }

  flash(changed) {
    const places = new Map(this.model.order.map((uid, at) => [uid, at]));
    for (const [uid, column] of changed) {
      const place = this.model.shown.indexOf(places.get(uid));
      const node = this.node(place, column);
      if (!node) continue;
      node.classList.remove("flash");
      void node.offsetWidth;
      node.classList.add("flash");
    }
  }
}
