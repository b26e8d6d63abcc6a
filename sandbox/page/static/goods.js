// How goods and storefronts are called and drawn.

import { el } from "./dom.js";
import { language } from "./words.js";

export const FRONTS = {
  shopee: { name: "Shopee", short: "Shopee" },
  tiktok: { name: "TikTok Shop", short: "TikTok" },
  tokopedia: { name: "Tokopedia", short: "Tokopedia" },
};

export const front = (name) => FRONTS[name]?.name ?? name;

export function rupiah(price) {
  return `Rp${new Intl.NumberFormat(language() === "id" ? "id-ID" : "en-GB").format(price)}`;
}

// A tile with the product's first letters, in a colour of its own.
export function picture(name) {
  const words = name.split(/\s+/).filter(Boolean);
  let hue = 0;
  for (const letter of name) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  const made = el("span", { class: "picture", "aria-hidden": "true", text: `${words[0]?.[0] ?? "?"}${words[1]?.[0] ?? ""}`.toUpperCase() });
  made.style.setProperty("--hue", String(hue));
  return made;
}
