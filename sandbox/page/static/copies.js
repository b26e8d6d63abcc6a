// What is copied, cut, pasted and filled on. Cells of this sheet are copied by the server, as Google copies them: with
// formulas that follow, formats and choices. Anything else is typed.

import { t } from "./words.js";
import { toast } from "./dom.js";

export class Copies {
  constructor(grid, sheet) {
    this.grid = grid;
    this.sheet = sheet;
    this.buffer = null;
  }

  get model() {
    return this.grid.model;
  }

  // The tab is left: what was cut there can only be copied from here.
  leave() {
    if (this.buffer) this.buffer.cut = false;
  }

  // The text of the selection for the clipboard; the cells themselves are remembered.
  take(cut) {
    const lines = new Map();
    for (const [row, column] of this.sheet.cells()) lines.set(row, [...(lines.get(row) ?? []), column]);
    const places = [...lines.keys()];
    const columns = lines.get(places[0]);
    const shown = places.map((row) => columns.map((column) => quoted(this.model.text(row, column))).join("\t")).join("\n");
    this.buffer = { shown, cut, left: columns[0], from: this.source(places, columns) };
    this.grid.copied = this.grid.range;
    this.grid.mark();
    return shown;
  }

  source(places, columns) {
    const { model } = this;
    const entered = places.map((row) => columns.map((column) => model.entered(row, column)));
    return { sheetId: model.tab.id, rows: places.map((row) => model.seen(row)), columns, entered };
  }

  // From a clipboard: cells of this sheet where the text is theirs, else fields as another program wrote them.
  give(told) {
    const text = told.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (text === "") return undefined;
    const own = this.buffer?.shown === text ? this.buffer : null;
    const block = own ? own.from.entered : fields(text);
    const moved = own?.cut && own.from.sheetId === this.model.tab.id ? own : null;
    const { top, left, bottom, right } = this.grid.range;
    const high = moved ? block.length : repeated(block.length, bottom - top + 1);
    const wide = moved ? block[0].length : repeated(block[0].length, right - left + 1);
    this.grid.copied = null;
    this.grid.selectRange(top, left, top + high - 1, left + wide - 1);
    if (own && !moved) return this.copied(own.from, { top, left, high, wide });
    const cells = [];
    for (let row = 0; row < high; row += 1) {
      const line = block[row % block.length];
      for (let column = 0; column < Math.max(wide, line.length); column += 1) cells.push([top + row, left + column, line[column % line.length]]);
    }
    if (moved) this.buffer = null;
    return this.sheet.type(moved ? [...emptied(moved, this.model, cells), ...cells] : cells);
  }

  // A formula's value is known when the server has shifted it; any other content shows at once.
  copied(from, { top, left, high, wide }) {
    const places = [];
    for (let row = 0; row < high; row += 1) {
      for (let column = 0; column < wide; column += 1) {
        const text = from.entered[row % from.entered.length][column % from.columns.length];
        places.push([top + row, left + column, text.startsWith("=") ? null : text]);
      }
    }
    const rows = Array.from({ length: high }, (_, at) => this.model.seen(top + at));
    return this.sheet.put({ do: "copy", from, rows, column: left, width: wide }, places);
  }

  // The first row of the selection in all its rows; a row alone takes from the one above. Likewise to the right.
  fillDown() {
    const { top, bottom, left, right } = this.inside();
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return undefined;
    return this.copied(this.source([from], between(left, right)), { top: from + 1, left, high: bottom - from, wide: right - left + 1 });
  }

  fillRight() {
    const { top, bottom, left, right } = this.inside();
    const from = left === right ? left - 1 : left;
    if (from < 0) return undefined;
    return this.copied(this.source(between(top, bottom), [from]), { top, left: from + 1, high: bottom - top + 1, wide: right - from });
  }

  // The selection, within what the tab uses where whole rows or columns are selected.
  inside() {
    const cells = this.sheet.cells();
    const [[top, left], [bottom, right]] = [cells[0], cells[cells.length - 1]];
    return { top, bottom, left, right };
  }

  // The selection continued up to `to`, which has grown out of it in one direction.
  fillTo(to) {
    const { top, bottom, left, right } = this.grid.range;
    const rows = between(top, bottom);
    const columns = between(left, right);
    const down = between(bottom + 1, to.bottom);
    const up = between(to.top, top - 1).reverse();
    const across = [...between(right + 1, to.right), ...between(to.left, left - 1).reverse()];
    const lines = [...down, ...up];
    if (!lines.length && !across.length) return undefined;
    const places = lines.length ? lines.flatMap((row) => columns.map((column) => [row, column, null])) : rows.flatMap((row) => across.map((column) => [row, column, null]));
    const over = lines.length ? lines.map((row) => this.model.seen(row)) : across;
    const deed = { do: "fill", rows: rows.map((row) => this.model.seen(row)), columns, over };
    this.grid.selectRange(to.top, to.left, to.bottom, to.right);
    return this.sheet.put(deed, places);
  }

  // From the menu, where the browser hands out no clipboard by itself.
  async through(deed) {
    try {
      if (deed === "paste") await this.give(await navigator.clipboard.readText());
      else await navigator.clipboard.writeText(this.take(deed === "cut"));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      toast(t("clipboard.keys"));
    }
  }
}

function between(first, last) {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

// A block fills a selection that is a multiple of it, and else stands once.
function repeated(size, selected) {
  return selected % size === 0 ? Math.max(size, selected) : size;
}

// What was cut leaves its place, but for cells that the paste covers.
function emptied(moved, model, cells) {
  const covered = new Set(cells.map(([row, column]) => `${row}:${column}`));
  const left = [];
  moved.from.rows.forEach((seen, index) => {
    const place = seen.u ? model.placeOf(seen.u) : model.shown.indexOf(seen.at);
    moved.from.entered[index].forEach((_, offset) => {
      const column = moved.left + offset;
      if (place >= 0 && !covered.has(`${place}:${column}`)) left.push([place, column, ""]);
    });
  });
  return left;
}

function quoted(text) {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// Tab-separated text as rows of fields; a quoted field may hold tabs and line breaks.
export function fields(text) {
  const rows = [[]];
  let at = 0;
  while (at <= text.length) {
    let value = "";
    if (text[at] === '"') {
      const end = closing(text, at + 1);
      value = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const rest = /[\t\n]/.exec(text.slice(at));
      const end = rest ? at + rest.index : text.length;
      value = text.slice(at, end);
      at = end;
    }
    rows[rows.length - 1].push(value);
    if (text[at] === "\n") rows.push([]);
    at += 1;
  }
  return rows;
}

function closing(text, from) {
  let at = from;
  while (at < text.length) {
    if (text[at] === '"') {
      if (text[at + 1] !== '"') return at;
      at += 1;
    }
    at += 1;
  }
  return text.length;
}
