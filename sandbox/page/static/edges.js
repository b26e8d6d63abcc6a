// A drag over the sheet: which cell the pointer is nearest to, and scrolling on while it is held beyond an edge.

const FASTEST = 40;

// `moved` is told the nearest cell with every move, and while the sheet scrolls under a pointer that is held still.
export function scrolling(grid, moved) {
  let last = null;
  let frame = 0;
  let level = null;

  function beyond(at, low, high) {
    const by = at < low ? at - low : at > high ? at - high : 0;
    return Math.max(-FASTEST, Math.min(FASTEST, by));
  }

  function step() {
    frame = 0;
    const { scroller, head } = grid;
    const box = scroller.getBoundingClientRect();
    const top = box.top + head.offsetHeight;
    // A drag along the frozen rows is about columns.
    level ??= last.y < top;
    const down = level ? 0 : beyond(last.y, top, box.top + scroller.clientHeight);
    const across = beyond(last.x, box.left, box.left + scroller.clientWidth);
    if (down) scroller.scrollTop += down;
    if (across) scroller.scrollLeft += across;
    moved(grid.nearest(last.x, last.y));
    if (down || across) frame = requestAnimationFrame(step);
  }

  return {
    move(event) {
      last = { x: event.clientX, y: event.clientY };
      if (!frame) step();
    },
    end() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
