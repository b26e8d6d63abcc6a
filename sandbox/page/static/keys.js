// What each key does while the sheet has the focus. Escape and then Tab leaves the sheet.

const PAGE = 20;

export function keys(grid, sheet, copies, editor, menus, seek) {
  let leaving = false;

  function typed(event) {
    const { row, column } = grid.cursor;
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
    const rule = grid.model.cell(row, column)[2]?.r;
    if (rule?.kind === "tick") {
      if (event.key === " ") sheet.tick(row, column);
      return true;
    }
    editor.start(row, column, event.key, true);
    return true;
  }

  function edge(row, column, down, across) {
    const filled = (r, c) => grid.model.text(r, c) !== "";
    const last = { row: grid.model.shown.length - 1, column: grid.model.columns - 1 };
    const inside = (r, c) => r >= 0 && c >= 0 && r <= last.row && c <= last.column;
    let [r, c] = [row + down, column + across];
    if (!inside(r, c)) return [row, column];
    const run = filled(row, column) && filled(r, c);
    while (inside(r + down, c + across) && (run ? filled(r + down, c + across) : !filled(r, c))) {
      r += down;
      c += across;
    }
    return [r, c];
  }

  function walk(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0], PageDown: [PAGE, 0] };
    const step = steps[event.key];
    const from = event.shiftKey ? grid.corner : grid.cursor;
    const jump = event.ctrlKey || event.metaKey;
    if (step && event.altKey) return event.key === "ArrowDown" ? open(true) : false;
    if (step && jump && event.key.startsWith("Arrow")) {
      grid.select(...edge(from.row, from.column, ...step), { extend: event.shiftKey });
    } else if (step) {
      grid.select(from.row + step[0], from.column + step[1], { extend: event.shiftKey });
    } else if (event.key === "Home") {
      grid.select(jump ? 0 : from.row, 0, { extend: event.shiftKey });
    } else if (event.key === "End") {
      const used = grid.model.used();
      grid.select(jump ? used.row : from.row, used.column, { extend: event.shiftKey });
    } else return false;
    return true;
  }

  function open(listOnly = false) {
    const { row, column } = grid.cursor;
    const rule = grid.model.cell(row, column)[2]?.r;
    if (rule?.kind === "choice") editor.choose(row, column, rule.values);
    else if (rule?.kind === "tick") sheet.tick(row, column);
    else if (!listOnly) editor.start(row, column, grid.model.entered(row, column));
    return true;
  }

  function control(event) {
    const key = event.key.toLowerCase();
    const { row, column } = grid.cursor;
    const all = { row: grid.model.shown.length - 1, column: grid.model.columns - 1 };
    if (key === "z") event.shiftKey ? sheet.redo() : sheet.undo();
    else if (key === "y") sheet.redo();
    else if (key === "a") grid.selectRange(0, 0, all.row, all.column);
    else if (key === "f") {
      seek();
      return true;
    } else if (key === "d") copies.fillDown();
    else if (key === "r" && !event.shiftKey) copies.fillRight();
    else if (event.key === " ") grid.selectRange(0, column, all.row, column);
    else if (key === "+" || key === "=") sheet.insert(false);
    else if (key === "-") sheet.remove();
    else return false;
    grid.reveal(row, column);
    return true;
  }

  function act(event) {
    const { row, column } = grid.cursor;
    if ((event.ctrlKey || event.metaKey) && control(event)) return true;
    if (walk(event)) return true;
    switch (event.key) {
      case "Enter":
        if (event.shiftKey) grid.enter(row, column, -1);
        else open();
        return true;
      case "F2":
        return open();
      case "Tab":
        if (leaving) return false;
        grid.tab(row, column, event.shiftKey ? -1 : 1);
        return true;
      case "Delete":
      case "Backspace":
        sheet.clear();
        return true;
      case "Escape":
        grid.copied = null;
        grid.mark();
        return true;
      case "ContextMenu":
        menus.atCursor();
        return true;
      case "F10":
        if (event.shiftKey) menus.atCursor();
        return event.shiftKey;
      case " ":
        if (!event.shiftKey) return typed(event);
        grid.selectRange(row, 0, row, grid.model.columns - 1);
        return true;
      default:
        return typed(event);
    }
  }

  grid.scroller.addEventListener("keydown", (event) => {
    if (editor.open || event.isComposing || !grid.model?.known) return;
    if (act(event)) event.preventDefault();
    leaving = event.key === "Escape" || (leaving && ["Tab", "Shift"].includes(event.key));
  });
  function clipped(event, deed) {
    if (editor.open || !grid.model?.known) return;
    event.preventDefault();
    if (deed === "paste") copies.give(event.clipboardData.getData("text/plain"));
    else event.clipboardData.setData("text/plain", copies.take(deed === "cut"));
  }

  for (const deed of ["copy", "cut", "paste"]) grid.scroller.addEventListener(deed, (event) => clipped(event, deed));
  return { open };
}
