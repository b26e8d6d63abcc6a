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

  // `cells` are [place, column, text].
  async type(cells) {
    if (cells.length > BLOCK) return toast(t("edit.toomany", { n: BLOCK }), "bad");
    const places = [...new Set(cells.map(([place]) => place))];
    const index = new Map(places.map((place, at) => [place, at]));
    const rows = places.map((place) => this.model.seen(place));
    return this.put({ do: "type", rows, cells: cells.map(([place, column, text]) => [index.get(place), column, text]) }, cells);
  }

  typed(at, text) {
    return this.put({ do: "type", rows: [at.seen], cells: [[0, at.column, text]] }, [[at.row, at.column, text]]);
  }

  // A deed that changes `places`, [place, column, text to show meanwhile or null]; where one of them is an engine's
  // column a person is warned first.
  async put(deed, places) {
    const { model } = this;
    if (places.some(([place, column]) => model.guarded(place, column)) && !(await this.hooks.warned())) return undefined;
    for (const [place, column, text] of places) if (text !== null && place < model.shown.length) model.expect(place, column, text);
    this.grid.paint();
    const columns = [...new Set(places.map(([, column]) => column))];
    const heads = places.some(([place]) => model.at(place) === 0) ? {} : model.heads(columns);
    const waits = this.waiting > 0;
    const done = await this.send(() => ({ ...deed, ...(waits ? again(model, deed) : {}), heads }));
    if (done) this.hooks.did?.({ ...deed, heads });
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

  // The selected columns to before another.
  carry(before) {
    const { left, right } = this.grid.range;
    if (before >= left && before <= right + 1) return undefined;
    const columns = Array.from({ length: this.model.columns }, (_, column) => column);
    return this.send({ do: "carry", column: left, count: right - left + 1, before, heads: this.model.heads(columns) });
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

// The rows of a deed that has waited for others of this page, as they stand now.
function again(model, deed) {
  const still = (rows) => rows.map((row) => (typeof row === "number" ? row : model.still(row)));
  return { rows: still(deed.rows), ...(deed.over ? { over: still(deed.over) } : {}) };
}
