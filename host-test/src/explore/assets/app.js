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
import { learn } from "./result/relations.js";
import { showJob } from "./start/job.js";
import { finished, textOf } from "./start/state.js";
import { callLink, showStart, showUnknown } from "./start/start.js";

const known = { org: {}, actions: [], jobs: [] };
/** What is to happen with the next address: `{ run, step }`, of the link that was clicked. */
let intent = {};
/** Counts the addresses: what an earlier one waited for comes too late. */
let latest = 0;

async function start() {
  showSettings();
  resizable(byId("nav-border"), { name: "nav", min: 200, max: 520, start: 280 });
  resizable(byId("form-border"), { name: "form", min: 320, max: 900, start: 430 });
  const [{ actions, queries, ...org }, jobs] = await Promise.all([server.actions(), server.jobs()]);
  Object.assign(known, { org, actions, jobs });
  Object.assign(target, { mock: org.mock, authorization: org.authorization });
  showOrg(org);
  learn(actions);
  catalog.show(actions, queries, go);
  open.setUp(org, actions, (step, body) => finished(jobs, step, body));
  onCall(showCalls);
  showCalls();
  window.addEventListener("hashchange", () => route(true));
  await route(false);
  if (!location.hash) byId("search").focus();
}

/** Opens an action by its address, so that back and forward work. */
function go(name) {
  toggleMenu(false);
  if (location.hash.replace(/\?.*/s, "") === `#${name}`) route(true);
  else location.hash = name;
}

/** Shows what the address names. */
async function route(focus) {
  const wanted = address.read(location.hash);
  const now = ++latest;
  const isLate = () => now !== latest;
  const { run, step } = intent;
  intent = {};
  byId("status").classList.add("away");
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  try {
    if (wanted.kind === "action") {
      await open.open(wanted, step && { ...step, text: textOf(known.jobs, step) });
      if (isLate()) return;
      showPart("action");
      if (focus) byId("title").focus({ preventScroll: true });
      if (run) await open.run();
      return;
    }
    open.close();
    catalog.mark("");
    const job = wanted.kind === "job" && known.jobs.find(({ name }) => name === wanted.name);
    document.title = `${prefix(known.org)}${job ? `${job.title} · ` : ""}Okta explorer`;
    if (job) showJob(job, known.org);
    else if (wanted.kind === "job") await showUnknown(`job/${wanted.name}`, isLate);
    else showStart(known, restore);
  } catch (error) {
    if (isLate()) return;
    catalog.mark("");
    document.title = `${prefix(known.org)}Okta explorer`;
    if (error.status === 404) await showUnknown(wanted.name, isLate);
    else byId("start").replaceChildren(h("p", { class: "error start" }, error.message));
  }
  if (isLate()) return;
  showPart("start");
  if (focus) byId("title")?.focus({ preventScroll: true });
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
  const shown = document.body.classList.toggle("menu", to);
  byId("menu").setAttribute("aria-expanded", String(shown));
  if (shown) byId("search").focus();
}

function toSearch() {
  toggleMenu(true);
  byId("search").focus();
  byId("search").select();
}

byId("menu").addEventListener("click", () => toggleMenu());
document.addEventListener("search", toSearch);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
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
  } else if (event.key === "Escape" && document.body.classList.contains("menu") && !byId("search").value) {
    toggleMenu(false);
    byId("menu").focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
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
