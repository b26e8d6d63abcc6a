// The note of a cell, shown beside it while the pointer rests there.

import { el } from "./dom.js";

export function notes(grid) {
  let box = null;
  function hide() {
    box?.remove();
    box = null;
  }
  grid.scroller.addEventListener("pointerover", (event) => {
    hide();
    const at = grid.under(event);
    const note = at && grid.model.cell(at.row, at.column)[2]?.n;
    if (!note) return;
    const cell = grid.node(at.row, at.column).getBoundingClientRect();
    box = el("div", { class: "note", role: "tooltip", text: note });
    document.body.append(box);
    box.style.left = `${Math.max(4, Math.min(cell.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.min(cell.bottom + 6, innerHeight - box.offsetHeight - 8)}px`;
  });
  for (const name of ["pointerleave", "scroll", "pointerdown"]) grid.scroller.addEventListener(name, hide, { passive: true });
}
