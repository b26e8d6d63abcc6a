// Six steps for the first visit. Each is done by doing it, and a person can leave at any time.

import { el, remember } from "./dom.js";
import { t } from "./words.js";

const START = ["Mulai", "Start"];
const SKU = ["SKU"];
const STOCK = ["Stok", "Stock"];
const SEND = ["Kirim stok", "Send stock"];
const TYPED = ["type", "copy", "fill"];
const SAMPLE = "KAOS-HTM-S";

export class Tour {
  constructor(box, hooks) {
    this.box = box;
    this.hooks = hooks;
    this.step = -1;
    this.done_ = false;
    this.marked = null;
    this.early = false;
    this.steps = this.script();
  }

  // What each step points at, and when it is done.
  script() {
    const { goto, grid, shops, place } = this.hooks;
    return [
      { name: "send", at: async () => { place("sheet"); return this.sendBox(); }, done: () => this.allSent() },
      { name: "type", at: async () => { place("sheet"); shops.focus(SAMPLE, true); return goto(SKU, SAMPLE, STOCK); }, did: (deed) => TYPED.includes(deed.do) && SKU.includes(grid.model.tab.title), after: () => this.followed() },
      { name: "buy", at: async () => { place("shops"); return document.querySelector('[data-buy="tokopedia"]'); }, did: (deed) => deed.action === "buy" },
      { name: "sort", at: async () => { place("sheet"); await goto(SKU, null, STOCK); return document.querySelector('[data-tool="sortdown"]'); }, did: (deed) => deed.do === "sort" },
      { name: "rival", at: async () => { place("shops"); return document.querySelector('[data-more="shopee"]'); }, did: (deed) => deed.path === "rival" || deed.path === "sellers" },
      { name: "explain", at: async () => { place("shops"); return document.querySelector('[data-stock="shopee"]'); }, did: (deed) => deed.do === "explain" },
    ];
  }

  // The box to tick, once the engine has written the shops into the tab.
  async sendBox() {
    const { goto, sending } = this.hooks;
    const [shop] = sending.off;
    const node = await goto(START, shop ?? null, shop ? SEND : null);
    return shop ? node : null;
  }

  allSent() {
    const { sending } = this.hooks;
    return sending.shops.size > 0 && sending.off.length === 0;
  }

  // Whether every storefront shows what the sheet says is available.
  followed() {
    const { grid, shops } = this.hooks;
    const { model } = grid;
    if (!SKU.includes(model?.tab?.title)) return false;
    const row = model.find(model.column("SKU"), shops.sku);
    const wanted = model.text(row, model.column("Tersedia", "Available"));
    const shown = shops.listingsOf(shops.sku);
    return wanted !== "" && wanted === model.text(row, model.column(...STOCK)) && shown.length > 0 && shown.every((one) => String(one.stock) === wanted);
  }

  welcome() {
    if (this.step >= 0) return;
    const box = el("dialog", { class: "dialog welcome", "aria-labelledby": "welcometitle" });
    const end = (begin) => {
      box.close();
      box.remove();
      remember("toured", "yes");
      if (begin) this.begin();
    };
    box.append(el("h2", { id: "welcometitle", text: t("welcome.title") }), el("p", { text: t("welcome.text") }), el("ul", {}, ...["sheet", "shops", "story"].map((name) => el("li", { text: t(`welcome.${name}`) }))),
      el("div", { class: "buttons" }, el("button", { text: t("welcome.no"), onclick: () => end(false) }), el("button", { class: "primary", autofocus: true, text: t("welcome.yes"), onclick: () => end(true) })));
    box.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    document.body.append(box);
    box.showModal();
  }

  begin() {
    return this.to(0);
  }

  async to(step) {
    this.step = step;
    this.done_ = false;
    this.waiting = false;
    this.early = this.hooks.sending.shops.size === 0;
    this.mark(null);
    this.paint();
    if (step >= 0 && step < this.steps.length) this.mark(await this.steps[step].at());
  }

  leave() {
    this.step = -1;
    this.mark(null);
    this.paint();
  }

  did(deed) {
    const step = this.steps[this.step];
    if (!step?.did?.(deed)) return;
    if (step.after) this.waiting = true;
    else this.finish();
  }

  // With every look at the world: the mark stays on its thing, and what came true ends the step.
  look() {
    const step = this.steps[this.step];
    if (!step || this.done_) return;
    if (step.done?.() || (this.waiting && step.after())) this.finish();
    else if (!this.marked?.isConnected) this.remark(step);
  }

  async remark(step) {
    if (step.name === "explain" || step.name === "buy" || step.name === "rival") this.mark(await step.at());
    else if (step.name === "send" && this.hooks.sending.off.length && (this.early || START.includes(this.hooks.grid.model?.tab?.title))) {
      // Whoever began before the engine had written the boxes is taken there once, and then left alone.
      this.early = false;
      this.mark(await this.sendBox());
      this.paint();
    }
  }

  finish() {
    this.done_ = true;
    this.mark(null);
    this.paint();
  }

  state(name) {
    if (this.done_) return "done";
    return name === "send" && this.hooks.sending.shops.size === 0 ? "wait" : "text";
  }

  // Whether the tour stands at this step, not done yet.
  asks(name) {
    return this.steps[this.step]?.name === name && !this.done_;
  }

  mark(node) {
    this.marked?.classList.remove("pointed");
    this.marked = node;
    node?.classList.add("pointed");
  }

  again() {
    this.paint();
  }

  paint() {
    const count = this.steps.length;
    if (this.step < 0) return this.box.replaceChildren();
    const { name } = this.steps[this.step];
    const last = this.step === count - 1;
    const dots = el("div", { class: "dots", "aria-hidden": "true" }, ...this.steps.map((_, at) => el("i", { class: at < this.step || (at === this.step && this.done_) ? "past" : at === this.step ? "now" : "" })));
    const next = el("button", { class: this.done_ ? "primary" : "", text: last ? t("tour.end") : this.done_ ? t("tour.next") : t("tour.skip"), onclick: () => (last ? this.leave() : this.to(this.step + 1)) });
    const card = el("section", { class: `tourcard ${this.done_ ? "done" : ""}`, "aria-labelledby": "tourtitle" },
      el("div", {}, dots, el("p", { class: "muted", text: t("tour.count", { n: this.step + 1, of: count }) })),
      el("div", { "aria-live": "polite" }, el("h2", { id: "tourtitle", text: t(`tour.${name}.title`) }), el("p", { text: t(`tour.${name}.${this.state(name)}`) })),
      el("div", { class: "buttons" }, el("button", { class: "quiet", text: t("tour.leave"), onclick: () => this.leave() }), this.step ? el("button", { text: t("tour.back"), onclick: () => this.to(this.step - 1) }) : null, next));
    return this.box.replaceChildren(card);
  }
}
