// A job: its steps in order, each a link to its form, filled in from the inputs and from the steps before.

import { button, byId, copyButton, h, icon, prose, visible } from "../lib/dom.js";
import { of } from "../lib/address.js";
import { parse, write } from "../lib/json.js";
import { shell, target } from "../call/snippets.js";
import { badge, find } from "../catalog/catalog.js";
import { titleOf } from "../result/ids.js";
import { condition, filled, valueOf } from "./expressions.js";

/** What was typed by input, and the outputs of what was done by step and item, for each job. Gone with the page. */
const states = new Map();

function stateOf({ name }) {
  if (!states.has(name)) states.set(name, { typed: {}, done: new Map() });
  return states.get(name);
}

/** What one run of a step is kept under: a step for each item of a list has several. */
const keyOf = (step, item) => write([step.id, item ?? null]);

/** What was typed, as the type of its input: a list is `A, B`, or JSON. */
function read({ type }, text) {
  if (type === "string") return text;
  if (type === "array" && !text.trimStart().startsWith("[")) return text.split(",").map((item) => item.trim()).filter(Boolean);
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** What expressions stand for so far: the inputs with their defaults, and the outputs of steps. */
function scopeOf(job) {
  const { typed, done } = stateOf(job);
  const given = job.inputs.filter(({ name }) => typed[name] !== undefined);
  const scope = { inputs: Object.fromEntries(given.map((input) => [input.name, read(input, typed[input.name])])), outputs: {} };
  for (const { name, default: otherwise } of job.inputs) {
    if (scope.inputs[name] === undefined && otherwise !== null) scope.inputs[name] = filled(otherwise, scope);
  }
  for (const step of job.steps) {
    const items = itemsOf(step, scope);
    const known = items?.map((item) => done.get(keyOf(step, item))).filter(Boolean) ?? [];
    // Of an empty list the outputs are known: they are empty.
    if (known.length === 0 && items?.length !== 0) continue;
    const list = (name) => known.map((outputs) => outputs[name]).filter((value) => value !== undefined);
    scope.outputs[step.id] = step.forEach
      ? Object.fromEntries(Object.keys(step.outputs).map((name) => [name, list(name)]))
      : known[0];
  }
  return scope;
}

/** The items that a step is done for; one that is nothing if it is done once, `undefined` if the list is not known yet. */
function itemsOf(step, scope) {
  if (!step.forEach) return [undefined];
  const items = valueOf(step.forEach, scope);
  return Array.isArray(items) ? items : undefined;
}

/** The forms of a step, one for each item: its arguments as far as they are known, and whether it was run. */
export function formsOf(job, step) {
  const scope = scopeOf(job);
  return itemsOf(step, scope)?.map((item, index) => ({
    index, item, done: stateOf(job).done.has(keyOf(step, item)), args: filled(step.arguments, { ...scope, item }),
    when: step.when && condition(step.when, { ...scope, item }),
  }));
}

/** Takes what a person typed into an input. */
export const type = (job, name, text) => (stateOf(job).typed[name] = text || undefined);

/** Keeps the outputs of a step that was run; `index` is that of its item. */
export function finished(jobs, { job: name, step: id, item: index = 0 }, body) {
  const job = jobs.find((job) => job.name === name);
  const step = job?.steps.find((step) => step.id === id);
  if (!step) return;
  const scope = scopeOf(job);
  const item = itemsOf(step, scope)?.[index];
  const outputs = Object.entries(step.outputs).map(([name, source]) => [name, valueOf(source, { ...scope, item, body })]);
  stateOf(job).done.set(keyOf(step, item), Object.fromEntries(outputs));
}

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : shell(text));

/** The line for a shell that runs the whole job. Secrets are left for the person to write. */
export function command(job) {
  const { typed } = stateOf(job);
  const given = job.inputs.filter(({ name, required }) => required || typed[name] !== undefined);
  const open = ({ name, format }) => typed[name] === undefined || format === "password";
  const inputs = given.map((input) => `--input ${open(input) ? `${input.name}=…` : quoted(`${input.name}=${typed[input.name]}`)}`);
  return ["okta-actions run", job.name, ...inputs, ...(target.embedded ? ["--mock"] : [])].join(" ");
}

const check = () => [icon("check"), h("span", { class: "away" }, "done")];
const nameOf = (item, index) => (typeof item === "object" ? titleOf(item ?? {}) || item?.id : String(item)) || `Item ${index + 1}`;

function stepItem(job, step, number) {
  const action = find(step.action);
  const forms = formsOf(job, step);
  const link = (text, { args, index }) =>
    h("a", { href: of(step.action, args), "data-job": job.name, "data-step": step.id, "data-item": index, class: "step-title" }, text, icon("arrow-right"));
  const only = (when) => when && h("p", { class: "hint" }, "Only if ", h("code", {}, when));
  const item = (form) =>
    h("li", { class: form.done ? "done" : null }, link(nameOf(form.item, form.index), form), form.done && check(), only(form.when));
  const done = forms?.length > 0 && forms.every(({ done }) => done);
  const listed = step.forEach && forms;
  const [form = { args: filled(step.arguments, scopeOf(job)) }] = forms ?? [];
  return h("li", { class: done ? "step done" : "step" },
    h("span", { class: "step-number" }, done ? check() : String(number)),
    h("div", {}, listed ? h("p", { class: "step-title" }, step.title) : link(step.title, form),
      h("p", { class: "hint" }, badge(action?.method ?? ""), " ", action?.title ?? step.action, action?.annotations.destructiveHint && h("span", { class: "mark" }, h("span", { class: "away" }, "destructive"))),
      step.forEach && h("p", { class: "hint" }, "Once for each item of ", h("code", {}, step.forEach)),
      listed && forms.length === 0 && h("p", { class: "hint" }, "There is none, so nothing to do."),
      listed ? h("ul", { class: "items" }, forms.map(item)) : only(form.when ?? step.when)));
}

/** Shows a job. */
export function showJob(job) {
  const state = stateOf(job);
  const steps = h("ol", { class: "steps", "aria-label": "Steps" });
  const line = h("pre", { class: "command", id: "job-command", tabindex: 0, "aria-label": "The job as a command" });
  const draw = () => {
    steps.replaceChildren(...job.steps.map((step, index) => stepItem(job, step, index + 1)));
    line.textContent = visible(command(job));
  };
  const change = (name) => (event) => {
    type(job, name, event.target.value);
    draw();
  };
  const text = ({ name, format, example }, attributes) => h("input", {
    ...attributes, type: format === "password" ? "password" : "text", autocomplete: "off", spellcheck: "false", input: change(name),
    placeholder: [example ?? ""].flat().join(", "),
  });
  const choice = ({ name, default: otherwise }, attributes) => h("select", { ...attributes, change: change(name) },
    h("option", { value: "" }, otherwise === null ? "Not set" : `Default: ${otherwise}`), ["true", "false"].map((value) => h("option", { value }, value)));
  const input = (one) => {
    const { name, title, description, required } = one;
    const id = `input.${name}`;
    const attributes = { id, "aria-required": required ? "true" : null, "aria-describedby": description ? `${id}.hint` : null };
    const control = one.type === "boolean" ? choice(one, attributes) : text(one, attributes);
    control.value = state.typed[name] ?? "";
    return h("div", { class: "row" },
      h("div", { class: "label" }, h("label", { for: id }, title), h("code", { class: "wire" }, name), required && h("span", { class: "required" }, "required")),
      description && h("p", { class: "hint", id: `${id}.hint` }, description, one.type === "array" && ", divided by commas"),
      h("span", { class: one.type === "boolean" ? "input select" : "input" }, control));
  };
  const again = button("rotate-cw", "Start over", {
    id: "again",
    click: () => {
      states.delete(job.name);
      showJob(job);
    },
  });
  const link = (name) => find(name) && h("a", { href: `#${name}` }, h("code", {}, name));
  draw();
  byId("start").replaceChildren(h("div", { class: "start job-page" },
    h("p", { class: "crumb" }, h("a", { href: "#" }, "Start"), icon("chevron-right"), "Job"),
    h("h1", { tabindex: -1, id: "title" }, job.title), h("p", { class: "lead" }, prose(job.description, link)),
    h("div", { class: "two" },
      h("section", { "aria-labelledby": "inputs-title", class: "block card" }, h("h2", { id: "inputs-title" }, "Inputs"), job.inputs.map(input), h("div", {}, again)),
      h("section", { "aria-labelledby": "steps-title", class: "block" }, h("h2", { id: "steps-title" }, "Steps"), steps,
        h("p", { class: "hint" }, "Each step opens its form, filled in. It runs when you run it.",
          job.steps.some(({ forEach }) => forEach) && " Load all pages of a list: later steps take what was loaded."))),
    h("section", { "aria-labelledby": "command-title", class: "block" }, h("h2", { id: "command-title" }, "The whole job in a terminal"), line,
      h("div", {}, copyButton(() => command(job), "the command", "Copy")))));
}
