// How elements are made: texts are always text nodes, never markup.

export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

export const $ = (id) => document.getElementById(id);

// Only what differs is touched, so that focus and animations stay where they are.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function remember(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(`selaras.${name}`);
    localStorage.setItem(`selaras.${name}`, value);
  } catch (error) {
    // A browser that keeps nothing still shows the page; only the choice is asked again next time.
    if (!(error instanceof DOMException)) throw error;
  }
  return null;
}

// A dialog that goes when it is closed; what had the focus before has it again, even where it was drawn anew meanwhile.
export function modal(box) {
  const opener = document.activeElement;
  const keep = opener?.dataset.keep;
  box.addEventListener("close", () => {
    box.remove();
    const back = opener?.isConnected || !keep ? opener : document.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
    back?.focus({ preventScroll: true });
  });
  document.body.append(box);
  box.showModal();
}

export function toast(text, kind = "") {
  const box = el("div", { class: `toast ${kind}`, text });
  $("toasts").append(box);
  setTimeout(() => box.remove(), 6000);
}
