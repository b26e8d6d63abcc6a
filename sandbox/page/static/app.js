// What happens when: the page looks for news again and again and hands each part what concerns it.

import { look, Refused } from "./api.js";
import { Copies } from "./copies.js";
import { $, el, remember, setText, toast } from "./dom.js";
import { Editor } from "./editor.js";
import { Explain } from "./explain.js";
import { handle } from "./fill.js";
import { find } from "./find.js";
import { Grid } from "./grid.js";
import { keys } from "./keys.js";
import { Menus } from "./menus.js";
import { letters, Model } from "./model.js";
import { notes } from "./notes.js";
import { skuOf } from "./origin.js";
import { pointer } from "./pointer.js";
import { Sheet } from "./sheet.js";
import { Shops } from "./shops.js";
import { Story } from "./story.js";
import { toolbar } from "./toolbar.js";
import { Tour } from "./tour.js";
import { Links, Sending } from "./watch.js";
import { language, speak, t } from "./words.js";

const EVERY = 300;
const SKUS = ["SKU"];
const models = new Map();
let held = null;
const now = { tabId: null, tabs: [], calls: {}, mark: "", story: 0, engine: null, failed: 0, wanted: 0 };

const grid = new Grid($("grid"), { selected, painted: () => editor.place() });
const sheet = new Sheet(grid, { refresh, saving, warned: () => menus.warned(), did: (body) => tour.did(body) });
const editor = new Editor(grid, { typed, typing: showContent, closed: () => selected() });
const copies = new Copies(grid, sheet);
const menus = new Menus(grid, sheet, copies, () => explain.show(skuOf(grid.model, grid.cursor.row, grid.cursor.column)));
const seek = find(grid);
const { open } = keys(grid, sheet, copies, editor, menus, seek);
handle(grid, copies, editor);
pointer(grid, sheet, editor, menus, open);
notes(grid);
const beside = { tabs: () => now.tabs, mark: () => now.mark, story: () => now.story };
const links = new Links(beside);
const sending = new Sending(beside);
const explain = new Explain({ told: () => tour.did({ do: "explain" }) });
const story = new Story($("story"), { explain: (sku) => explain.show(sku) });
const shops = new Shops($("shops"), { links, sending, story, explain: (sku) => explain.show(sku), refresh, goto, did: (deed) => tour.did(deed) });
const tour = new Tour($("tour"), { goto, grid, shops, sending, place });

function model() {
  return models.get(now.tabId);
}

// One look at a time; what is asked for meanwhile waits for the next.
let looking = null;
function refresh() {
  now.wanted += 1;
  looking ??= (async () => {
    try {
      let asked;
      do {
        asked = now.wanted;
        await once();
      } while (asked !== now.wanted);
    } finally {
      looking = null;
    }
  })();
  return looking;
}

async function once() {
  const asked = model();
  const told = await look({
    ...(asked ? { sheetId: asked.sheetId, since: asked.stamp, born: asked.born } : {}), story: now.story, shops: now.mark,
  });
  if (asked === model()) takeSheet(told.sheet, asked);
  if (told.shops) {
    now.mark = told.mark;
    shops.take(told.shops);
  }
  now.story = told.story.last;
  story.take(told.story.events);
  now.engine = told.engine;
  await links.refresh();
  await sending.refresh();
  engineState();
  offBanner();
  shops.paint();
  tour.look();
}

function takeSheet(told, asked) {
  now.calls = told.calls;
  if (told.tab === undefined) return paintTabs();
  now.tabs = told.tabs;
  if (now.tabId === null) {
    // The seller's own tab first, wherever it stands.
    now.tabId = (told.tabs.find(({ title }) => SKUS.includes(title)) ?? told.tab).id;
    if (now.tabId !== told.tab.id) {
      models.set(now.tabId, new Model(now.tabId));
      now.wanted += 1;
      return paintTabs();
    }
  }
  setText($("booktitle"), told.title);
  const target = asked?.sheetId === told.tab.id ? asked : new Model(told.tab.id);
  const stays = grid.model === target && target.known ? grid.anchors() : null;
  const shape = target.known ? JSON.stringify([target.tab, target.shown.length]) : "";
  const { first, changed } = target.take(told);
  models.set(told.tab.id, target);
  if (now.tabId !== told.tab.id || grid.model !== target) {
    now.tabId = told.tab.id;
    grid.use(target);
    if (first && SKUS.includes(target.tab.title)) grid.select(Math.min(1, target.shown.length - 1), 0);
  } else if (shape !== JSON.stringify([target.tab, target.shown.length])) grid.lay();
  else grid.paint();
  if (stays && told.order !== undefined) grid.follow(stays);
  if (!sheet.waiting && changed.length < 400) grid.flash(changed);
  if (!editor.open) selected();
  paintTabs();
  return undefined;
}

function paintTabs() {
  const box = $("tabs");
  const made = now.tabs.map(({ id, title }) => {
    const calls = now.calls[id] ?? 0;
    const badge = calls ? el("span", { class: "badge", text: String(calls), "aria-label": t("tab.calls", { n: calls }) }) : null;
    return el("button", { role: "tab", id: `tab-${id}`, "aria-selected": String(id === now.tabId), tabindex: id === now.tabId ? 0 : -1, onclick: () => go(id) }, title, badge);
  });
  const told = JSON.stringify([now.tabs, now.calls, now.tabId, language()]);
  if (box.dataset.told === told) return;
  const focused = box.contains(document.activeElement);
  box.dataset.told = told;
  box.replaceChildren(...made);
  if (focused) box.querySelector('[aria-selected="true"]')?.focus();
}

$("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = now.tabs.findIndex(({ id }) => id === now.tabId);
  go(now.tabs[(at + step + now.tabs.length) % now.tabs.length].id);
});

function go(id) {
  if (editor.open) editor.commit();
  menus.close();
  copies.leave();
  now.tabId = id;
  if (!models.has(id)) models.set(id, new Model(id));
  if (model().known) {
    grid.use(model());
    selected();
  }
  paintTabs();
  return refresh();
}

// To a tab by its title, and there to the cell of a row and a column by what they show.
async function goto(title, key = null, header = null) {
  const tab = now.tabs.find((one) => title.includes(one.title));
  if (!tab) return null;
  if (tab.id !== now.tabId) await go(tab.id);
  const column = header ? model().column(...header) : 0;
  const row = key ? model().find(0, key) : 1;
  if (row < 0 || column < 0) return null;
  grid.select(row, column);
  grid.scroller.focus({ preventScroll: true });
  return grid.node(row, column);
}

function selected() {
  if (!grid.model?.known) return;
  const { row, column } = grid.cursor;
  const { top, bottom, left, right } = grid.range;
  const one = `${letters(left)}${grid.model.at(top) + 1}`;
  setText($("where"), top === bottom && left === right ? one : `${one}:${letters(right)}${(grid.model.at(bottom) ?? 0) + 1}`);
  showContent(grid.model.entered(row, column));
  $("origin").hidden = !skuOf(grid.model, row, column);
  if (moved() && SKUS.includes(grid.model.tab.title) && row > 0) shops.focus(grid.model.text(row, grid.model.column("SKU")), false);
}

// What is not saved yet is said, and not lost by closing the page.
function saving(on) {
  setText($("saved"), t(on ? "saving" : "saved"));
}

addEventListener("beforeunload", (event) => {
  if (editor.open) editor.commit();
  if (sheet.waiting) event.preventDefault();
});

// After a number is typed the page keeps looking at its product until the person goes somewhere else.
function typed(at, text) {
  held = { after: null };
  if (SKUS.includes(grid.model.tab.title) && at.row > 0) {
    const sku = grid.model.text(at.row, grid.model.column("SKU"));
    shops.focus(sku, false);
    story.began(sku);
  }
  return sheet.typed(at, text);
}

function moved() {
  const { row, column } = grid.cursor;
  const here = `${now.tabId} ${row} ${column}`;
  if (held === null) return true;
  held.after ??= here;
  if (held.after === here) return false;
  held = null;
  return true;
}

function showContent(text) {
  setText($("content"), text);
}

function engineState() {
  const { detail } = now.engine;
  // A service that has begun has read nothing yet: its first look ends with the shops in the first tab.
  const phase = now.engine.phase === "running" && !sending.shops.size ? "reading" : now.engine.phase;
  const node = $("engine");
  node.className = `pill ${phase}`;
  setText(node, t(`engine.${phase}`));
  node.title = detail;
}

// What nobody has allowed yet stands across the page.
function offBanner() {
  // The first step of the tour says the same.
  const off = tour.asks("send") ? [] : sending.off;
  const told = JSON.stringify([off, language()]);
  if ($("off").dataset.told === told) return;
  $("off").dataset.told = told;
  const show = () => goto(["Mulai", "Start"], off[0], ["Kirim stok", "Send stock"]);
  $("off").replaceChildren(...(off.length ? [el("div", { class: "off" }, el("p", {}, el("b", { text: `${t("off.title", { shops: off.join(", ") })} ` }), t("off.text")), el("button", { class: "small", text: t("off.show"), onclick: show }))] : []));
}

function place(name) {
  document.body.dataset.place = name;
  for (const button of document.querySelectorAll(".places [data-place]")) button.setAttribute("aria-pressed", String(button.dataset.place === name));
  grid.later();
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  remember("theme", name);
}

async function say(name) {
  await speak(name);
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === name));
  toolbar($("tools"), grid, sheet, menus, seek);
  if (grid.model?.known) grid.lay();
  shops.again();
  story.again();
  tour.again();
  if (now.engine) engineState();
  offBanner();
  if ($("saved").textContent) saving(sheet.waiting > 0);
  paintTabs();
}

async function live() {
  try {
    await refresh();
    if (now.failed >= 3) toast(t("back"));
    now.failed = 0;
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof TypeError)) throw error;
    now.failed += 1;
    if (now.failed === 3) toast(t("gone"), "bad");
  }
  setTimeout(live, document.hidden ? 5 * EVERY : EVERY);
}

async function begin() {
  const asked = new URLSearchParams(location.search);
  theme(asked.get("theme") ?? remember("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const wanted = asked.get("language") ?? remember("language") ?? (navigator.languages.some((one) => one.startsWith("id")) || !navigator.language.startsWith("en") ? "id" : "en");
  for (const button of document.querySelectorAll("[data-lang]")) button.onclick = () => say(button.dataset.lang);
  for (const button of document.querySelectorAll(".places [data-place]")) button.onclick = () => place(button.dataset.place);
  $("theme").onclick = () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  $("content").onpointerdown = (event) => {
    if (!grid.model?.known) return;
    event.preventDefault();
    if (!editor.open) open();
  };
  $("origin").onclick = () => menus.origin();
  $("tourstart").onclick = () => tour.begin();
  place("sheet");
  await say(wanted === "en" ? "en" : "id");
  await live();
  if (!remember("toured") && asked.get("tour") !== "off") tour.welcome();
}

begin();
