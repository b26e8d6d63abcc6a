// The sheet's menu, the filter of a column, and the warning before a column of the engine.

import { el } from "./dom.js";
import { skuOf } from "./origin.js";
import { t } from "./words.js";

export class Menus {
  constructor(grid, sheet, copies, origin) {
    this.grid = grid;
    this.sheet = sheet;
    this.copies = copies;
    this.origin = origin;
    this.trusted = 0;
  }

  atCursor() {
    const box = this.grid.node(this.grid.cursor.row, this.grid.cursor.column)?.getBoundingClientRect();
    this.context(box?.left ?? 100, box?.bottom ?? 100);
  }

  context(x, y) {
    const { grid, sheet, copies } = this;
    const column = grid.cursor.column;
    const many = grid.range.bottom - grid.range.top + 1;
    const items = [
      ...(skuOf(grid.model, grid.cursor.row, column) ? [[t("explain.number"), () => this.origin()], null] : []),
      ...["cut", "copy", "paste"].map((deed) => [t(`menu.${deed}`), () => { grid.scroller.focus({ preventScroll: true }); copies.through(deed); }, t(`keys.${deed}`)]),
      null,
      [t("menu.filldown"), () => copies.fillDown(), t("keys.filldown")],
      [t("menu.fillright"), () => copies.fillRight(), t("keys.fillright")],
      null,
      [t("menu.above", { n: many }), () => sheet.insert(false)],
      [t("menu.below", { n: many }), () => sheet.insert(true)],
      [t("menu.delete", { n: many }), () => sheet.remove()],
      null,
      [t("menu.up"), () => sheet.sort(column, false)],
      [t("menu.down"), () => sheet.sort(column, true)],
      [t("menu.filter"), () => this.filter(column, x, y)],
      ...(grid.model.tab.filter ? [[t("menu.unfilter"), () => sheet.unfilter()]] : []),
    ];
    const nodes = items.map((item) => (item === null ? el("div", { class: "line", role: "separator" })
      : el("button", { class: "item", role: "menuitem", onclick: () => { this.close(true); item[1](); } }, el("span", { text: item[0] }), item[2] ? el("kbd", { "aria-hidden": "true", text: item[2] }) : null)));
    this.show(el("div", { class: "menu", role: "menu", "aria-label": t("menu.label") }, ...nodes), x, y);
  }

  show(box, x, y) {
    this.close();
    this.box = box;
    document.body.append(box);
    box.style.left = `${Math.max(4, Math.min(x, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(4, Math.min(y, innerHeight - box.offsetHeight - 8))}px`;
    const stops = () => [...box.querySelectorAll("button, input")];
    stops()[0]?.focus();
    box.addEventListener("keydown", (event) => {
      const all = stops();
      const at = all.indexOf(document.activeElement);
      event.stopPropagation();
      if (event.key === "Escape") this.close(true);
      else if (event.key === "ArrowDown") all[(at + 1) % all.length].focus();
      else if (event.key === "ArrowUp") all[(at + all.length - 1) % all.length].focus();
      else return;
      event.preventDefault();
    });
    this.away = (event) => !box.contains(event.target) && this.close();
    setTimeout(() => addEventListener("pointerdown", this.away), 0);
  }

  close(back = false) {
    this.box?.remove();
    this.box = null;
    removeEventListener("pointerdown", this.away);
    if (back) this.grid.scroller.focus({ preventScroll: true });
  }

  // Which texts of a column show. Rows hidden by this very filter are among the choices, those hidden by others not.
  filter(column, x, y) {
    const { model } = this.grid;
    const hidden = new Set(model.tab.filter?.criteria?.[column]?.hiddenValues ?? []);
    const texts = new Set(hidden);
    for (let place = model.frozen; place < model.shown.length; place += 1) {
      const row = model.row(place);
      if (row.cells.some((cell) => cell[0] !== "")) texts.add(model.text(place, column));
    }
    const sorted = [...texts].sort((one, other) => one.localeCompare(other, undefined, { numeric: true })).slice(0, 500);
    const boxes = sorted.map((text) => {
      const tick = el("input", { type: "checkbox" });
      tick.checked = !hidden.has(text);
      return { text, tick, row: el("label", { class: "option" }, tick, el("span", { text: text === "" ? t("filter.blank") : text })) };
    });
    const all = el("button", { class: "small", text: t("filter.all"), onclick: () => boxes.forEach((one) => { one.tick.checked = true; }) });
    const none = el("button", { class: "small", text: t("filter.none"), onclick: () => boxes.forEach((one) => { one.tick.checked = false; }) });
    const done = el("button", { class: "primary", text: t("filter.apply"), onclick: () => {
      this.close(true);
      this.sheet.filter(column, boxes.filter((one) => !one.tick.checked).map((one) => one.text));
    } });
    const title = el("h3", { text: t("filter.title", { column: model.heads([column])[column] }) });
    this.show(el("div", { class: "menu filter", role: "dialog", "aria-label": title.textContent }, title,
      el("div", { class: "pair" }, all, none), el("div", { class: "options" }, ...boxes.map((one) => one.row)), done), x, y);
  }

  // Whether a person goes on in an engine's column; asked again after five minutes, as in a real sheet.
  warned() {
    if (Date.now() < this.trusted) return Promise.resolve(true);
    return new Promise((resolve) => {
      const quiet = el("input", { type: "checkbox" });
      const box = el("dialog", { class: "dialog", "aria-labelledby": "warntitle" });
      const end = (yes) => {
        if (yes && quiet.checked) this.trusted = Date.now() + 300000;
        box.close();
        box.remove();
        this.grid.scroller.focus({ preventScroll: true });
        resolve(yes);
      };
      box.append(el("h2", { id: "warntitle", text: t("warn.title") }), el("p", { text: t("warn.text") }),
        el("label", { class: "option" }, quiet, el("span", { text: t("warn.quiet") })),
        el("div", { class: "buttons" }, el("button", { autofocus: true, text: t("warn.no"), onclick: () => end(false) }), el("button", { class: "primary", text: t("warn.yes"), onclick: () => end(true) })));
      box.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
      document.body.append(box);
      box.showModal();
    });
  }
}
