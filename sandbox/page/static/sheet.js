// What a person can do to the tab: each deed is sent in its turn, and can be taken back.

import { post, Refused } from "./api.js";
import { toast } from "./dom.js";
import { t } from "./words.js";

const BLOCK = 100000;

export class Sheet {
  constructor(grid, hooks) {
    this.grid = grid;
    this.hooks = hooks;
    this.undos = [];
    this.redos = [];
    this.busy = Promise.resolve();
    this.buffer = null;
    this.waiting = 0;
  }

  get model() {
    return this.grid.model;
  }

  wait(by) {
    this.waiting += by;
    this.hooks.saving(this.waiting > 0);
  }

  // One deed after the other; a refused one says why and changes nothing. `deed` makes the body when its turn has
  // come, or nothing where there is nothing to do. The way back goes onto the stack of that name.
  send(deed, stack = "undos") {
    const { model } = this;
    const sheetId = model.tab.id;
    this.wait(1);
    const turn = this.busy.then(async () => {
      try {
        const body = typeof deed === "function" ? deed() : deed;
        if (body === null) return false;
        const told = await post("edit", { sheetId, ...body });
        if (told.undo !== null) this[stack].push(told.undo);
        if (body.do !== "undo") this.redos = [];
        if (told.skipped) toast(t("undo.skipped", { n: told.skipped }));
        return true;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        toast(error.status === 409 ? t("edit.stale", { why: error.message }) : error.message, "bad");
        return false;
      } finally {
        await this.hooks.refresh();
        this.wait(-1);
        if (!this.waiting) model.expected.clear();
        this.grid.later();
      }
    });
    this.busy = turn.catch(() => undefined);
    return turn;
  }

  undo() {
    return this.back("undos", "redos", "undo.nothing");
  }

  redo() {
    return this.back("redos", "undos", "redo.nothing");
  }

  back(from, to, nothing) {
    return this.send(() => {
      const id = this[from].pop();
      if (id !== undefined) return { do: "undo", id };
      toast(t(nothing));
      return null;
    }, to);
  }

  // `cells` are [place, column, text]; where one of them is an engine's column a person is warned first.
  async type(cells) {
    if (cells.length > BLOCK) return toast(t("edit.toomany", { n: BLOCK }), "bad");
    const places = [...new Set(cells.map(([place]) => place))];
    const index = new Map(places.map((place, at) => [place, at]));
    const rows = places.map((place) => this.model.seen(place));
    return this.put(rows, cells.map(([place, column, text]) => [index.get(place), column, text]), cells);
  }

  typed(at, text) {
    return this.put([at.seen], [[0, at.column, text]], [[at.row, at.column, text]]);
  }

  async put(rows, cells, places) {
    const { model } = this;
    if (places.some(([place, column]) => model.guarded(place, column)) && !(await this.hooks.warned())) return undefined;
    for (const [place, column, text] of places) if (place < model.shown.length) model.expect(place, column, text);
    this.grid.paint();
    const heads = rows.some((row) => row.at === 0) ? {} : model.heads([...new Set(cells.map(([, column]) => column))]);
    const waits = this.waiting > 0;
    const deed = { do: "type", rows, cells, heads };
    const done = await this.send(() => ({ ...deed, rows: waits ? rows.map((row) => model.still(row)) : rows }));
    if (done) this.hooks.did?.(deed);
    return done;
  }

  tick(row, column) {
    const on = this.model.text(row, column) === "TRUE";
    return this.type([[row, column, on ? "FALSE" : "TRUE"]]);
  }

  clear() {
    const cells = this.cells().filter(([row, column]) => this.model.entered(row, column) !== "");
    if (cells.length) return this.type(cells.map(([row, column]) => [row, column, this.model.cell(row, column)[2]?.r?.kind === "tick" ? "FALSE" : ""]));
    return undefined;
  }

  // Every cell of the selection, within what the tab uses where whole rows or columns are selected.
  cells(range = this.grid.range) {
    const used = this.model.used();
    const bottom = range.bottom === this.model.shown.length - 1 ? Math.max(range.top, used.row) : range.bottom;
    const right = range.right === this.model.columns - 1 ? Math.max(range.left, used.column) : range.right;
    const cells = [];
    for (let row = range.top; row <= bottom; row += 1) {
      for (let column = range.left; column <= right; column += 1) cells.push([row, column]);
    }
    return cells;
  }

  copy(event, cut) {
    const cells = this.cells();
    const lines = new Map();
    for (const [row, column] of cells) lines.set(row, [...(lines.get(row) ?? []), [row, column]]);
    const shown = [...lines.values()].map((line) => line.map(([row, column]) => quoted(this.model.text(row, column))).join("\t")).join("\n");
    const entered = [...lines.values()].map((line) => line.map(([row, column]) => this.model.entered(row, column)));
    event.clipboardData.setData("text/plain", shown);
    event.preventDefault();
    const rows = [...lines.keys()].map((row) => this.model.seen(row));
    this.buffer = { shown, entered, cut, range: { ...this.grid.range }, rows, sheetId: this.model.tab.id };
    this.grid.copied = this.grid.range;
    this.grid.mark();
  }

  paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    event.preventDefault();
    if (text === "") return undefined;
    const own = this.buffer?.shown === text;
    const block = own ? this.buffer.entered : fields(text);
    const moved = own && this.buffer.cut && this.buffer.sheetId === this.model.tab.id ? this.buffer : null;
    const { top, left, bottom, right } = this.grid.range;
    const high = Math.max(...[block.length, bottom - top + 1].filter((size) => size % block.length === 0));
    const wide = Math.max(...[block[0].length, right - left + 1].filter((size) => size % block[0].length === 0));
    const cells = [];
    for (let row = 0; row < (moved ? block.length : high); row += 1) {
      const line = block[row % block.length];
      const width = moved ? line.length : Math.max(wide, line.length);
      for (let column = 0; column < width; column += 1) cells.push([top + row, left + column, line[column % line.length]]);
    }
    if (moved) this.buffer = null;
    this.grid.copied = null;
    this.grid.selectRange(top, left, top + (moved ? block.length : high) - 1, left + (moved ? block[0].length : wide) - 1);
    return this.type(moved ? [...emptied(moved, this.model, cells), ...cells] : cells);
  }

  fill() {
    const { top, left, bottom, right } = this.grid.range;
    const cells = [];
    for (let row = top + 1; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) cells.push([row, column, this.model.entered(top, column)]);
    }
    return cells.length ? this.type(cells) : undefined;
  }

  rows() {
    const { top, bottom } = this.grid.range;
    const last = Math.min(bottom, Math.max(top, this.model.shown.length - 1));
    return Array.from({ length: last - top + 1 }, (_, index) => this.model.seen(top + index));
  }

  insert(below) {
    const { top, bottom } = this.grid.range;
    return this.send({ do: "insert", row: this.model.seen(below ? bottom : top), count: bottom - top + 1, below });
  }

  remove() {
    if (this.grid.range.top < this.model.frozen) return toast(t("edit.header"));
    return this.send({ do: "delete", rows: this.rows() });
  }

  move(before) {
    const { top, bottom } = this.grid.range;
    if (top < this.model.frozen || (before >= top && before <= bottom + 1)) return undefined;
    const seen = before < this.model.shown.length ? this.model.seen(before) : null;
    return this.send({ do: "move", rows: this.rows(), before: seen });
  }

  sort(column, descending) {
    const deed = { do: "sort", column, descending, heads: this.model.heads([column]) };
    return this.send(deed).then((done) => done && this.hooks.did?.(deed));
  }

  filter(column, hidden) {
    return this.send({ do: "filter", column, hidden, heads: this.model.heads([column]) });
  }

  unfilter() {
    return this.send({ do: "unfilter" });
  }

  resize(column, pixels) {
    return this.send({ do: "width", column, pixels: Math.round(Math.max(30, Math.min(1500, pixels))) });
  }
}

// What was cut leaves its place, but for cells that the paste covers.
function emptied(moved, model, cells) {
  const covered = new Set(cells.map(([row, column]) => `${row}:${column}`));
  const left = [];
  moved.rows.forEach((seen, index) => {
    const place = seen.u ? model.placeOf(seen.u) : model.shown.indexOf(seen.at);
    moved.entered[index].forEach((_, offset) => {
      const column = moved.range.left + offset;
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
