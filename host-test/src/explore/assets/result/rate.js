// How much of the rate limit is left, as a gauge.

import { byId, h } from "../lib/dom.js";

/** Below this share of the limit the gauge warns. */
const LOW = 0.2;

let last = null;

const number = (value) => value.toLocaleString("en-US");

/** The words of a rate limit. */
function rateText({ limit, remaining, resetEpochSeconds }) {
  const seconds = Math.max(0, resetEpochSeconds - Math.floor(Date.now() / 1000));
  return `${number(remaining)} of ${number(limit)} left, resets in ${seconds} s`;
}

/** The gauge of a rate limit. */
export function gauge(rate) {
  const low = rate.remaining / rate.limit < LOW;
  return h("span", { class: `gauge${low ? " low" : ""}` },
    h("meter", { min: 0, max: rate.limit, low: rate.limit * LOW, optimum: rate.limit, value: rate.remaining, "aria-label": "Rate limit" }),
    h("span", {}, rateText(rate)));
}

/** Keeps the rate limit of the latest response, and shows it in the header. */
export function noteRate(rate) {
  if (!rate) return;
  last = rate;
  const place = byId("rate");
  if (place) place.replaceChildren(gauge(rate));
}

/** The rate limit of the latest response, if there was one. */
export const lastRate = () => last;
