// The orders of all shops, latest first, and what buyer and parcel can do next with each.

import { el } from "./dom.js";
import { front } from "./goods.js";
import { clock, t } from "./words.js";

const NEXT = { unpaid: ["pay", "cancel"], paid: ["ship", "cancel"], arranged: ["ship", "cancel"], part_shipped: ["ship", "deliver"], shipped: ["deliver", "fail_delivery"], delivered: ["return", "complete"], completed: ["return"], cancelled: [] };

export function orders(shops) {
  const { data } = shops;
  const names = new Map(data.listings.map((one) => [`${one.shop} ${one.id}`, one]));
  const list = [...data.orders].sort((one, other) => other.created_at - one.created_at);
  if (!list.length) return el("p", { class: "nothing", text: t("orders.none") });
  const items = list.map((order) => {
    const goods = order.lines.map((line) => {
      const listing = names.get(`${order.shop} ${line.listing}`);
      return `${line.units} × ${line.sku || listing?.name || line.listing}`;
    });
    const returned = order.lines.every((line) => line.returned >= line.shipped) && order.lines.some((line) => line.returned);
    const moves = (returned ? [] : NEXT[order.status] ?? []).map((name) => el("button", {
      class: "small", data: { keep: `${order.id} ${name}`, order: name }, text: t(`order.${name}`), "aria-label": t("order.act", { act: t(`order.${name}`), id: order.id }),
      onclick: () => shops.act("buyers", { action: name, order: order.id, shop: order.shop }, t("order.done", { act: t(`order.${name}`) })),
    }));
    return el("li", { class: "order" },
      el("div", {}, el("strong", { text: goods.join(", ") }), el("small", {}, el("span", { class: `front ${order.storefront}`, text: front(order.storefront) }), ` · ${clock(order.created_at)} · `, el("span", { class: `state ${order.status}`, text: returned ? t("state.returned") : t(`state.${order.status}`) }))),
      el("div", { class: "moves" }, ...moves));
  });
  return el("div", { class: "scrollbox", tabindex: 0, role: "region", "aria-label": t("shops.orders") }, el("ul", { class: "orders" }, ...items));
}
