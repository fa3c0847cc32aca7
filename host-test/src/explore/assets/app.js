// Brings the parts together: what an address shows, and the keys.

import * as open from "./call/action.js";
import { calls, onCall } from "./call/calls.js";
import { prefix, showOrg } from "./call/org.js";
import * as running from "./call/run.js";
import { target } from "./call/snippets.js";
import * as catalog from "./catalog/catalog.js";
import * as address from "./lib/address.js";
import { byId, h } from "./lib/dom.js";
import { resizable } from "./lib/resize.js";
import * as server from "./lib/server.js";
import { showSettings } from "./lib/settings.js";
import { load, save } from "./lib/store.js";
import { learn } from "./result/relations.js";
import { isWide, narrow } from "./result/wide.js";
import { showJob } from "./start/job.js";
import { finished, textOf } from "./start/state.js";
import { callLink, showStart, showUnknown } from "./start/start.js";

const known = { org: {}, actions: [], jobs: [] };
/** How long a new tab may take to open, in milliseconds. */
const NEW_TAB = 10_000;
/** Counts the addresses that were shown: what comes late is of an earlier one. */
let routes = 0;
/** What is to happen with the next address: `{ run, step }`, of the link that was clicked. */
let intent = {};

async function start() {
  showSettings();
  resizable(byId("nav-border"), { name: "nav", min: 200, max: 520, start: 280 });
  resizable(byId("form-border"), { name: "form", min: 320, max: 900, start: 430 });
  const [{ actions, queries, ...org }, jobs] = await Promise.all([server.actions(), server.jobs()]);
  Object.assign(known, { org, actions, jobs });
  Object.assign(target, { authorization: org.authorization, environment: org.environment });
  showOrg(org);
  learn(actions);
  catalog.show(actions, queries, jobs, go);
  open.setUp(org, actions, (step, body) => finished(jobs, step, body));
  onCall(showCalls);
  showCalls();
  window.addEventListener("hashchange", () => route(true));
  intent = { run: wasLeft() };
  await route(false);
  if (!location.hash) byId("search").focus();
}

/** Opens an action or job by its address, so that back and forward work; `run` runs it. */
function go(to, run = false) {
  toggleMenu(false);
  intent = { run };
  if (location.hash === `#${to}` || location.hash.replace(/\?.*/s, "") === `#${to}`) route(true);
  else location.hash = to;
}

/** Shows what the address names. */
async function route(focus) {
  const wanted = address.read(location.hash);
  const now = ++routes;
  const isLate = () => now !== routes;
  const { run, step } = intent;
  intent = {};
  narrow();
  byId("status").classList.add("away");
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  try {
    if (wanted.kind === "action") {
      await open.open(wanted, step && { ...step, text: textOf(known.jobs, step) });
      if (isLate()) return;
      showPart("action");
      // Only what is shown can be scrolled.
      for (const id of ["action", "fields", "output"]) byId(id).scrollTop = 0;
      if (focus) byId("title").focus({ preventScroll: true });
      if (run) await open.run();
      return;
    }
    open.close();
    catalog.mark("");
    const job = wanted.kind === "job" && known.jobs.find(({ name }) => name === wanted.name);
    document.title = `${prefix(known.org)}${job ? `${job.title} · ` : ""}Okta explorer`;
    if (job) showJob(job, known.org);
    else if (wanted.kind === "job") await showLost(`job/${wanted.name}`, now);
    else showStart(known, restore);
  } catch (error) {
    if (isLate()) return;
    catalog.mark("");
    document.title = `${prefix(known.org)}Okta explorer`;
    if (error.status === 404) await showLost(wanted.name, now);
    else byId("start").replaceChildren(h("p", { class: "error start" }, error.message));
  }
  if (isLate()) return;
  showPart("start");
  if (focus) byId("title")?.focus({ preventScroll: true });
}

/** Says that an address names nothing, unless another one was opened meanwhile. */
async function showLost(name, now) {
  const near = await catalog.found(name);
  if (now === routes) showUnknown(name, near.slice(0, 5));
}

/** Shows one of the two parts of the page; the other is gone, with what it said. */
function showPart(id) {
  for (const part of ["start", "action"]) byId(part).hidden = part !== id;
  byId(id === "start" ? "about" : "start").replaceChildren();
  if (id === "start") {
    byId("form").replaceChildren();
    for (const gone of ["bar", "request", "result"]) byId(gone).hidden = true;
    byId("start").scrollTop = 0;
  }
}

/** Brings back an earlier call. */
async function restore({ address: of, call }) {
  toggleMenu(false);
  history.pushState(null, "", of);
  await route(true);
  if (call) await open.showAgain(call);
}

function showCalls() {
  byId("history").hidden = calls.length === 0;
  byId("calls").replaceChildren(...calls.slice(0, 12).map((entry) => callLink(entry, restore)));
  // The list of calls takes room from the list of actions.
  catalog.reveal();
}

function toggleMenu(to) {
  const shown = document.body.classList.toggle("with-catalog", to);
  byId("menu").setAttribute("aria-expanded", String(shown));
  if (shown) byId("search").focus();
}

function toSearch() {
  toggleMenu(true);
  byId("search").focus();
  byId("search").select();
}

/** Lets a link that only reads run in its new tab as well. */
function leave(event) {
  const link = event.target.closest("a[data-run]");
  if (link) save("run", { address: link.hash, at: Date.now() });
}

/** Whether this tab was opened by such a link. */
function wasLeft() {
  const { address: of, at } = load("run", {});
  save("run", null);
  return of === location.hash && Date.now() - at < NEW_TAB;
}

byId("menu").addEventListener("click", () => toggleMenu());
document.addEventListener("open-search", toSearch);
document.addEventListener("auxclick", leave);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    leave(event);
    return;
  }
  toggleMenu(false);
  const { run, job, step, item } = link.dataset;
  intent = { run: run === "true", step: job && { job, step, item } };
  // The same address again changes nothing that the browser would tell of.
  if (link.hash === location.hash || (link.getAttribute("href") === "#" && !location.hash)) {
    event.preventDefault();
    route(true);
  }
});
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    toSearch();
  } else if (event.key === "Escape" && running.isRunning()) {
    running.cancel();
  } else if (event.key === "Escape" && document.querySelector("#cancel-job:not([hidden])")) {
    byId("cancel-job").click();
  } else if (event.key === "Escape" && isWide()) {
    narrow();
    byId("widen").focus();
  } else if (event.key === "Escape" && document.body.classList.contains("with-catalog") && !byId("search").value) {
    toggleMenu(false);
    byId("menu").focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    // Nobody runs a form that they do not see.
    narrow();
    if (byId("run-job")) byId("run-job").click();
    else open.run();
  } else if (event.altKey && event.code === "KeyJ" && open.hasBody()) {
    open.toggleJson();
  } else if (event.altKey && event.code === "KeyR" && !byId("result").hidden) {
    const inside = byId("output").contains(document.activeElement);
    (inside ? byId("title") : byId("result-title")).focus();
  } else {
    return;
  }
  event.preventDefault();
});

start().catch((error) => {
  byId("start").hidden = false;
  byId("start").replaceChildren(h("p", { class: "error start" }, error.message));
});
