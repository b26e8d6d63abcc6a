// The storefronts: one product in all of them side by side, all goods, orders, and trouble on demand.

import { post, Refused } from "./api.js";
import { el, modal, toast } from "./dom.js";
import { FRONTS, front, picture, rupiah } from "./goods.js";
import { orders } from "./orders.js";
import { trouble } from "./trouble.js";
import { number, t } from "./words.js";

const VIEWS = { goods: "shops.goods", orders: "shops.orders", trouble: "shops.trouble" };

export class Shops {
  constructor(box, hooks) {
    this.box = box;
    this.hooks = hooks;
    this.data = null;
    this.sku = "";
    this.view = "goods";
    this.seen = new Map();
    this.moved = new Map();
    this.told = "";
  }

  take(data) {
    for (const one of data.listings) {
      const key = `${one.shop} ${one.id}`;
      const before = this.seen.get(key);
      if (before !== undefined && before !== one.stock) this.moved.set(key, Date.now());
      this.seen.set(key, one.stock);
    }
    this.data = data;
  }

  // The product that the person looks at in the sheet, or chose here.
  focus(sku, chosen) {
    if (!sku || sku === this.sku) return;
    if (!chosen && !this.listingsOf(sku).length) return;
    this.sku = sku;
    this.paint();
  }

  again() {
    this.told = "";
    this.paint();
  }

  listingsOf(sku) {
    const wanted = sku.trim().toLowerCase();
    return (this.data?.listings ?? []).filter((one) => this.hooks.links.sku(one).trim().toLowerCase() === wanted);
  }

  paint() {
    if (!this.data) return;
    if (!this.sku || !this.listingsOf(this.sku).length) this.sku = this.sku || (this.data.listings.find((one) => one.sku)?.sku ?? "");
    const told = JSON.stringify([this.data, this.sku, this.view, [...this.hooks.links.byListing]]);
    if (told === this.told) return;
    const before = document.activeElement?.dataset?.keep;
    const scrolled = this.painted === this.view ? this.box.querySelector(".scrollbox")?.scrollTop ?? 0 : 0;
    this.told = told;
    this.painted = this.view;
    this.box.replaceChildren(this.card(), this.switcher(), this.list());
    const list = this.box.querySelector(".scrollbox");
    if (list) list.scrollTop = scrolled;
    if (before) this.box.querySelector(`[data-keep="${CSS.escape(before)}"]`)?.focus({ preventScroll: true });
  }

  // One product, large.
  card() {
    const listings = this.listingsOf(this.sku);
    const known = listings[0];
    const heading = el("div", { class: "producthead" }, picture(known?.name ?? this.sku), el("div", {},
      el("h2", { text: known ? known.name : t("shops.none") }),
      el("p", { class: "muted", text: [this.sku, known?.variant].filter(Boolean).join(" · ") })),
    el("button", { class: "quiet why", data: { keep: "why" }, text: t("explain.ask"), onclick: () => this.hooks.explain(this.sku) }));
    const tiles = this.data.storefronts.map((one) => this.tile(one, listings.filter((listing) => listing.shop === one.shop && listing.storefronts.includes(one.name))));
    return el("div", { class: "focuscard" }, heading, el("div", { class: "tiles" }, ...tiles));
  }

  tile(one, listings) {
    const listing = listings[0];
    const name = front(one.name);
    const head = el("h3", { class: `front ${one.name}`, text: name });
    if (!listing) return el("div", { class: "tile empty" }, head, el("p", { class: "muted", text: t("shops.notsold") }));
    const key = `${listing.shop} ${listing.id}`;
    const fresh = Date.now() - (this.moved.get(key) ?? 0) < 2500;
    const stock = el("button", {
      class: `stock${fresh ? " moved" : ""}${listing.stock === 0 ? " out" : ""}`, data: { keep: `stock ${one.name}`, stock: one.name },
      text: number(listing.stock), "aria-label": t("shops.stockof", { n: listing.stock, front: name }), onclick: () => this.hooks.explain(this.sku),
    });
    const buy = el("button", { class: "primary", data: { keep: `buy ${one.name}`, buy: one.name }, text: t("shops.buy"), "aria-label": t("shops.buyat", { front: name }), onclick: () => this.buy(one, listing) });
    const more = el("button", { class: "quiet small", data: { keep: `more ${one.name}`, more: one.name }, text: "⋯", "aria-label": t("shops.moreat", { front: name }), onclick: () => this.more(one, listing) });
    return el("div", { class: "tile", data: { front: one.name } }, head, stock, el("p", { class: "muted", text: t("shops.units", { price: rupiah(listing.price) }) }), el("div", { class: "stack" }, buy, more));
  }

  buy(one, listing, units = 1) {
    return this.act("buyers", { action: "buy", storefront: one.name, lines: [{ listing: listing.id, units }], pay: true }, t("shops.bought", { n: units, front: front(one.name) }));
  }

  // What else may happen to a listing: the seller centre, and another integration.
  more(one, listing) {
    const box = el("dialog", { class: "dialog", "aria-labelledby": "moretitle" });
    const field = el("input", { type: "number", min: 0, max: 10000000, value: Math.max(0, listing.stock - 3), id: "moreunits" });
    const units = () => Math.max(0, Math.min(10000000, Math.round(Number(field.value) || 0)));
    const end = (work) => { box.close(); work?.(); };
    const where = { shop: listing.shop, listing: listing.id };
    const deed = (text, path, body, said) => el("button", { text, data: { deed: `${path} ${body.action}` }, onclick: () => end(() => this.act(path, { ...body, ...where, units: units() }, said)) });
    box.append(
      el("h2", { id: "moretitle", text: `${front(one.name)} · ${listing.name}` }),
      el("label", { class: "field", for: "moreunits" }, t("more.units"), field),
      el("div", { class: "column" },
        el("button", { class: "primary", text: t("more.buy"), onclick: () => end(() => this.buy(one, listing, Math.max(1, units()))) }),
        deed(t("more.seller"), "sellers", { action: "set_stock" }, t("more.seller.done")),
        deed(t("more.rival"), "rival", { action: "set_stock" }, t("more.rival.done")),
        deed(t("more.fight"), "rival", { action: "fight", times: 6 }, t("more.fight.done")),
        this.data.fights.length ? el("button", { text: t("more.stop"), onclick: () => end(() => this.act("rival", { action: "stop" }, t("more.stop.done"))) }) : null),
      el("div", { class: "buttons" }, el("button", { text: t("close"), onclick: () => end() })));
    modal(box);
  }

  async act(path, body, said) {
    try {
      await post(path, body);
      toast(said);
      this.hooks.did({ path, ...body });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(t("shops.refused", { why: error.message }), "bad");
    }
    await this.hooks.refresh();
  }

  switcher() {
    const waiting = { orders: this.data.orders.filter((order) => ["unpaid", "paid", "arranged"].includes(order.status)).length, trouble: Object.values(this.data.troubles).filter((count) => count).length + this.data.fights.length };
    return el("div", { class: "views", role: "group", "aria-label": t("place.shops") }, ...Object.entries(VIEWS).map(([name, label]) => el("button", {
      data: { keep: `view ${name}`, view: name }, "aria-pressed": String(this.view === name), onclick: () => { this.view = name; this.paint(); },
    }, t(label), waiting[name] ? el("span", { class: "badge calm", text: String(waiting[name]) }) : null)));
  }

  list() {
    if (this.view === "orders") return orders(this);
    if (this.view === "trouble") return trouble(this);
    return this.goods();
  }

  goods() {
    const rows = new Map();
    for (const one of this.data.listings) {
      const sku = this.hooks.links.sku(one);
      const key = sku ? sku.toLowerCase() : `${one.shop} ${one.id}`;
      if (!rows.has(key)) rows.set(key, { sku, one, by: {} });
      (rows.get(key).by[one.shop] ??= []).push(one);
    }
    const heads = this.data.storefronts.map((one) => el("th", { scope: "col", class: "n" }, el("span", { class: `front ${one.name}`, text: FRONTS[one.name]?.short ?? one.name })));
    const body = [...rows.values()].sort((one, other) => Number(Boolean(other.sku)) - Number(Boolean(one.sku))).map((row) => this.goodsRow(row));
    return el("div", { class: "scrollbox", tabindex: 0, role: "region", "aria-label": t("shops.goods") }, el("table", { class: "goods" }, el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("shops.product") }), ...heads)), el("tbody", {}, ...body)));
  }

  // A number that answers.
  asked(sku, place, text) {
    return el("button", { class: "link asks", data: { keep: `number ${place.name} ${sku}` }, text, "aria-label": t("shops.stockof", { n: text, front: front(place.name) }), onclick: () => this.hooks.explain(sku) });
  }

  goodsRow({ sku, one, by }) {
    const cells = this.data.storefronts.map((place) => {
      const found = (by[place.shop] ?? []).filter((listing) => listing.storefronts.includes(place.name));
      const moved = found.some((listing) => Date.now() - (this.moved.get(`${listing.shop} ${listing.id}`) ?? 0) < 2500);
      const text = found.length ? found.map((listing) => number(listing.stock)).join(" / ") : "–";
      return el("td", { class: `n${moved ? " moved" : ""}` }, sku && found.length ? this.asked(sku, place, text) : text);
    });
    const state = this.hooks.links.status(one);
    const name = el("button", { class: "link", text: sku || one.name, data: { keep: `goods ${sku || one.id}` }, disabled: !sku, onclick: () => this.focus(sku, true) });
    const under = sku ? [one.name, one.variant].filter(Boolean).join(" · ") : t("shops.unlinked", { state: state || t("shops.nosku"), shop: one.shop });
    return el("tr", { class: `${sku.toLowerCase() === this.sku.toLowerCase() ? "current" : ""}${sku ? "" : " calls"}` }, el("th", { scope: "row" }, name, el("small", { text: under })), ...cells);
  }
}
