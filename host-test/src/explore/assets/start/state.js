// The state of the jobs: typed inputs, finished steps, and the arguments that the forms of further steps get from them.

import { parse, write } from "../lib/json.js";
import { commandLine, shell } from "../call/snippets.js";
import { condition, filled, valueOf } from "./expressions.js";

/** The states of the jobs by name. Gone with the page. */
const states = new Map();

/**
 * The state of a job.
 *
 * `typed` has what was typed by input, `done` the outputs of the steps that a person ran, by step and item, `ran` those of the
 * steps of a whole run. `plan` is the latest preview, and `problems` are those of the inputs. `run` is the latest run; `busy` is true
 * from the click that starts it to its end. `open` tells which steps a person has unfolded or folded.
 */
export function stateOf({ name }) {
  if (!states.has(name)) {
    states.set(name, { typed: {}, done: new Map(), ran: new Map(), plan: null, problems: [], run: null, busy: false, open: new Map() });
  }
  return states.get(name);
}

/** Whether any job runs. */
export const anyRuns = () => [...states.values()].some(({ run }) => run?.status === "running");

/** Forgets what was typed and done. */
export const forget = ({ name }) => states.delete(name);

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
  const { typed, done, ran } = stateOf(job);
  const given = job.inputs.filter(({ name }) => typed[name] !== undefined);
  const scope = { inputs: Object.fromEntries(given.map((input) => [input.name, read(input, typed[input.name])])), outputs: {} };
  for (const { name, default: otherwise } of job.inputs) {
    if (scope.inputs[name] === undefined && otherwise !== null) scope.inputs[name] = filled(otherwise, scope);
  }
  for (const step of job.steps) {
    const items = itemsOf(step, scope);
    const known = items?.map((item) => done.get(keyOf(step, item))).filter(Boolean) ?? [];
    if (known.length === 0 && ran.has(step.id)) scope.outputs[step.id] = ran.get(step.id);
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

const secretsOf = (job) => job.inputs.filter(({ format }) => format === "password").map(({ name }) => name);

/** Takes the secret inputs out: they are in no address. */
function withoutSecrets(job, scope) {
  const secret = new Set(secretsOf(job));
  return { ...scope, inputs: Object.fromEntries(Object.entries(scope.inputs).filter(([name]) => !secret.has(name))) };
}

/** The forms of a step, one for each item: its arguments as far as they are known, and whether it was run. */
export function formsOf(job, step, secrets = true) {
  const scope = secrets ? scopeOf(job) : withoutSecrets(job, scopeOf(job));
  return itemsOf(step, scope)?.map((item, index) => ({
    index, item, done: stateOf(job).done.has(keyOf(step, item)), args: filled(step.arguments, { ...scope, item }),
    when: step.when && condition(step.when, { ...scope, item }),
  }));
}

/** The arguments of a step as far as they are known without an item; no secrets. */
export const argumentsOf = (job, step) => filled(step.arguments, withoutSecrets(job, scopeOf(job)));

/** The arguments of the form that a link of a step opens, as JSON text, if the link leaves out secrets. */
export function textOf(jobs, { job: name, step: id, item: index = 0 }) {
  const job = jobs.find((job) => job.name === name);
  const step = job && secretsOf(job).length > 0 && job.steps.find((step) => step.id === id);
  const form = step && formsOf(job, step)?.[index];
  return form ? write(form.args) : undefined;
}

/** Whether a problem is one of an input; a pointer may stand behind its name. */
export const isOf = ({ input }, name) => input?.split("/")[0] === name;

/** Takes what a person typed into an input. A plan is of other inputs then, unless it was run. */
export function type(job, name, text) {
  const state = stateOf(job);
  state.typed[name] = text || undefined;
  if (!state.run) state.plan = null;
  state.problems = state.problems.filter((problem) => problem.input && !isOf(problem, name));
}

/** What was typed, without what is empty. */
export const typedOf = (job) => Object.fromEntries(Object.entries(stateOf(job).typed).filter(([, text]) => text !== undefined));

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
  return commandLine("run", job.name, ...inputs);
}
