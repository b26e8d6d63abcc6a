// The live story: what the engine read, planned, sent and read back, one card for each thing that happened.

import { el } from "./dom.js";
import { front } from "./goods.js";
import { clock, has, number, seconds, t } from "./words.js";

const STEPS = ["seen", "planned", "pushed", "read_back"];
const TOGETHER = 4;
const KEPT = 60;

export class Story {
  constructor(box, hooks) {
    this.box = box;
    this.hooks = hooks;
    this.threads = [];
    this.typed = new Map();
    this.again();
  }

  again() {
    this.list = el("ol", { class: "threads", tabindex: 0, "aria-label": t("place.story") });
    this.box.replaceChildren(el("h2", { text: t("place.story") }), this.list);
    this.paint();
  }

  // Somebody typed into the row of a SKU on this page: from then on the time counts.
  began(sku) {
    this.typed.set(sku.trim().toLowerCase(), Date.now() / 1000);
  }

  take(events) {
    if (!events.length) return;
    for (const event of events) this.add(event);
    this.paint();
  }

  // An event belongs to the latest thread of its SKU, unless that has gone past this step or is long over.
  add(event) {
    const sku = event.sku || event.listing || "";
    let thread = this.threads.find((one) => one.sku === sku);
    const late = thread && event.event === "planned" && event.time - thread.last > TOGETHER;
    const anew = event.event === "seen" || (event.event === "planned" && thread?.lanes.get(lane(event))?.planned);
    if (!thread || late || anew) {
      thread = { sku, seen: null, first: event.time, last: event.time, lanes: new Map(), why: "", value: event.value, typed: null };
      this.threads.unshift(thread);
      this.threads.length = Math.min(this.threads.length, KEPT);
    }
    thread.last = event.time;
    if (event.event === "seen") {
      thread.seen = event;
      const typed = this.typed.get(sku);
      if (typed && event.time >= typed - 0.5 && event.time - typed < 30) thread.typed = typed;
      this.typed.delete(sku);
    } else {
      if (!thread.lanes.has(lane(event))) thread.lanes.set(lane(event), { shop: event.shop, listing: event.listing });
      thread.lanes.get(lane(event))[event.event] = event;
      thread.why ||= event.event === "planned" ? event.note : "";
    }
  }

  paint() {
    if (!this.threads.length) {
      this.list.replaceChildren(el("li", { class: "nothing", text: t("story.none") }));
      return;
    }
    const held = this.list.contains(document.activeElement) && document.activeElement.dataset.keep;
    this.list.replaceChildren(...gathered(this.threads).map((threads) => (threads.length > 1 ? this.many(threads) : this.card(threads[0]))));
    if (held) this.list.querySelector(`[data-keep="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  // A whole tab taken in at once is one thing that happened, not thirty.
  many(threads) {
    return el("li", { class: "thread" }, el("div", { class: "threadhead" }, el("b", { text: t("story.sheet") }), el("span", { text: t("story.many", { n: number(threads.length) }) }), el("time", { class: "muted", text: clock(threads[0].first) })));
  }

  card(thread) {
    const read = thread.seen && thread.why !== "why.first";
    const cause = read ? t(thread.typed ? "story.typed" : "story.read", { n: number(thread.seen.value) }) : has(thread.why) ? t(thread.why) : t("why.other");
    const head = el("div", { class: "threadhead" }, el("button", { class: "link", data: { keep: `story ${thread.first} ${thread.sku}` }, text: thread.sku.toUpperCase(), onclick: () => this.hooks.explain(thread.sku) }), el("span", {}, cause, thread.typed ? el("small", { class: "muted", text: ` ${t("story.after", { time: seconds(Math.max(0, thread.seen.time - thread.typed)) })}` }) : null), el("time", { class: "muted", text: clock(thread.first) }));
    const lanes = [...thread.lanes.values()].map((one) => this.lane(thread, one));
    const only = lanes.length ? [] : [el("div", { class: "lane" }, el("span", { class: "muted", text: t("story.nothingsent") }))];
    return el("li", { class: "thread" }, head, ...lanes, ...only);
  }

  lane(thread, one) {
    const done = STEPS.slice(1).map((step) => {
      const event = one[step];
      const failed = step === "pushed" && event && event.note !== "done";
      return el("span", { class: `step ${event ? (failed ? "failed" : "done") : "open"}` }, el("b", { text: t(failed ? `pushed.${event.note}` : `step.${step}`) }), el("i", { text: event ? `+${seconds(Math.max(0, event.time - thread.first))}` : "…" }));
    });
    const value = (one.read_back ?? one.pushed ?? one.planned)?.value;
    return el("div", { class: "lane" }, el("span", { class: `front ${one.shop}`, text: front(one.shop) }), el("button", { class: "link n", data: { keep: `story ${thread.first} ${thread.sku} ${one.shop} ${one.listing}` }, text: value === undefined ? "" : number(value), "aria-label": t("story.why", { n: value ?? "", sku: thread.sku.toUpperCase() }), onclick: () => this.hooks.explain(thread.sku) }), ...done);
  }
}

const lane = (event) => `${event.shop} ${event.listing}`;

// Neighbours that only read, and read at the same moment, come together where there are many of them.
function gathered(threads) {
  const groups = [];
  for (const thread of threads) {
    const last = groups[groups.length - 1];
    const joins = last && !thread.lanes.size && !last[0].lanes.size && Math.abs(last[0].first - thread.first) < 2;
    if (joins) last.push(thread);
    else groups.push([thread]);
  }
  return groups.flatMap((group) => (group.length >= 4 ? [group] : group.map((one) => [one])));
}
