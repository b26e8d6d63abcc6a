// The sheet's buttons, for those who do not know the keys.

import { el } from "./dom.js";
import { t } from "./words.js";

export function toolbar(box, grid, sheet, menus, seek) {
  const column = () => grid.cursor.column;
  const buttons = [
    ["undo", "↶", () => sheet.undo()],
    ["redo", "↷", () => sheet.redo()],
    null,
    ["insert", "+", () => sheet.insert(true)],
    ["delete", "−", () => sheet.remove()],
    null,
    ["sortup", "A↓Z", () => sheet.sort(column(), false)],
    ["sortdown", "Z↓A", () => sheet.sort(column(), true)],
    ["filter", "▽", (event) => {
      const at = event.currentTarget.getBoundingClientRect();
      menus.filter(column(), at.left, at.bottom + 4);
    }],
    ["find", "⌕", seek],
  ];
  box.replaceChildren(...buttons.map((button) => (button === null ? el("span", { class: "gap" })
    : el("button", { class: "tool", title: t(`tool.${button[0]}`), "aria-label": t(`tool.${button[0]}`), onclick: button[2], data: { tool: button[0] } }, el("span", { "aria-hidden": "true", text: button[1] })))));
}
