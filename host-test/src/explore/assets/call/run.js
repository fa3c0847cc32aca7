// A call while it runs: the time, and a way to cancel it.

import { byId, h, icon } from "../lib/dom.js";
import * as server from "../lib/server.js";
import { seconds } from "../lib/words.js";
import { showRunning } from "../result/result.js";

const TICK = 100;

let running = null;
/** The action whose form is open. */
let open = null;

/** Whether a call runs. */
export const isRunning = () => running !== null;

/** Cancels the call that runs; its request to Okta is broken off. */
export const cancel = () => running?.abort();

/** Draws the buttons of the open action, by whether a call runs. */
function draw() {
  const is = isRunning();
  const run = byId("run");
  run.disabled = is;
  byId("cancel").hidden = !is;
  for (const id of ["example", "clear", "share"]) byId(id).hidden = is;
  byId("result").setAttribute("aria-busy", String(is));
  const { destructiveHint } = open.annotations;
  run.classList.toggle("danger", destructiveHint);
  run.replaceChildren(is ? h("span", { class: "spinner" }) : icon("play"), h("span", {}, is ? "Running" : destructiveHint ? "Run…" : "Run"));
}

/** Draws the buttons for an action. */
export function prepare(action) {
  open = action;
  draw();
}

/** Runs an action: its result, or an error of ours if a person cancels it. */
export async function perform(action, text) {
  running = new AbortController();
  const begin = performance.now();
  draw();
  showRunning();
  const timer = setInterval(() => {
    const place = byId("elapsed");
    if (place) place.textContent = seconds(performance.now() - begin);
  }, TICK);
  try {
    return await server.call(action.name, text, running.signal);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
    const milliseconds = Math.round(performance.now() - begin);
    return { error: action.annotations.readOnlyHint ? "cancelled-read" : "cancelled-write", cancelled: true, milliseconds };
  } finally {
    clearInterval(timer);
    running = null;
    draw();
  }
}
