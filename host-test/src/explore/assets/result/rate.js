// How much of the rate limit is left, as a gauge whose seconds run.

import { h } from "../lib/dom.js";

/** Below this share of the limit the gauge warns. */
const LOW = 0.2;

let last = null;
/** The rate limit of each gauge. */
const rates = new WeakMap();

const number = (value) => value.toLocaleString("en-US");

/** The words of a rate limit, long and short. */
function words({ limit, remaining, resetEpochSeconds }) {
  const seconds = Math.max(0, resetEpochSeconds - Math.floor(Date.now() / 1000));
  const reset = seconds > 0 ? `resets in ${seconds} s` : "has been reset";
  return [`${number(remaining)} of ${number(limit)} left, ${reset}`, `Rate limit: ${number(remaining)} left`];
}

/** Writes the words of a gauge, which change every second. */
function write(gauge) {
  const [long, short] = words(rates.get(gauge));
  gauge.querySelector(".long").textContent = long;
  gauge.querySelector(".short").textContent = short;
}

/** The gauge of a rate limit. */
export function gauge(rate) {
  const low = rate.remaining / rate.limit < LOW;
  const made = h("span", { class: `gauge${low ? " low" : ""}` },
    h("meter", { min: 0, max: rate.limit, low: rate.limit * LOW, optimum: rate.limit, value: rate.remaining, "aria-label": "Rate limit" }),
    h("span", { class: "long" }), h("span", { class: "short" }));
  rates.set(made, rate);
  write(made);
  return made;
}

/** Keeps the rate limit of the latest response, and shows it wherever the org is shown. */
export function noteRate(rate) {
  if (!rate) return;
  last = rate;
  for (const place of document.querySelectorAll(".latest-rate")) place.replaceChildren(gauge(rate));
}

/** The rate limit of the latest response, if there was one. */
export const lastRate = () => last;

setInterval(() => document.querySelectorAll(".gauge").forEach(write), 1000);
