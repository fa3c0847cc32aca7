// A job: its inputs, its steps, and the whole of it to preview and run.

import { button, byId, copyButton, h, icon, prose, say, visible } from "../lib/dom.js";
import { count } from "../lib/words.js";
import { find } from "../catalog/catalog.js";
import { showReport } from "./report.js";
import { cancel, isRunning, onChange, preview, run } from "./run.js";
import { command, forget, isOf, stateOf, type } from "./state.js";
import { stepItem } from "./steps.js";

/** The job on the screen, and what draws it again. */
let shown = { job: null, draw: () => {} };
onChange((job, step) => shown.job === job && shown.draw(step));

/** The control of an input; `changed` is called with what was typed. */
function controlOf({ name, type, format, example, default: otherwise }, attributes, changed) {
  const typed = (event) => changed(name, event.target.value);
  if (type === "boolean") {
    return h("select", { ...attributes, change: typed }, h("option", { value: "" }, otherwise === null ? "Not set" : `Default: ${otherwise}`),
      ["true", "false"].map((value) => h("option", { value }, value)));
  }
  return h("input", {
    ...attributes, type: format === "password" ? "password" : "text", autocomplete: "off", spellcheck: "false", input: typed,
    placeholder: [example ?? ""].flat().join(", "),
  });
}

function inputRow(job, input, changed) {
  const { name, title, description, required, type } = input;
  const id = `input.${name}`;
  const described = [description && `${id}.hint`, `${id}.error`].filter(Boolean).join(" ");
  const control = controlOf(input, { id, "aria-required": required ? "true" : null, "aria-describedby": described }, changed);
  control.value = stateOf(job).typed[name] ?? "";
  return h("div", { class: "row" },
    h("div", { class: "label" }, h("label", { for: id }, title), h("code", { class: "wire" }, name), required && h("span", { class: "required" }, "required")),
    description && h("p", { class: "hint", id: `${id}.hint` }, description, type === "array" && ", divided by commas"),
    h("p", { class: "error", id: `${id}.error`, hidden: true }),
    h("span", { class: type === "boolean" ? "input select" : "input" }, control));
}

/** Shows what is wrong with inputs at their fields. */
function showProblems(job) {
  const { problems } = stateOf(job);
  for (const { name } of job.inputs) {
    const wrong = problems.filter((problem) => isOf(problem, name)).map(({ input, message }) => {
      const [, item] = input.split("/");
      return item === undefined ? message : `Item ${Number(item) + 1}: ${message}`;
    });
    const [place, control] = [byId(`input.${name}.error`), byId(`input.${name}`)];
    place.replaceChildren(...prose(wrong.join("; ")));
    place.hidden = wrong.length === 0;
    control.setAttribute("aria-invalid", String(wrong.length > 0));
  }
}

/** Why a job cannot run at all, if it cannot: the policy. */
function forbidden(job, org) {
  const steps = job.steps.filter(({ action }) => find(action)?.allowed === false);
  if (steps.length === 0) return null;
  const why = org.readOnly ? "This org is read-only" : "The policy forbids it";
  return h("p", { class: "hint job-forbidden", id: "job-forbidden" }, icon("lock"),
    h("span", {}, `${why}: the job cannot run, because ${count(steps.length, "step")} would not be allowed.`));
}

/** The buttons for the whole job, and what draws them. */
function bar(job, org) {
  const no = forbidden(job, org);
  const marked = job.steps.some(({ action }) => find(action)?.annotations.destructiveHint);
  const changes = job.steps.some(({ action }) => find(action)?.annotations.readOnlyHint === false);
  const asks = org.mock ? marked : changes;
  const tried = (work) => () => {
    // In one column the report is below what was filled in.
    const below = document.querySelector(".steps").getBoundingClientRect().top > element.getBoundingClientRect().bottom;
    if (below) element.scrollIntoView({ block: "start" });
    return work(job, org).then(() => focusProblem(job), (error) => say(error.message));
  };
  const start = button("play", "Run the job", {
    id: "run-job", class: `primary${marked ? " danger" : ""}`, "aria-keyshortcuts": "Control+Enter", "aria-describedby": no && no.id, click: tried(run),
  });
  const stop = button("square", "Cancel", { id: "cancel-job", click: () => cancel(job) });
  const look = button("eye", "Preview", { id: "preview-job", click: tried(preview) });
  const again = button("rotate-cw", "Start over", { id: "again", class: "quiet", click: () => { forget(job); showJob(job, org); } });
  const draw = () => {
    const is = isRunning(job);
    const focused = document.activeElement;
    start.disabled = is || no !== null;
    stop.hidden = !is;
    look.disabled = again.disabled = is;
    start.replaceChildren(is ? h("span", { class: "spinner" }) : icon("play"), h("span", {}, is ? "Running" : asks ? "Run the job…" : "Run the job"));
    if (is && focused === start) stop.focus();
    if (!is && focused === stop) byId("run-title")?.focus({ preventScroll: true });
  };
  const element = h("div", { class: "job-bar" }, start, stop, look, h("span", { class: "grow" }), again, no);
  return { element, draw };
}

/** Leads to the first input that is wrong, if one is. */
function focusProblem(job) {
  const wrong = document.querySelector("#inputs [aria-invalid=true]");
  if (!wrong) return;
  say(`Nothing was sent: ${count(stateOf(job).problems.length, "problem")} in the inputs`);
  wrong.focus();
}

/** Shows a job. */
export function showJob(job, org) {
  const steps = h("ol", { class: "steps", "aria-label": "Steps" });
  const report = h("section", { class: "card report", id: "job-run", "aria-labelledby": "run-title" });
  const line = h("pre", { class: "command", id: "job-command", tabindex: 0, "aria-label": "The job as a command" });
  const buttons = bar(job, org);
  const inputs = h("fieldset", { id: "inputs", "aria-labelledby": "inputs-title" });
  const draw = (only) => {
    const items = job.steps.map((step, index) => [step, index + 1]).filter(([{ id }]) => !only || id === only);
    if (only) for (const [step, number] of items) steps.children[number - 1].replaceWith(stepItem(job, step, number));
    else steps.replaceChildren(...items.map(([step, number]) => stepItem(job, step, number)));
    showReport(report, job);
    buttons.draw();
    inputs.disabled = isRunning(job);
    line.textContent = visible(command(job));
    if (inputs.isConnected) showProblems(job);
  };
  const changed = (name, text) => {
    type(job, name, text);
    draw();
  };
  inputs.append(...job.inputs.map((input) => inputRow(job, input, changed)));
  const link = (name) => find(name) && h("a", { href: `#${name}` }, h("code", {}, name));
  byId("start").replaceChildren(h("div", { class: "start job-page" },
    h("p", { class: "crumb" }, h("a", { href: "#" }, "Start"), icon("chevron-right"), "Job"),
    h("h1", { tabindex: -1, id: "title" }, job.title), h("p", { class: "lead" }, prose(job.description, link)),
    h("div", { class: "two" },
      h("section", { "aria-labelledby": "inputs-title", class: "block card" }, h("h2", { id: "inputs-title" }, "Inputs"), inputs, buttons.element),
      h("div", { class: "block" }, report,
        h("section", { "aria-labelledby": "steps-title", class: "block" }, h("h2", { id: "steps-title" }, "Steps"), steps,
          h("p", { class: "hint" }, "Each step opens its form, filled in, to be run by hand.",
            job.steps.some(({ forEach }) => forEach) && " Load all pages of a list: later steps take what was loaded.")))),
    h("section", { "aria-labelledby": "command-title", class: "block" }, h("h2", { id: "command-title" }, "The whole job in a terminal"), line,
      h("div", {}, copyButton(() => command(job), "the command", "Copy")))));
  shown = { job, draw };
  draw();
}
