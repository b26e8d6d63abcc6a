// Where a number comes from, as `selaras explain` tells it, drawn as a sum.

import { explain, Refused } from "./api.js";
import { el, modal } from "./dom.js";
import { front } from "./goods.js";
import { clock, number, t } from "./words.js";

export class Explain {
  constructor(hooks) {
    this.hooks = hooks;
  }

  async show(sku) {
    const body = el("div", { class: "explain" }, el("p", { class: "muted", role: "status", text: t("explain.asking") }));
    const box = el("dialog", { class: "dialog wide", "aria-labelledby": "explaintitle" });
    box.append(el("h2", { id: "explaintitle", text: t("explain.title", { sku: sku.toUpperCase() }) }), body, el("p", { class: "muted command" }, el("code", { text: `selaras explain ${sku.toUpperCase()} --json` })), el("div", { class: "buttons" }, el("button", { class: "primary", text: t("close"), onclick: () => box.close() })));
    modal(box);
    try {
      body.replaceChildren(...told(await explain(sku)));
      this.hooks.told();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      body.replaceChildren(el("p", { text: t("explain.unknown", { why: error.message }) }));
    }
  }
}

function told(document) {
  const reserved = document.reserved.reduce((sum, one) => sum + one.units, 0);
  const sum = el("div", { class: "sum" }, term(document.on_hand, "explain.onhand"), sign("−"), term(reserved, "explain.reserved"), sign("="), term(document.available, "explain.available"), sign("−"), term(document.buffer, "explain.buffer"), sign("="), term(Math.max(0, document.available - document.buffer), "explain.forsale"));
  const parts = [sum];
  if (document.reserved.length) {
    parts.push(el("h3", { text: t("explain.orders") }), el("ul", {}, ...document.reserved.map((one) => el("li", { text: t("explain.order", { n: number(one.units), shop: front(one.shop), order: one.order }) }))));
  }
  if (document.listings.length) parts.push(el("h3", { text: t("explain.shops") }), el("div", { class: "across", tabindex: 0, role: "region", "aria-label": t("explain.shops") }, table(document.listings)));
  if (document.last_edit) parts.push(el("p", {}, el("b", { text: `${t("explain.edit")} ` }), `${clock(document.last_edit.time)} · ${document.last_edit.text}`));
  return parts;
}

const sign = (text) => el("span", { class: "sign", "aria-hidden": "true", text });
const term = (value, name) => el("span", { class: "term" }, el("b", { text: number(value) }), el("small", { text: t(name) }));

function table(listings) {
  const heads = ["shop", "units", "rule", "sellable", "pushed", "seen"];
  const rows = listings.map((one) => el("tr", { class: one.seen !== null && one.seen !== one.sellable ? "calls" : "" },
    el("th", { scope: "row" }, el("span", { class: `front ${one.shop}`, text: front(one.shop) })),
    el("td", { class: "n", text: String(one.units) }), el("td", { text: one.rule }), ...[one.sellable, one.pushed, one.seen].map((value) => el("td", { class: "n", text: value === null || value === undefined ? "–" : number(value) }))));
  return el("table", { class: "goods" }, el("thead", {}, el("tr", {}, ...heads.map((name) => el("th", { scope: "col", class: ["shop", "rule"].includes(name) ? "" : "n", title: name === "units" ? t("explain.perlisting") : null, text: t(`explain.${name}`) })))), el("tbody", {}, ...rows));
}
