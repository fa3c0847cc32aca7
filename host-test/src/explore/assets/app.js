// Brings list, form, request and result together.

import { about } from "./about.js";
import * as catalog from "./catalog.js";
import { byId, h, say } from "./dom.js";
import { Form } from "./form.js";
import { labelOf, remember } from "./ids.js";
import { missing, secretsOf } from "./schema.js";
import { showRequest, target } from "./request.js";
import { inShort, showResult } from "./result.js";
import * as server from "./server.js";

const PREVIEW_DELAY = 150;

/** Function names and the actions they belong to. */
const names = new Map();
/** What was filled in, by action, as JSON. */
const filled = new Map();
/** The calls of this session, latest first. They hold what was typed, so they stay in memory. */
const calls = [];
const form = new Form(byId("form"), edited);

let action = null;
/** Counts the edits: an answer to an earlier one comes too late. */
let edit = 0;
let timer;
/** Whether a run was tried: from then on, what is missing is an error. */
let tried = false;
let running = false;

async function start() {
  const { org, mock, actions } = await server.actions();
  byId("org").textContent = org;
  target.mock = mock;
  if (mock) byId("org").append(h("span", { class: "chip", title: "In memory, gone when the explorer ends" }, "mock org"));
  for (const { name } of actions) names.set(name.slice(name.indexOf(".") + 1), name);
  catalog.show(actions, (name) => go(name));
  window.addEventListener("hashchange", () => open(decodeURIComponent(location.hash.slice(1)), true));
  await open(decodeURIComponent(location.hash.slice(1)));
  if (!location.hash) byId("search").focus();
}

/** Opens an action by its address, so that back and forward work. */
function go(name) {
  toggleMenu(false);
  if (location.hash === `#${name}`) open(name, true);
  else location.hash = name;
}

async function open(name, focus) {
  if (!name) return welcome();
  if (action) filled.set(action.name, form.text());
  try {
    action = await server.describe(name);
  } catch (error) {
    action = null;
    return byId("about").replaceChildren(h("p", { class: "error" }, error.message));
  }
  document.title = `${action.title} · Okta explorer`;
  byId("about").replaceChildren(...about(action, names));
  byId("bar").hidden = false;
  byId("run").classList.toggle("danger", action.annotations.destructiveHint);
  byId("run").textContent = action.annotations.destructiveHint ? "Run…" : "Run";
  byId("result").hidden = true;
  tried = false;
  catalog.mark(action.name);
  load(filled.get(action.name));
  byId("page").scrollTop = 0;
  if (focus) byId("title").focus({ preventScroll: true });
  await preview();
}

function load(text) {
  const lists = Object.keys(action.parameters.properties).map((name) => [name, catalog.listOf(action, name)]);
  form.load(action.parameters, text, new Map(lists.filter(([, list]) => list && list.name !== action.name)));
}

function welcome() {
  byId("about").replaceChildren(
    h("h1", {}, "Choose an action"),
    h("p", {}, "Search on the left by what you want to do, such as ", h("q", {}, "create user"), ". ",
      "The form shows what the action takes, the request shows what would be sent, and nothing is sent before you run it."),
  );
}

function edited() {
  edit += 1;
  clearTimeout(timer);
  timer = setTimeout(() => preview().catch((error) => say(error.message)), PREVIEW_DELAY);
}

/** The arguments that an error names, with what is wrong. */
function problems({ error, name, message }) {
  if (error !== "permanent-invalid-argument") return new Map();
  if (name !== "arguments") return new Map([[name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), message]]);
  const parts = message.matchAll(/`([^`]+)` (is .*?)(?=; `[^`]+` is |$)/g);
  return new Map([...parts].map(([, argument, wrong]) => [argument, wrong]));
}

/** Asks what would be sent, and shows it. Gives it, or nothing if the form has changed meanwhile. */
async function preview() {
  clearTimeout(timer);
  const now = edit;
  const [draft] = form.drafts.keys();
  if (draft !== undefined) {
    showRequest(action.name, { error: "draft", name: draft, message: "is not valid JSON yet" });
    return undefined;
  }
  const text = form.text();
  const shown = await server.preview(action.name, text);
  if (now !== edit) return undefined;
  const wrong = problems(shown);
  const unfilled = [...wrong].filter(([, message]) => message.startsWith("is missing")).map(([name]) => name);
  const errors = new Map([...wrong].filter(([name]) => tried || !unfilled.includes(name)));
  form.setErrors(errors);
  const onlyUnfilled = unfilled.length > 0 && unfilled.length === wrong.size;
  const waiting = onlyUnfilled ? `Fill in ${unfilled.join(", ")} to see the request.` : undefined;
  showRequest(action.name, shown, text, secretsOf(action.parameters, form.value), form.files.get("body"), waiting);
  const empty = missing(action.parameters, form.value).map((path) => path.join("."));
  byId("note").textContent = empty.length > 0 ? `Still empty: ${empty.join(", ")}` : "";
  return shown;
}

async function run() {
  if (running || !action) return;
  tried = true;
  running = true;
  byId("run").disabled = true;
  byId("result").setAttribute("aria-busy", "true");
  try {
    const shown = await preview();
    const { name } = action;
    const text = form.text();
    const [draft] = form.drafts.keys();
    if (draft !== undefined) return byId(`f.${draft}`)?.focus();
    if (!shown) return;
    // A request that cannot be sent needs no confirmation.
    if (shown.error) {
      showResult("Not sent", shown);
      return document.querySelector("#form [aria-invalid]")?.focus();
    }
    if (action.annotations.destructiveHint && !(await confirmed(shown))) return say("Not run");
    finish({ name, text, result: await server.call(name, text) });
  } catch (error) {
    say(error.message);
  } finally {
    running = false;
    byId("run").disabled = false;
    byId("result").removeAttribute("aria-busy");
  }
}

/** Asks before a destructive action, by the action and the objects that it is about. */
function confirmed({ method, url }) {
  const dialog = byId("confirm");
  const about = Object.entries(action.parameters.properties).filter(([, schema]) => schema["x-in"] === "path");
  const rows = about.flatMap(([name]) => {
    const id = form.at([name]);
    return [h("dt", {}, name), h("dd", {}, h("code", {}, id), labelOf(id) ? ` ${labelOf(id)}` : "")];
  });
  const yes = h("button", { class: "danger primary", value: "yes", id: "confirm-yes" }, action.title);
  dialog.returnValue = "";
  dialog.replaceChildren(
    h("h2", { id: "confirm-title" }, `${action.title}?`),
    h("p", {}, action.summary.replaceAll("`", "")),
    h("dl", { class: "facts" }, rows, h("dt", {}, "Request"), h("dd", {}, `${method} ${url}`)),
    h("form", { method: "dialog" }, h("button", { value: "", autofocus: true, id: "confirm-no" }, "Cancel"), yes),
  );
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

/** Shows a result, and adds it to the calls of the session. */
function finish(call) {
  const { name, result, page } = call;
  if (result.body) remember(result.body);
  calls.unshift(call);
  showCall(call);
  const title = page ? `${name}, page ${page}` : name;
  say(`${title}: ${inShort(result)}`, false);
  byId("history").hidden = false;
  byId("calls").prepend(h("li", {},
    h("button", { type: "button", class: result.error ? "failed" : null, click: () => restore(call) },
      h("span", {}, title), h("span", { class: "hint" }, inShort(result)))));
  // The list of calls takes room from the list of actions.
  catalog.mark(name);
  if (matchMedia("(max-width: 900px)").matches) byId("result").scrollIntoView({ block: "start" });
}

function showCall(call) {
  const { name, text, result, page = 1 } = call;
  showResult(page > 1 ? `Response, page ${page}` : "Response", result, async (next) => {
    try {
      finish({ name, text, page: page + 1, result: await server.nextPage(next) });
      (byId("next") ?? byId("result-title")).focus({ preventScroll: true });
    } catch (error) {
      say(error.message);
    }
  });
}

/** Brings back the arguments and the result of an earlier call. */
async function restore(call) {
  if (action) filled.set(action.name, form.text());
  filled.set(call.name, call.text);
  toggleMenu(false);
  history.pushState(null, "", `#${call.name}`);
  action = null;
  await open(call.name, true);
  showCall(call);
}

function toggleMenu(to) {
  const shown = document.body.classList.toggle("menu", to);
  byId("menu").setAttribute("aria-expanded", String(shown));
  if (shown) byId("search").focus();
}

byId("run").addEventListener("click", run);
byId("clear").addEventListener("click", () => {
  load();
  tried = false;
  edited();
});
byId("menu").addEventListener("click", () => toggleMenu());
byId("help").addEventListener("click", () => byId("keys").showModal());
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    toggleMenu(true);
    byId("search").select();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    run();
  } else if (event.altKey && event.code === "KeyJ" && action?.parameters.properties.body) {
    if (document.getElementById("json.body")) form.toggleJson(["body"]);
  } else if (event.altKey && event.code === "KeyR" && !byId("result").hidden) {
    const inside = byId("output").contains(document.activeElement);
    (inside ? byId("title") : byId("result-title")).focus();
  } else {
    return;
  }
  event.preventDefault();
});

start().catch((error) => byId("about").replaceChildren(h("p", { class: "error" }, error.message)));
