// How a preview or a run of a job stands: above the steps, with the failure and what the job gave.

import { h, icon, prose } from "../lib/dom.js";
import { write } from "../lib/json.js";
import { count, seconds, took } from "../lib/words.js";
import { find } from "../catalog/catalog.js";
import { failure } from "../result/failure.js";
import { raw } from "../result/result.js";
import { tree } from "../result/tree.js";
import { stateOf } from "./state.js";
import { nameOf, standing } from "./steps.js";

const WORDS = { done: "Done", failed: "Failed", cancelled: "Cancelled", lost: "Lost" };

/** The body of Okta's answer, which is a value in a report if it is JSON. */
const body = (value, contentType) => raw(typeof value === "string" ? value : write(value), contentType);

const header = (title, ...outcome) =>
  h("header", {}, h("h2", { id: "run-title", tabindex: -1 }, title), h("p", { class: "outcome" }, outcome));

const problem = (title, ...content) =>
  h("div", { class: "problem" }, icon("triangle-alert"), h("div", {}, h("p", { class: "problem-title" }, title), content));

function previewed({ plan }) {
  const marked = plan.filter(({ destructive }) => destructive).length;
  return [
    header("Preview", h("b", { class: "status good" }, "Can run"), count(plan.length, "step"),
      marked > 0 && h("span", { class: "chip danger" }, `${marked} destructive`)),
    h("p", { class: "hint" }, "Nothing was sent. What stands in angle brackets comes from steps before."),
  ];
}

/** Problems of the job as a whole; those of inputs stand at their fields. */
function impossible(problems) {
  return [
    header("Preview", h("b", { class: "status bad" }, "Cannot run")),
    problem("Nothing was sent", h("ul", {}, problems.map(({ message }) => h("li", {}, prose(message))))),
  ];
}

function going(job, { run }) {
  const [now] = [...run.steps].findLast(([, { status }]) => status === "running") ?? [];
  const number = job.steps.findIndex(({ id }) => id === now) + 1;
  return [header("Run", h("span", { class: "spinner" }), h("span", {}, number > 0 ? `Step ${number} of ${job.steps.length}` : "Begins"),
    h("span", { class: "timing", "data-since": run.begin }, seconds(performance.now() - run.begin)))];
}

/** Why a step failed, in the words of Okta if it said any. */
function failed(job, { stepId, item, message, error }) {
  const number = job.steps.findIndex(({ id }) => id === stepId);
  const { status } = error?.response ?? error ?? {};
  const at = item === null ? [] : [" at ", h("strong", {}, nameOf(item, 0))];
  return [
    h("p", {}, `Step ${number + 1} failed: `, h("strong", {}, job.steps[number].title), at, status ? `. Okta answered ${status}.` : "."),
    ...(error ? failure(error, body) : [problem(prose(message))]),
  ];
}

const reads = ({ action }) => find(action)?.annotations.readOnlyHint === true;

/** Why a run ended without a report, and whether the last request may have happened. */
function interrupted(job, { run }) {
  const last = job.steps.find(({ id }) => run.steps.get(id)?.status === "cancelled");
  const title = run.status === "cancelled" ? `Cancelled${last ? ` in the step “${last.title}”` : ""}` : prose(run.message ?? "The answer broke off");
  return [problem(title, last && h("p", {}, reads(last) ? "It only reads, so repeating it is safe." : "Okta may have done it already. Look before repeating it."))];
}

/** The titles of the steps that were done and of those that were not. */
function lists(job, state) {
  const of = (...wanted) => job.steps.filter((step) => wanted.includes(standing(state, step)));
  const part = (step) => {
    const { item, of } = state.run.steps.get(step.id) ?? {};
    return h("li", {}, step.title, item < of && ` (${item} of ${of} done)`);
  };
  const unsure = of("cancelled").filter((step) => !reads(step));
  const rows = [["Done", of("done")], ["May be done", unsure], ["Not done", of("failed", "cancelled", "not done").filter((step) => !unsure.includes(step))]];
  const row = ([name, steps]) => [h("dt", {}, name), h("dd", {}, steps.length > 0 ? h("ul", {}, steps.map(part)) : "nothing")];
  return [
    h("dl", { class: "facts", id: "job-lists" }, rows.filter(([name, steps]) => name === "Done" || steps.length > 0).map(row)),
    h("p", { class: "hint" }, "Nothing is undone. The steps below are filled in with what was done, so that you can go on by hand."),
  ];
}

function outputs(job, { run, ran }) {
  const so = [...ran].filter(([, values]) => Object.keys(values).length > 0);
  const given = run.report?.outputs ?? Object.fromEntries(so);
  if (Object.keys(given).length === 0) return null;
  return h("div", { class: "job-outputs" }, h("h3", {}, run.report ? "Outputs" : "Outputs of the steps that are done"),
    tree(given, { id: "job-outputs", label: "the outputs" }));
}

function ended(job, state) {
  const { run } = state;
  const calls = [...run.steps.values()].reduce((sum, step) => sum + (step.calls ?? 0), 0);
  const done = run.status === "done";
  return [
    header("Run", h("b", { class: `status ${done ? "good" : "bad"}` }, WORDS[run.status]),
      h("span", { class: "timing" }, icon("clock"), took(run.milliseconds)), done && h("span", { class: "hint" }, count(calls, "call"))),
    ...(run.status === "failed" ? failed(job, run.report.failed) : done ? [] : interrupted(job, state)),
    ...(done ? [] : lists(job, state)),
    outputs(job, state),
  ];
}

/** Shows the state of a job in its card. */
export function showReport(place, job) {
  const state = stateOf(job);
  const { plan, problems, run } = state;
  const whole = problems.filter(({ input }) => !input);
  const shown = run?.status === "running" ? going(job, state) : run ? ended(job, state) : plan ? previewed(state) : whole.length > 0 ? impossible(whole) : [];
  place.hidden = shown.length === 0;
  place.classList.toggle("failed", whole.length > 0 || ["failed", "cancelled", "lost"].includes(run?.status));
  place.setAttribute("aria-busy", String(run?.status === "running"));
  place.replaceChildren(...shown.filter(Boolean));
}
