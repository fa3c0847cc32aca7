// A job: its steps in order, each a link to its form, filled in from the inputs and from the steps before.

import { byId, h, icon } from "../lib/dom.js";
import { of } from "../lib/address.js";
import { badge, find } from "../catalog/catalog.js";

/** What was typed and what steps returned, by job. Gone with the page. */
const states = new Map();

const EXPRESSION = /^\$(inputs|steps)\.([\w-]+)(?:\.outputs\.([\w-]+))?$/;

function stateOf(job) {
  if (!states.has(job.name)) states.set(job.name, { inputs: {}, outputs: {} });
  return states.get(job.name);
}

/** Arguments with the values of inputs and earlier steps; what is not known yet is left out. */
export function filled(value, { inputs, outputs }) {
  if (Array.isArray(value)) return value.map((item) => filled(item, { inputs, outputs })).filter((item) => item !== undefined);
  if (value && typeof value === "object") {
    const kept = Object.entries(value).map(([name, item]) => [name, filled(item, { inputs, outputs })]);
    return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
  }
  const [, source, name, output] = (typeof value === "string" && EXPRESSION.exec(value)) || [];
  if (!source) return value;
  return source === "inputs" ? inputs[name] : outputs[name]?.[output];
}

/** Keeps what a step returned: `$response.body#/id` points into its answer. */
export function finished(jobs, { job: name, step: id }, body) {
  const job = jobs.find((job) => job.name === name);
  const step = job?.steps.find((step) => step.id === id);
  if (!step) return;
  const at = (pointer) => pointer.split("/").slice(1).reduce((value, part) => value?.[part], body);
  const outputs = Object.entries(step.outputs ?? {}).map(([name, source]) => [name, at(source.replace("$response.body#", ""))]);
  stateOf(job).outputs[id] = Object.fromEntries(outputs);
}

function stepItem(job, step, index) {
  const state = stateOf(job);
  const action = find(step.action);
  const done = state.outputs[step.id] !== undefined;
  const args = filled(step.arguments ?? {}, state);
  return h("li", { class: done ? "step done" : "step" },
    h("span", { class: "step-number" }, done ? icon("check") : String(index + 1), done && h("span", { class: "away" }, "done")),
    h("div", {}, h("a", { href: of(step.action, args), "data-job": job.name, "data-step": step.id, class: "step-title" }, step.title, icon("arrow-right")),
      h("p", { class: "hint" }, badge(action?.method ?? ""), " ", action?.title ?? step.action, action?.annotations.destructiveHint && h("span", { class: "mark" }, h("span", { class: "away" }, "destructive")))));
}

/** Shows a job. */
export function showJob(job) {
  const state = stateOf(job);
  const steps = h("ol", { class: "steps", "aria-label": "Steps" });
  const draw = () => steps.replaceChildren(...job.steps.map((step, index) => stepItem(job, step, index)));
  const input = ({ name, title, example }) => {
    const field = h("input", {
      id: `input.${name}`, placeholder: example, autocomplete: "off", spellcheck: "false",
      input: () => {
        state.inputs[name] = field.value || undefined;
        draw();
      },
    });
    field.value = state.inputs[name] ?? "";
    return h("div", { class: "row" }, h("div", { class: "label" }, h("label", { for: field.id }, title), h("code", { class: "wire" }, name)),
      h("span", { class: "input" }, field));
  };
  draw();
  byId("start").replaceChildren(h("div", { class: "start job-page" },
    h("p", { class: "crumb" }, h("a", { href: "#" }, "Start"), icon("chevron-right"), "Job"),
    h("h1", { tabindex: -1, id: "title" }, job.title), h("p", { class: "lead" }, job.description),
    h("div", { class: "two" },
      h("section", { "aria-labelledby": "inputs-title", class: "block card" }, h("h2", { id: "inputs-title" }, "Inputs"), job.inputs.map(input)),
      h("section", { "aria-labelledby": "steps-title", class: "block" }, h("h2", { id: "steps-title" }, "Steps"), steps,
        h("p", { class: "hint" }, "Each step opens its form, filled in. It runs when you run it.")))));
}
