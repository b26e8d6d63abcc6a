// What the mouse and fingers do on the sheet: select, open, drag rows and columns, widen columns.

import { el } from "./dom.js";
import { scrolling } from "./edges.js";
import { ROW } from "./grid.js";

export function pointer(grid, sheet, editor, menus, open) {
  let drag = null;
  const line = el("div", { class: "dropline" });
  const post = el("div", { class: "droppost" });

  function cellDown(event, at) {
    const rule = grid.model.cell(at.row, at.column)[2]?.r;
    const same = at.row === grid.cursor.row && at.column === grid.cursor.column;
    grid.select(at.row, at.column, { extend: event.shiftKey, reveal: false });
    if (rule?.kind === "tick" && event.offsetX !== undefined && !event.shiftKey) sheet.tick(at.row, at.column);
    else if (rule?.kind === "choice" && same) return open();
    // A finger that moves over cells scrolls them; a mouse selects.
    else if (event.pointerType === "mouse") {
      drag = { kind: "cells", edges: scrolling(grid, (to) => grid.select(to.row, to.column, { extend: true, reveal: false })) };
    }
    return undefined;
  }

  function down(event) {
    if (!grid.model?.known || event.target === editor.field) return;
    if (editor.open) editor.commit();
    grid.scroller.focus({ preventScroll: true });
    if (event.button !== 0) return;
    const grip = event.target.closest(".grip");
    const letter = event.target.closest(".letter");
    const number = event.target.closest(".number");
    const at = grid.under(event);
    if (grip) drag = widen(grip, event);
    else if (letter) columnDown(event, Number(letter.dataset.column));
    else if (number) rowDown(event, Number(number.parentElement.dataset.place));
    else if (event.target.closest(".corner")) grid.selectRange(0, 0, grid.model.shown.length - 1, grid.model.columns - 1);
    else if (at) cellDown(event, at);
    else return;
    if (event.pointerType === "mouse") event.preventDefault();
  }

  function columnDown(event, column) {
    const { top, bottom, left, right } = grid.range;
    const last = grid.model.shown.length - 1;
    if (top === 0 && bottom === last && column >= left && column <= right && !event.shiftKey && right - left < grid.model.columns - 1) {
      drag = { kind: "carry", before: null, edges: scrolling(grid, carried) };
      return;
    }
    grid.selectRange(0, event.shiftKey ? grid.cursor.column : column, last, column);
    const from = grid.cursor.column;
    drag = { kind: "columns", edges: scrolling(grid, (to) => grid.selectRange(0, from, last, to.column)) };
  }

  // Whole columns on their way; they are let down before or behind the column under the pointer.
  function carried({ column, side }) {
    const behind = side > grid.model.tab.widths[column] / 2;
    drag.before = column + (behind ? 1 : 0);
    post.style.left = `${grid.lefts[column] + (behind ? grid.model.tab.widths[column] : 0) - 1}px`;
    if (!post.isConnected) grid.body.append(post);
  }

  function rowDown(event, row) {
    const { top, bottom, left, right } = grid.range;
    const whole = left === 0 && right === grid.model.columns - 1;
    if (whole && row >= top && row <= bottom && row >= grid.model.frozen && !event.shiftKey) {
      drag = { kind: "move", before: null };
      return;
    }
    grid.selectRange(event.shiftKey ? grid.cursor.row : row, 0, row, grid.model.columns - 1);
    drag = { kind: "rows", from: grid.cursor.row };
  }

  function widen(grip, event) {
    const column = Number(grip.dataset.column);
    return { kind: "width", column, from: event.clientX, width: grid.model.tab.widths[column], now: 0 };
  }

  // As wide as the widest text of the column; of 5,000 rows the longest texts alone are measured.
  function fit(column) {
    const { model } = grid;
    const texts = model.shown.map((_, place) => model.text(place, column));
    const longest = [texts[0], ...[...texts].sort((one, other) => other.length - one.length).slice(0, 20)];
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
    sheet.resize(column, Math.max(...longest.map((text) => pen.measureText(text).width)) + 24);
  }

  function moved(event) {
    if (drag === null) return;
    if (drag.kind === "width") {
      drag.now = Math.max(30, drag.width + event.clientX - drag.from);
      grid.model.tab.widths[drag.column] = drag.now;
      grid.lay();
      return;
    }
    if (drag.edges) return drag.edges.move(event);
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".gridbox .row");
    const place = row?.dataset.place === undefined ? null : Number(row.dataset.place);
    if (place === null) return;
    if (drag.kind === "move") dropAt(event, row, place);
    else if (drag.kind === "rows") grid.selectRange(drag.from, 0, place, grid.model.columns - 1);
  }

  function dropAt(event, row, place) {
    const box = row.getBoundingClientRect();
    drag.before = Math.max(grid.model.frozen, place + (event.clientY > box.top + box.height / 2 ? 1 : 0));
    line.style.top = `${(drag.before - grid.model.frozen) * ROW - 1}px`;
    if (!line.isConnected) grid.body.append(line);
  }

  function up() {
    const done = drag;
    drag = null;
    line.remove();
    post.remove();
    done?.edges?.end();
    if (done?.kind === "width" && done.now) sheet.resize(done.column, done.now);
    if (done?.kind === "move" && done.before !== null) sheet.move(done.before);
    if (done?.kind === "carry" && done.before !== null) sheet.carry(done.before);
  }

  grid.scroller.addEventListener("pointerdown", down);
  addEventListener("pointermove", moved);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);
  grid.scroller.addEventListener("dblclick", (event) => {
    const grip = event.target.closest(".grip");
    if (grip) return fit(Number(grip.dataset.column));
    const at = grid.under(event);
    if (at && grid.model.cell(at.row, at.column)[2]?.r?.kind !== "tick") open();
    return undefined;
  });
  grid.scroller.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    const at = grid.under(event);
    const { top, bottom, left, right } = grid.range;
    const letter = event.target.closest(".letter");
    const column = Number(letter?.dataset.column);
    if (letter) { if (column < left || column > right) columnDown(event, column); }
    else if (at && (at.row < top || at.row > bottom || at.column < left || at.column > right)) grid.select(at.row, at.column, { reveal: false });
    drag = null;
    menus.context(event.clientX, event.clientY);
  });
}
