// The small square at the corner of the selection: dragged on, it continues what is selected; clicked twice, it goes
// down as far as the column beside it.

import { el } from "./dom.js";
import { HEAD, LETTERS, ROW } from "./grid.js";
import { scrolling } from "./edges.js";

export function handle(grid, copies, editor) {
  const knob = el("div", { class: "knob", "aria-hidden": "true" });
  const frame = el("div", { class: "fillframe" });
  let drag = null;

  // Beside the last cell of the selection, and nowhere where that cell is not in sight.
  function place() {
    const { model } = grid;
    const { bottom, right } = grid.range;
    const left = grid.lefts[right] + model.tab.widths[right];
    const seen = !editor.open && bottom < model.shown.length && left > grid.left + HEAD;
    if (!seen) return knob.remove();
    const frozen = bottom < model.frozen;
    const parent = frozen ? grid.head : grid.body;
    if (knob.parentElement !== parent) parent.append(knob);
    knob.style.left = `${left - 5}px`;
    knob.style.top = `${(frozen ? LETTERS + (bottom + 1) * ROW : (bottom + 1 - model.frozen) * ROW) - 5}px`;
    return undefined;
  }

  // The selection grown towards the pointer, in the direction in which it is farther away.
  function grown(at) {
    const { top, bottom, left, right } = grid.range;
    const row = Math.max(at.row, Math.min(top, grid.model.frozen));
    const down = row > bottom ? row - bottom : Math.min(0, row - top);
    const across = at.column > right ? at.column - right : Math.min(0, at.column - left);
    if (down && Math.abs(down) >= Math.abs(across)) return { top: Math.min(top, row), bottom: Math.max(bottom, row), left, right };
    return { top, bottom, left: Math.min(left, at.column), right: Math.max(right, at.column) };
  }

  function draw({ top, bottom, left, right }) {
    const { model, lefts } = grid;
    const from = Math.max(top, model.frozen) - model.frozen;
    Object.assign(frame.style, {
      left: `${lefts[left]}px`, width: `${lefts[right] + model.tab.widths[right] - lefts[left]}px`,
      top: `${from * ROW}px`, height: `${(bottom + 1 - model.frozen - from) * ROW}px`,
    });
    if (!frame.isConnected) grid.body.append(frame);
  }

  function end(done) {
    if (!drag) return;
    const { to } = drag;
    drag.edges.end();
    drag = null;
    frame.remove();
    removeEventListener("keydown", leave, true);
    if (done && to) copies.fillTo(to);
  }

  function leave(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(false);
  }

  knob.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    grid.scroller.focus({ preventScroll: true });
    drag = { to: null };
    drag.edges = scrolling(grid, (at) => {
      drag.to = grown(at);
      draw(drag.to);
    });
    addEventListener("keydown", leave, true);
  });
  knob.addEventListener("dblclick", (event) => {
    event.stopPropagation();
    const { top, bottom, left, right } = grid.range;
    const beside = [left - 1, right + 1].find((column) => grid.model.text(bottom + 1, column) !== "");
    if (beside === undefined) return;
    let last = bottom;
    while (grid.model.text(last + 1, beside) !== "") last += 1;
    copies.fillTo({ top, bottom: last, left, right });
  });
  addEventListener("pointermove", (event) => drag?.edges.move(event));
  addEventListener("pointerup", () => end(true));
  addEventListener("pointercancel", () => end(false));
  grid.marked = place;
}
