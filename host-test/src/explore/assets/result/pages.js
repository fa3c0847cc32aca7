// The further pages of a list: one, or all with progress and a way to stop.

import { button, h, say } from "../lib/dom.js";
import { count } from "../lib/words.js";

const wait = (milliseconds, signal) =>
  new Promise((done, failed) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      failed(new DOMException("stopped", "AbortError"));
    });
  });

/**
 * The buttons that load further pages.
 *
 * `fetchPage(next, signal)` gives the result of a page, `took(result)` shows it and gives how many rows there are now;
 * `shown` is how many there are before.
 */
export function pager(next, fetchPage, took, shown) {
  const place = h("div", { class: "pager", id: "pager" });
  let following = next;
  let rows = shown;
  let stop = null;

  const show = (...content) => place.replaceChildren(...content.filter(Boolean));
  const choices = (text) => show(
    following && button("plus", "Next page", { id: "next", click: () => load(1) }),
    following && button("list", "Load all", { id: "all", click: () => load(Infinity) }),
    h("span", { class: "hint", role: "status" }, text ?? ""));

  async function one(signal) {
    for (;;) {
      const result = await fetchPage(following, signal);
      if (result.error !== "rate-limited" || !(result.waitMs > 0)) return result;
      for (let left = Math.ceil(result.waitMs / 1000); left > 0; left -= 1) {
        place.querySelector("[role=status]").textContent = `The rate limit is used up: goes on in ${left} s`;
        await wait(1000, signal);
      }
    }
  }

  async function load(most) {
    stop = new AbortController();
    const progress = h("span", { role: "status" }, "Loading…");
    show(h("progress", { "aria-label": "Loading" }), progress, button("square", "Stop", { id: "stop", click: () => stop.abort() }));
    place.querySelector("#stop").focus();
    let text;
    try {
      for (let pages = 0; following && pages < most; pages += 1) {
        const result = await one(stop.signal);
        if (result.error) {
          took(result);
          text = "A page could not be loaded. What is here stays.";
          break;
        }
        following = result.next;
        const before = rows;
        rows = took(result);
        progress.textContent = `${count(rows, "row")} so far`;
        // A log without an end names a next page always; it is empty until something happens.
        if (rows === before && following) {
          text = `All ${count(rows, "row")} until now are loaded. What is new later is on the next page.`;
          break;
        }
      }
      text ??= following ? "" : `All pages are loaded: ${count(rows, "row")}`;
    } catch (error) {
      text = error.name === "AbortError" ? "Stopped. What is here stays." : error.message;
    }
    choices(text);
    say(text || count(rows, "row"), false);
    place.querySelector("#next")?.focus({ preventScroll: true });
  }

  choices("There are further pages, not loaded");
  return place;
}
