// The action that is open: its form, what it would send, and what it returned.

import { about } from "../catalog/about.js";
import * as catalog from "../catalog/catalog.js";
import { filled } from "../form/example.js";
import { Form } from "../form/form.js";
import * as address from "../lib/address.js";
import { button, byId, copy, say } from "../lib/dom.js";
import { parse, write } from "../lib/json.js";
import { fieldsOf, missing, secretsOf } from "../lib/schema.js";
import * as server from "../lib/server.js";
import { count, time } from "../lib/words.js";
import { causesByField, problems } from "../result/failure.js";
import { idsFor, remember } from "../result/ids.js";
import { inShort, read, showResult, showStale } from "../result/result.js";
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
const drafts = new Map();

let org = {};
let names = new Map();
let action = null;
/** Counts the edits: an answer to an earlier one comes too late. */
let edit = 0;
let timer;
/** Whether a run was tried: from then on, what is missing is an error. */
let tried = false;
/** The call whose response is shown, if one is. */
let answered = null;
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
  if (action) drafts.set(action.name, { text: form.text(), address: currentAddress() });
  action = answered = null;
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
  const known = drafts.get(name);
  const same = known && (!query || known.address === `#${name}?${query}`);
  load();
  const blank = form.text();
  // The text of a step has its secrets, which no address has.
  const given = of?.text ?? (query ? address.argumentsOf(query, action.parameters) : undefined);
  byId("draft").hidden = !same || Boolean(query) || known.text === blank;
  if (same || given !== undefined) load(same ? known.text : given);
  await preview();
  const before = action === described && calls.latest(name, form.text());
  if (before) show(before, true);
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
  tellStale();
  clearTimeout(timer);
  timer = setTimeout(() => preview().catch((error) => say(error.message)), PREVIEW_DELAY);
}

/** Tells a response of other arguments than those in the form. */
const tellStale = () => showStale(answered !== null && (form.drafts.size > 0 || form.text() !== answered.text));

/** The paths of required fields that are empty, without those that a person writes as JSON. */
function unfilled() {
  const asJson = (path) => path.some((_, index) => form.json.has(path.slice(0, index + 1).join(".")));
  return missing(action.parameters, form.value).filter((path) => !asJson(path));
}

/** Shows at the fields what is wrong with the arguments; what is missing, once a run was tried. */
function mark(wrong) {
  const errors = new Map([...wrong].filter(([, message]) => !message.startsWith("is missing")));
  if (tried) for (const path of unfilled()) errors.set(path.join("."), "is missing");
  form.setErrors(errors);
}

/** Says why nothing was sent, beside the button, and leads to the field. */
function refuse(why, path) {
  byId("note").textContent = `Not sent: ${why}`;
  say(`Not sent: ${why}`);
  const key = path.join(".");
  (byId(`f.${key}`) ?? byId(`add.${key}`) ?? byId(`fold.${key}`))?.focus();
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
  mark(wrong);
  const needed = [...wrong].filter(([, message]) => message.startsWith("is missing")).map(([name]) => name);
  const waiting = needed.length > 0 && needed.length === wrong.size ? `Fill in ${needed.join(", ")} to see the request.` : undefined;
  showRequest({ ...call, preview: shown }, secretsOf(action.parameters, form.value), waiting);
  const empty = unfilled().map((path) => path.join("."));
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
    if (draft !== undefined) return refuse("the JSON is invalid", draft.split("."));
    if (!shown) return;
    const empty = unfilled();
    if (empty.length > 0) {
      for (const path of empty) form.reveal(path);
      mark(problems(shown));
      return refuse(`fill in ${empty.map((path) => path.join(".")).join(", ")}`, empty[0]);
    }
    const opened = action;
    // A request that cannot be sent needs no confirmation.
    if (shown.error) {
      answered = null;
      showResult({ action, result: shown });
      return document.querySelector("#form [aria-invalid]")?.focus();
    }
    const live = !org.mock;
    if (action.annotations.destructiveHint && !(await confirmed(action, shown, form.value, live))) return say("Not run");
    const call = { action, text, value: parse(text), address: currentAddress(), at: Date.now() };
    answered = null;
    byId("draft").hidden = true;
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
    name: call.action.name, title: call.action.title, target: calls.targetOf(call), address: call.address, short: call.cancelled ? "cancelled" : inShort(result),
    failed: Boolean(result.error), at: call.at, call,
  });
  say(`${call.action.name}: ${call.cancelled ? "cancelled" : inShort(result)}`, false);
  if (shown) show(call);
}

/** Shows what a call returned; `again` if it was shown before. */
function show(call, again = false) {
  answered = call;
  let items = call.step && call.result.body && read(call.result.body);
  showResult(call, async (next, signal) => {
    const page = await server.nextPage(next, signal);
    // A job goes on with the items of all pages that were loaded.
    if (Array.isArray(items) && !page.error) {
      items = [...items, ...read(page.body)];
      afterStep(call.step, items);
    }
    return page;
  }, again && `From ${time(call.at)}. Run it again to refresh.`);
  tellStale();
  const causes = (call.result.response ?? call.result).errorCauses ?? [];
  const found = causesByField(causes, fieldsOf(action.parameters, form.value));
  if (found.size > 0) {
    for (const key of found.keys()) form.reveal(key.split("."));
    form.setErrors(found);
    if (!again) document.querySelector("#form [aria-invalid]")?.focus({ preventScroll: false });
  }
  if (again) return;
  if (matchMedia("(max-width: 900px)").matches && found.size === 0) byId("result").scrollIntoView({ block: "start" });
}

/** Brings back the arguments and the result of an earlier call. */
export function showAgain(call) {
  load(call.text);
  return preview().then(() => show(call, true));
}

/** Fills in the example, and keeps what a person has typed. */
function fillExample() {
  const [before, made] = [form.text(), example()];
  load(write(filled(action.parameters, made, form.value)));
  for (const name of Object.keys(made)) form.reveal([name, ""]);
  edited();
  say(form.text() === before ? "The example is filled in already" : "Filled in an example");
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

/** Empties the form. */
function clear() {
  load();
  tried = false;
  byId("draft").hidden = true;
  edited();
}

byId("run").addEventListener("click", run);
byId("cancel").addEventListener("click", running.cancel);
byId("example").replaceWith(button("wand-sparkles", "Fill example", { id: "example", click: fillExample }));
byId("clear").replaceWith(button("eraser", "Clear", {
  id: "clear",
  click: clear,
}));
byId("draft").append("Draft restored ", button("x", "Discard", { id: "discard", click: clear }));
byId("share").replaceWith(button("link", "Copy link", {
  id: "share",
  click: () => copy(location.href, `the link, with ${count(Object.keys(form.value).length, "argument")} and no secrets`),
}));
