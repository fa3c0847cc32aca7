// The action that is open: its form, what it would send, and what it returned.

import { about } from "../catalog/about.js";
import * as catalog from "../catalog/catalog.js";
import { Form } from "../form/form.js";
import * as address from "../lib/address.js";
import { button, byId, copy, say } from "../lib/dom.js";
import { parse, write } from "../lib/json.js";
import { fieldsOf, missing, secretsOf } from "../lib/schema.js";
import * as server from "../lib/server.js";
import { count } from "../lib/words.js";
import { causesByField, problems } from "../result/failure.js";
import { idsFor, remember } from "../result/ids.js";
import { inShort, read, showResult } from "../result/result.js";
import * as calls from "./calls.js";
import { confirmed } from "./confirm.js";
import { prefix } from "./org.js";
import { pick } from "./picker.js";
import { askOrg } from "./profile.js";
import { showRequest } from "./request.js";
import * as running from "./run.js";

const PREVIEW_DELAY = 150;

const form = new Form(byId("form"), edited, (list, take) => pick(list, form.value, take));
/** What was filled in, by action: `{ text, address }`. It holds secrets, so it stays in memory. */
const filled = new Map();

let org = {};
let names = new Map();
let action = null;
/** Counts the edits: an answer to an earlier one comes too late. */
let edit = 0;
let timer;
/** Whether a run was tried: from then on, what is missing is an error. */
let tried = false;
/** The step of a job that the open form is, if it is one. */
let step = null;
let afterStep = () => {};

/** Takes the org and the actions; `finished(step, body)` is called after a step of a job. */
export function setUp(facts, actions, finished) {
  org = facts;
  names = new Map(actions.map(({ name }) => [name.slice(name.indexOf(".") + 1), name]));
  afterStep = finished;
}

/** Whether a form is open. */
export const isOpen = () => action !== null;
export const hasBody = () => Boolean(action?.parameters.properties.body);
export const toggleJson = () => document.getElementById("json.body") && form.toggleJson(["body"]);

/** Leaves the form, and keeps what was filled in. */
export function close() {
  if (action) filled.set(action.name, { text: form.text(), address: currentAddress() });
  action = null;
  // A preview that is on its way comes too late.
  edit += 1;
  clearTimeout(timer);
  running.cancel();
}

const currentAddress = () => address.ofForm(action.name, form.value, action.parameters);

/** Opens an action with the arguments of its address, or of a step of a job; an unknown one is an error with the status 404. */
export async function open({ name, query }, of = null) {
  close();
  const now = ++edit;
  const described = await server.describe(name);
  if (now !== edit) return;
  action = described;
  step = of;
  document.title = `${prefix(org)}${action.title} · Okta explorer`;
  byId("about").replaceChildren(...about(action, names).filter(Boolean));
  for (const id of ["request", "result"]) byId(id).hidden = true;
  byId("bar").hidden = false;
  running.prepare(action);
  tried = false;
  catalog.mark(name);
  const known = filled.get(name);
  const same = known && (!query || known.address === `#${name}?${query}`);
  // The text of a step has its secrets, which no address has.
  load(same ? known.text : of?.text ?? (query ? address.argumentsOf(query, action.parameters) : undefined));
  for (const id of ["action", "fields", "output"]) byId(id).scrollTop = 0;
  await preview();
}

/** Shows the form again, with what the org said of profiles. */
function known(more) {
  action = more;
  const text = form.text();
  load(text);
  edited();
}

form.extra = (path) => path.join(".") === "body.profile" && askOrg(action, known);

function load(text) {
  const lists = Object.keys(action.parameters.properties).map((name) => [name, catalog.listOf(action, name)]);
  form.load(action.parameters, text, new Map(lists.filter(([, list]) => list && list.name !== action.name)));
}

function edited() {
  edit += 1;
  clearTimeout(timer);
  timer = setTimeout(() => preview().catch((error) => say(error.message)), PREVIEW_DELAY);
}

/** Asks what would be sent, and shows it. Gives it, or nothing if the form has changed meanwhile. */
export async function preview() {
  clearTimeout(timer);
  const now = edit;
  const text = form.text();
  const call = { action: action.name, text, file: form.files.get("body") };
  const [draft] = form.drafts.keys();
  if (draft !== undefined) {
    showRequest({ ...call, preview: { error: "draft", name: draft, message: "is not valid JSON yet" } });
    return undefined;
  }
  const shown = await server.preview(action.name, text);
  if (now !== edit) return undefined;
  history.replaceState(null, "", currentAddress());
  const wrong = problems(shown);
  const unfilled = [...wrong].filter(([, message]) => message.startsWith("is missing")).map(([name]) => name);
  form.setErrors(new Map([...wrong].filter(([name]) => tried || !unfilled.includes(name))));
  const onlyUnfilled = unfilled.length > 0 && unfilled.length === wrong.size;
  const waiting = onlyUnfilled ? `Fill in ${unfilled.join(", ")} to see the request.` : undefined;
  showRequest({ ...call, preview: shown }, secretsOf(action.parameters, form.value), waiting);
  const empty = missing(action.parameters, form.value).map((path) => path.join("."));
  byId("note").textContent = empty.length > 0 ? `Still empty: ${empty.join(", ")}` : "";
  return shown;
}

/** Runs the open action. */
export async function run() {
  if (running.isRunning() || !action) return;
  tried = true;
  try {
    const shown = await preview();
    const text = form.text();
    const [draft] = form.drafts.keys();
    if (draft !== undefined) return byId(`f.${draft}`)?.focus();
    if (!shown) return;
    const opened = action;
    // A request that cannot be sent needs no confirmation.
    if (shown.error) {
      showResult({ action, result: shown, title: "Not sent" });
      return document.querySelector("#form [aria-invalid]")?.focus();
    }
    const live = !org.mock;
    if (action.annotations.destructiveHint && !(await confirmed(action, shown, form.value, live))) return say("Not run");
    const call = { action, text, value: parse(text), address: currentAddress() };
    call.result = await running.perform(action, text);
    call.cancelled = call.result.cancelled;
    // Who has gone elsewhere meanwhile finds the call in the list.
    record(call, action === opened);
  } catch (error) {
    byId("result").hidden = true;
    say(error.message);
  }
}

/** Adds a call to the list, and shows it. */
function record(call, shown) {
  const { result } = call;
  const body = result.body && read(result.body);
  if (body) remember(body);
  if (step && !result.error) {
    call.step = step;
    afterStep(step, body ?? {});
  }
  calls.add({
    name: call.action.name, title: call.action.title, address: call.address, short: call.cancelled ? "cancelled" : inShort(result),
    failed: Boolean(result.error), at: Date.now(), call,
  });
  say(`${call.action.name}: ${call.cancelled ? "cancelled" : inShort(result)}`, false);
  if (shown) show(call);
}

function show(call) {
  let items = call.step && call.result.body && read(call.result.body);
  showResult(call, async (next, signal) => {
    const page = await server.nextPage(next, signal);
    // A job goes on with the items of all pages that were loaded.
    if (Array.isArray(items) && !page.error) {
      items = [...items, ...read(page.body)];
      afterStep(call.step, items);
    }
    return page;
  });
  const causes = (call.result.response ?? call.result).errorCauses ?? [];
  const found = causesByField(causes, fieldsOf(action.parameters, form.value));
  if (found.size > 0) {
    for (const key of found.keys()) form.reveal(key.split("."));
    form.setErrors(found);
    document.querySelector("#form [aria-invalid]")?.focus({ preventScroll: false });
  }
  if (matchMedia("(max-width: 900px)").matches && found.size === 0) byId("result").scrollIntoView({ block: "start" });
}

/** Brings back the arguments and the result of an earlier call. */
export function showAgain(call) {
  load(call.text);
  return preview().then(() => show(call));
}

/** Fills in the example, and keeps what a person has typed. */
function fillExample() {
  const over = (below, above) => {
    if (!isObject(below) || !isObject(above)) return above ?? below;
    const names = new Set([...Object.keys(below), ...Object.keys(above)]);
    return Object.fromEntries([...names].map((name) => [name, over(below[name], above[name])]));
  };
  load(write(over(example(), form.value)));
  for (const [name] of Object.entries(action.parameters.properties)) form.reveal([name, ""]);
  edited();
  say("Filled in an example");
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value) && !JSON.isRawJSON?.(value);

/** The arguments of the example. The ids of the mock org lead nowhere in a real one: there, ids seen before stand in. */
function example() {
  const made = action.example ?? {};
  if (org.mock) return made;
  const real = (value, name) => {
    if (Array.isArray(value)) return value.map((item) => real(item, name)).filter((item) => item !== undefined);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, real(item, name)]));
    return /^\w+mock$/.test(value) ? idsFor(name)[0]?.[0] : value;
  };
  return real(made, "");
}

byId("run").addEventListener("click", run);
byId("cancel").addEventListener("click", running.cancel);
byId("example").replaceWith(button("wand-sparkles", "Fill example", { id: "example", click: fillExample }));
byId("clear").replaceWith(button("eraser", "Clear", {
  id: "clear",
  click: () => {
    load();
    tried = false;
    edited();
  },
}));
byId("share").replaceWith(button("link", "Copy link", {
  id: "share",
  click: () => copy(location.href, `the link, with ${count(Object.keys(form.value).length, "argument")} and no secrets`),
}));
