// The field in which a cell is typed, and the list of choices of a cell that has some.

import { el } from "./dom.js";
import { HEAD, LETTERS, ROW } from "./grid.js";
import { t } from "./words.js";

export class Editor {
  constructor(grid, hooks) {
    this.grid = grid;
    this.hooks = hooks;
    this.at = null;
    this.field = el("input", { class: "editor", autocomplete: "off", spellcheck: "false", maxlength: 50000 });
    this.list = el("div", { class: "choices", role: "listbox" });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.hooks.typing?.(this.field.value));
    this.field.addEventListener("blur", () => this.commit());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get open() {
    return this.at !== null;
  }

  // `text` is what the editor begins with: the cell's own content, or the first letter typed over it.
  start(row, column, text, over = false) {
    const { model } = this.grid;
    this.grid.reveal(row, column);
    this.at = { seen: model.seen(row), row, column, over, before: model.entered(row, column) };
    this.field.setAttribute("aria-label", t("editor.label", { column: model.heads([column])[column] || "", row: model.at(row) + 1 }));
    this.field.value = text;
    this.place();
    this.field.focus({ preventScroll: true });
    if (over) this.field.setSelectionRange(text.length, text.length);
    this.hooks.typing?.(text);
  }

  // Beside its cell, wherever its row stands by now.
  place() {
    if (!this.open) return;
    const { model, head, body, lefts } = this.grid;
    if (this.at.seen.u) {
      const now = model.placeOf(this.at.seen.u);
      if (now >= 0) this.at.row = now;
    }
    const frozen = this.at.row < model.frozen;
    const parent = frozen ? head : body;
    if (this.field.parentElement !== parent) parent.append(this.field);
    this.field.style.left = `${lefts[this.at.column]}px`;
    this.field.style.top = `${frozen ? LETTERS + this.at.row * ROW : (this.at.row - model.frozen) * ROW}px`;
    this.field.style.minWidth = `${model.tab.widths[this.at.column]}px`;
    this.field.style.maxWidth = `${Math.max(model.tab.widths[this.at.column], this.grid.scroller.clientWidth - HEAD - 20)}px`;
    this.field.style.height = `${ROW}px`;
  }

  key(event) {
    event.stopPropagation();
    const moves = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] };
    if (this.at.over) Object.assign(moves, { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    if (event.key === "Escape") {
      event.preventDefault();
      this.cancel();
    } else if (moves[event.key] && !event.isComposing) {
      event.preventDefault();
      const [down, across] = moves[event.key];
      const { row, column } = this.at;
      this.commit();
      this.grid.scroller.focus({ preventScroll: true });
      if (event.key === "Tab") this.grid.tab(row, column, across);
      else if (event.key === "Enter") this.grid.enter(row, column, down);
      else this.grid.select(row + down, column + across);
    }
  }

  commit() {
    if (!this.open) return;
    const { at } = this;
    const text = this.field.value;
    this.close();
    if (text !== at.before) this.hooks.typed(at, text);
  }

  cancel() {
    this.close();
    this.grid.scroller.focus({ preventScroll: true });
  }

  close() {
    this.at = null;
    this.field.remove();
    this.hooks.closed?.();
  }

  // A list of choices under the cell; the arrow keys walk it, Enter takes one.
  choose(row, column, values) {
    const seen = this.grid.model.seen(row);
    const now = this.grid.model.text(row, column);
    const take = (value) => {
      this.list.remove();
      this.grid.scroller.focus({ preventScroll: true });
      if (value !== null && value !== now) this.hooks.typed({ seen, row, column, before: now }, value);
    };
    const items = [...values, ...(now === "" ? [] : [""])].map((value) =>
      el("div", { class: "item", role: "option", tabindex: -1, "aria-selected": value === now ? "true" : "false", text: value || t("choice.clear"), onclick: () => take(value) }));
    const values_ = [...values, ""];
    this.list.replaceChildren(...items);
    this.list.setAttribute("aria-label", t("choice.label"));
    const box = this.grid.node(row, column).getBoundingClientRect();
    this.list.style.left = `${Math.min(box.left, innerWidth - 300)}px`;
    this.list.style.top = `${Math.min(box.bottom, innerHeight - 40 - 34 * items.length)}px`;
    document.body.append(this.list);
    items[Math.max(0, values.indexOf(now))].focus();
    this.list.onkeydown = (event) => {
      const at = items.indexOf(document.activeElement);
      event.stopPropagation();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus();
      else if (event.key === "Enter" || event.key === " ") take(values_[at]);
      else if (event.key === "Escape" || event.key === "Tab") take(null);
      else return;
      event.preventDefault();
    };
    this.list.onfocusout = (event) => {
      if (!this.list.contains(event.relatedTarget)) this.list.remove();
    };
  }
}
