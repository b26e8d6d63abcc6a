// Finding a text on the tab: the browser's own search sees only the rows that are in the document.

import { el, setText } from "./dom.js";
import { number, t } from "./words.js";

export function find(grid) {
  const field = el("input", { type: "text", maxlength: 200, autocomplete: "off", spellcheck: "false" });
  const count = el("span", { class: "muted", role: "status" });
  const box = el("div", { class: "find", role: "search" }, field, count,
    el("button", { class: "small", data: { find: "before" }, text: "↑", onclick: () => go(-1) }), el("button", { class: "small", data: { find: "after" }, text: "↓", onclick: () => go(1) }),
    el("button", { class: "small quiet", data: { find: "close" }, text: "✕", onclick: close }));
  let found = [];

  // Every cell that shows the text, from left to right and from top to bottom.
  function look() {
    const { model } = grid;
    const wanted = field.value.toLocaleLowerCase();
    found = [];
    if (wanted && model?.known) {
      for (let place = 0; place < model.shown.length; place += 1) {
        for (let column = 0; column < model.row(place).cells.length; column += 1) {
          if (grid.columns.includes(column) && model.text(place, column).toLocaleLowerCase().includes(wanted)) found.push([place, column]);
        }
      }
    }
    return wanted;
  }

  // The next one from the selected cell on, round the tab; with 0 the selected cell itself counts.
  function go(by) {
    const wanted = look();
    const { row, column } = grid.cursor;
    const behind = ([place, at]) => place > row || (place === row && (by ? at > column : at >= column));
    const before = ([place, at]) => place < row || (place === row && at < column);
    const next = by < 0 ? found.findLast(before) ?? found[found.length - 1] : found.find(behind) ?? found[0];
    if (next) grid.select(...next);
    setText(count, wanted ? t("find.count", { n: number(next ? found.indexOf(next) + 1 : 0), of: number(found.length) }) : "");
  }

  function close() {
    box.remove();
    grid.scroller.focus({ preventScroll: true });
  }

  field.addEventListener("input", () => go(0));
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === field) go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  });

  return () => {
    field.setAttribute("aria-label", t("find.label"));
    for (const button of box.querySelectorAll("[data-find]")) button.setAttribute("aria-label", t(`find.${button.dataset.find}`));
    setText(count, "");
    if (!box.isConnected) grid.scroller.parentElement.append(box);
    field.focus();
    field.select();
  };
}
