// Tabs that the page reads beside the one that shows: which listing belongs to which SKU, and which shops are sent to.

import { look } from "./api.js";
import { Model } from "./model.js";

const EVERY = 1500;

export class Watch {
  constructor(titles, every, hooks) {
    this.titles = titles;
    this.hooks = hooks;
    this.every = every;
    this.model = null;
    this.at = 0;
  }

  async refresh() {
    const tab = this.hooks.tabs().find(({ title }) => this.titles.includes(title));
    if (!tab || Date.now() - this.at < EVERY) return;
    this.at = Date.now();
    if (this.model?.sheetId !== tab.id) this.model = new Model(tab.id);
    const { model } = this;
    const told = await look({ sheetId: tab.id, since: model.stamp, born: model.born, story: this.hooks.story(), shops: this.hooks.mark() });
    if (told.sheet.tab?.id !== tab.id || !model.take(told.sheet).any) return;
    this.every(model);
  }
}

export class Links {
  constructor(hooks) {
    this.byListing = new Map();
    this.watch = new Watch(["Tautan", "Links"], (model) => this.read(model), hooks);
  }

  refresh() {
    return this.watch.refresh();
  }

  read(model) {
    const [shop, id, sku, status, master] = [["Toko", "Shop"], ["ID"], ["SKU toko", "Shop SKU"], ["Status"], ["SKU master", "Master SKU"]].map((names) => model.column(...names));
    this.byListing.clear();
    for (let place = 1; place < model.shown.length; place += 1) {
      const key = model.text(place, id);
      if (key) this.byListing.set(`${model.text(place, shop)} ${key}`, { status: model.text(place, status), master: model.text(place, master), sku: model.text(place, sku) });
    }
  }

  // The SKU that a listing is linked to; the listing's own where the sheet says nothing yet; "" where it has none.
  sku(listing) {
    const link = this.byListing.get(`${listing.shop} ${listing.id}`);
    if (!link) return listing.sku;
    if (link.master && link.master !== "-") return link.master;
    return ["cocok", "matched"].includes(link.status) ? link.sku : "";
  }

  status(listing) {
    return this.byListing.get(`${listing.shop} ${listing.id}`)?.status ?? "";
  }
}

// The shops of the first tab, and whether `Kirim stok` is ticked beside each.
export class Sending {
  constructor(hooks) {
    this.shops = new Map();
    this.watch = new Watch(["Mulai", "Start"], (model) => this.read(model), hooks);
  }

  refresh() {
    return this.watch.refresh();
  }

  read(model) {
    const [shop, send] = [["Toko", "Shop"], ["Kirim stok", "Send stock"]].map((names) => model.column(...names));
    this.shops.clear();
    for (let place = 1; place < model.shown.length; place += 1) {
      if (model.text(place, shop)) this.shops.set(model.text(place, shop), model.text(place, send) === "TRUE");
    }
  }

  // The shops that are read and not sent to.
  get off() {
    return [...this.shops].filter(([, on]) => !on).map(([shop]) => shop);
  }
}
