// What the page knows of one tab: rows by the number the sheet gives them, their order, and which of them show.

const BLANK = Object.freeze({ uid: 0, hidden: 0, cells: [] });

export class Model {
  constructor(sheetId) {
    this.sheetId = sheetId;
    this.born = "";
    this.stamp = 0;
    this.order = [];
    this.rows = new Map();
    this.shown = [];
    this.tab = null;
    // What was typed here and not yet confirmed, by place in the sheet and column.
    this.expected = new Map();
  }

  get known() {
    return this.tab !== null;
  }

  // Takes in what the server told; returns the cells that show something else now, as [uid, column].
  take(told) {
    if (told.born !== this.born) this.rows.clear();
    const first = !this.known || told.born !== this.born;
    this.born = told.born;
    this.stamp = told.stamp;
    if (told.tab === undefined) return { first: false, changed: [], any: false };
    this.tab = told.tab;
    this.guards = told.tab.protected.map(({ range }) => ({
      top: range.startRowIndex ?? 0, bottom: range.endRowIndex ?? Infinity, left: range.startColumnIndex ?? 0, right: range.endColumnIndex ?? Infinity,
    }));
    const changed = [];
    for (const [name, [hidden, cells]] of Object.entries(told.rows)) {
      const uid = Number(name);
      const before = this.rows.get(uid);
      if (!first) changed.push(...differences(uid, before, cells));
      this.rows.set(uid, { uid, hidden, cells });
    }
    if (told.order !== undefined) {
      this.order = told.order;
      const alive = new Set(told.order);
      for (const uid of this.rows.keys()) if (!alive.has(uid)) this.rows.delete(uid);
    }
    this.show();
    return { first, changed, any: true };
  }

  show() {
    this.shown = [];
    this.order.forEach((uid, at) => {
      if (!this.rows.get(uid)?.hidden) this.shown.push(at);
    });
  }

  get columns() {
    return this.tab.widths.length;
  }

  get frozen() {
    return Math.min(this.tab.frozenRows, this.shown.length);
  }

  // Rows are asked for by the place in which they show (0 is the topmost).
  row(place) {
    return this.rows.get(this.order[this.shown[place]]) ?? BLANK;
  }

  at(place) {
    return this.shown[place];
  }

  placeOf(uid) {
    return this.shown.findIndex((at) => this.order[at] === uid);
  }

  cell(place, column) {
    return this.expected.get(`${this.shown[place]}:${column}`) ?? this.row(place).cells[column] ?? ["", ""];
  }

  // Until the server has answered, the cell is what was typed.
  expect(place, column, text) {
    const [, kind, more] = this.row(place).cells[column] ?? ["", "", undefined];
    this.expected.set(`${this.shown[place]}:${column}`, [text.replace(/^'/, ""), kind, { ...more, e: text }]);
  }

  text(place, column) {
    return this.cell(place, column)[0];
  }

  // What stands in the editor when the cell is opened.
  entered(place, column) {
    const cell = this.cell(place, column);
    return cell[2]?.e ?? cell[0];
  }

  // How the server is told which row is meant, even if it has moved since.
  seen(place) {
    const row = this.row(place);
    const first = row.cells.find((cell) => cell[0] !== "")?.[0] ?? "";
    return { u: row.uid, at: this.shown[place] ?? this.order.length + (place - this.shown.length), first };
  }

  // The same row after earlier edits of this page, which may have changed how it begins.
  still(seen) {
    const uid = seen.u || this.order[seen.at] || 0;
    const place = uid ? this.placeOf(uid) : this.shown.indexOf(seen.at);
    return place < 0 ? seen : this.seen(place);
  }

  heads(columns) {
    const heads = {};
    const top = this.rows.get(this.order[0]) ?? BLANK;
    for (const column of columns) heads[column] = top.cells[column]?.[0] ?? "";
    return heads;
  }

  column(...headers) {
    const top = this.rows.get(this.order[0]) ?? BLANK;
    return top.cells.findIndex((cell) => headers.includes(cell[0]));
  }

  find(column, text) {
    return this.shown.findIndex((_, place) => place > 0 && this.text(place, column) === text);
  }

  guarded(place, column) {
    const at = this.shown[place];
    return this.guards.some((range) => at >= range.top && at < range.bottom && column >= range.left && column < range.right);
  }

  // The last row and column that hold something.
  used() {
    let row = 0;
    let column = 0;
    for (let place = 0; place < this.shown.length; place += 1) {
      const width = this.row(place).cells.reduce((most, cell, at) => (cell[0] === "" ? most : at), -1);
      if (width >= 0) row = place;
      column = Math.max(column, width);
    }
    return { row, column };
  }
}

function differences(uid, before, cells) {
  const changed = [];
  const width = Math.max(before?.cells.length ?? 0, cells.length);
  for (let column = 0; column < width; column += 1) {
    if ((before?.cells[column]?.[0] ?? "") !== (cells[column]?.[0] ?? "")) changed.push([uid, column]);
  }
  return changed;
}

export function letters(column) {
  let text = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  }
  return text;
}
