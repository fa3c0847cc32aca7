// Borders between columns that a person moves, by pointer or arrow keys. The width is remembered.

import { load, save } from "./store.js";

/** Makes a separator move a width, which is a custom property of the page in pixels; `side` is 1 or -1. */
export function resizable(separator, { name, min, max, start, side = 1 }) {
  const set = (width, keep = true) => {
    const now = Math.round(Math.min(Math.max(width, min), max));
    document.documentElement.style.setProperty(`--${name}`, `${now}px`);
    separator.setAttribute("aria-valuenow", now);
    if (keep) save(name, now);
  };
  separator.setAttribute("aria-valuemin", min);
  separator.setAttribute("aria-valuemax", max);
  const width = () => Number(separator.getAttribute("aria-valuenow"));
  set(load(name, start), false);
  separator.addEventListener("pointerdown", (event) => {
    const [from, before] = [event.clientX, width()];
    separator.setPointerCapture(event.pointerId);
    const move = (event) => set(before + side * (event.clientX - from));
    separator.addEventListener("pointermove", move);
    separator.addEventListener("lostpointercapture", () => separator.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  });
  separator.addEventListener("dblclick", () => set(start));
  separator.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -24, ArrowRight: 24 }[event.key];
    const to = { Home: min, End: max }[event.key];
    if (step === undefined && to === undefined) return;
    set(to ?? width() + side * step);
    event.preventDefault();
  });
}
