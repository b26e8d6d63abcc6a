// Trouble to throw at a shop or at Google, and how much of it still waits.

import { el } from "./dom.js";
import { t } from "./words.js";

const KINDS = {
  throttle: { kind: "rate_limit", times: 6 },
  outage: { kind: "server_error", times: 25 },
  cut: { kind: "cut_after", times: 2 },
  token: { kind: "expire_access_token" },
  slow: { kind: "slow", times: 4, seconds: 2 },
};
const AT_GOOGLE = ["throttle", "outage", "slow"];

export function trouble(shops) {
  const { data } = shops;
  const targets = [...Object.keys(data.troubles), "sheets"];
  const cards = targets.map((target) => {
    const waiting = data.troubles[target] ?? 0;
    const buttons = Object.entries(KINDS).filter(([name]) => target !== "sheets" || AT_GOOGLE.includes(name)).map(([name, body]) => el("button", {
      class: "small", data: { keep: `${target} ${name}`, trouble: `${target} ${name}` }, text: t(`trouble.${name}`),
      onclick: () => shops.act("faults", { target, ...body }, t("trouble.done", { what: t(`trouble.${name}`) })),
    }));
    return el("li", {}, el("div", {}, el("strong", { text: t(`target.${target}`) }), el("small", { class: waiting ? "state calls" : "muted", text: waiting ? t("trouble.waiting", { n: waiting }) : t("trouble.calm") })),
      el("div", { class: "moves" }, ...buttons, el("button", { class: "small quiet", data: { keep: `${target} clear` }, text: t("trouble.clear"), onclick: () => shops.act("faults", { target, kind: "clear" }, t("trouble.cleared")) })));
  });
  const fights = data.fights.map((one) => el("li", {}, el("div", {}, el("strong", { text: t("fight.on", { shop: one.shop, n: one.units }) }), el("small", { class: "state calls", text: t("fight.left", { n: one.left }) })),
    el("div", { class: "moves" }, el("button", { class: "small", text: t("more.stop"), onclick: () => shops.act("rival", { action: "stop" }, t("more.stop.done")) }))));
  return el("div", { class: "scrollbox", tabindex: 0, role: "region", "aria-label": t("shops.trouble") }, el("p", { class: "muted lead", text: t("trouble.lead") }), el("ul", { class: "orders" }, ...fights, ...cards));
}
