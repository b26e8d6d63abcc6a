// Which words the page shows: those of the chosen language, with {names} filled in.

import { remember } from "./dom.js";

const told = { language: "id", words: {}, numbers: null };

export async function speak(language) {
  const answer = await fetch(`/words.${language}.json`);
  told.words = await answer.json();
  told.language = language;
  told.numbers = new Intl.NumberFormat(language === "id" ? "id-ID" : "en-GB");
  document.documentElement.lang = language;
  remember("language", language);
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  document.title = `Selaras · ${t("claim")}`;
}

export const language = () => told.language;

export function t(key, params = {}) {
  const words = told.words[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}

export const has = (key) => key in told.words;

export const number = (value) => told.numbers.format(value);

export function seconds(value) {
  if (value < 0.95) return t("milliseconds", { n: Math.round(value * 1000) });
  const digits = value < 10 ? 1 : 0;
  return t("seconds", { n: value.toLocaleString(told.language === "id" ? "id-ID" : "en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits }) });
}

export function clock(unix) {
  return new Date(unix * 1000).toLocaleTimeString(told.language === "id" ? "id-ID" : "en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
