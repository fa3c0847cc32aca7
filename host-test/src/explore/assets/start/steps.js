// The steps of a job in their order: what each does, is going to send, and how it went. Each is a link to its form.

import { h, icon } from "../lib/dom.js";
import { of } from "../lib/address.js";
import { isContainer, write } from "../lib/json.js";
import { count, seconds, took } from "../lib/words.js";
import { badge, find } from "../catalog/catalog.js";
import { titleOf } from "../result/ids.js";
import { argumentsOf, formsOf, stateOf } from "./state.js";

const check = () => [icon("check"), h("span", { class: "away" }, "done")];

/** What a person calls an item of a list. */
export const nameOf = (item, index) =>
  (typeof item === "object" ? titleOf(item ?? {}) || item?.id : String(item)) || `Item ${index + 1}`;

/** A text and an arrow that stays with its last word. */
function withArrow(text) {
  const [, head = "", last] = /^(.* )?(\S*)$/s.exec(text) ?? [];
  return [head, h("span", { class: "nowrap" }, last ?? text, icon("arrow-right"))];
}

const destructive = () => h("span", { class: "chip danger" }, "Destructive");

/** How a step stands in the run of a job: `waiting`, `running`, `done`, `skipped`, `failed`, `cancelled` or `not done`. */
export function standing({ run }, step) {
  const status = run?.steps.get(step.id)?.status;
  return status ?? (run && (run.status === "running" ? "waiting" : "not done"));
}

function progress({ calls, item, of, begin, milliseconds }, status) {
  const through = of > 1 && `${item ?? 0} of ${of}`;
  if (status === "running") return [through, h("span", { "data-since": begin }, seconds(performance.now() - begin))];
  if (status === "done") return [count(calls, "call"), took(milliseconds)];
  if (status === "skipped") return ["nothing to do"];
  return [h("span", { class: status === "failed" ? "state bad" : "state waiting" }, status), through && `after ${through}`];
}

/** The state of a step at the right of its title. */
function stateText(state, step) {
  const status = standing(state, step);
  if (!status || status === "waiting") return null;
  const parts = status === "not done" ? [h("span", { class: "state plain" }, status)] : progress(state.run.steps.get(step.id), status);
  return h("span", { class: "step-state" }, parts.filter(Boolean).map((part) => h("span", {}, part)));
}

function numberOf(number, status) {
  if (status === "running") return h("span", { class: "spinner" });
  if (status === "done" || status === "skipped") return check();
  if (status === "failed" || status === "cancelled") return icon(status === "failed" ? "x" : "square");
  return String(number);
}

const value = (one) => (isContainer(one) ? h("pre", {}, write(one, 2)) : h("code", {}, typeof one === "string" ? one : write(one)));

/** What a step is going to send, by the plan of the job. */
function request(state, { stepId, action, method, path, arguments: given, forEach, when }) {
  const rows = [
    ["Action", h("code", {}, action)], ...Object.entries(given).map(([name, one]) => [h("code", {}, name), value(one)]),
    ["For each of", forEach && h("code", {}, forEach)], ["If", when && h("code", {}, when)],
  ];
  const fold = () => state.open.set(stepId, !details.open);
  const details = h("details", { class: "more step-request", open: state.open.get(stepId) ?? !state.run },
    h("summary", { click: fold }, icon("chevron-right"), "Request"),
    h("p", { class: "url" }, badge(method), " ", h("span", {}, path)),
    h("dl", { class: "facts" }, rows.filter(([, shown]) => shown).map(([name, shown]) => [h("dt", {}, name), h("dd", {}, shown)])));
  return details;
}

/** A step as an item of the list. */
export function stepItem(job, step, number) {
  const state = stateOf(job);
  const action = find(step.action);
  const forms = formsOf(job, step, false);
  const link = (text, { args, index }) =>
    h("a", { href: of(step.action, args), "data-job": job.name, "data-step": step.id, "data-item": index, class: "step-title" }, withArrow(text));
  const only = (when) => when && h("p", { class: "hint" }, "Only if ", h("code", {}, when));
  const item = (form) =>
    h("li", { class: form.done ? "done" : null }, link(nameOf(form.item, form.index), form), form.done && check(), only(form.when));
  const byHand = forms?.length > 0 && forms.every(({ done }) => done);
  const status = standing(state, step) ?? (byHand ? "done" : "");
  const listed = step.forEach && forms;
  const [form = { args: argumentsOf(job, step) }] = forms ?? [];
  const planned = state.plan?.find(({ stepId }) => stepId === step.id);
  return h("li", { class: `step ${status.replace(" ", "-")}`.trim(), "data-id": step.id },
    h("span", { class: "step-number" }, numberOf(number, status)),
    h("div", {},
      h("div", { class: "step-head" }, listed ? h("p", { class: "step-title" }, step.title) : link(step.title, form), stateText(state, step)),
      h("p", { class: "hint" }, badge(action?.method ?? ""), " ", action?.title ?? step.action,
        action?.annotations.destructiveHint && destructive(),
        action?.allowed === false && h("span", { class: "nowrap" }, icon("lock"), " forbidden by the policy")),
      step.forEach && h("p", { class: "hint" }, "Once for each item of ", h("code", {}, step.forEach)),
      listed && forms.length === 0 && h("p", { class: "hint" }, "There is none, so nothing to do."),
      listed ? h("ul", { class: "items" }, forms.map(item)) : only(form.when ?? step.when),
      planned && request(state, planned)));
}
