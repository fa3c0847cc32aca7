// The whole job: what it is going to do, and its run from the question before it to its end.

import { say } from "../lib/dom.js";
import * as server from "../lib/server.js";
import { seconds } from "../lib/words.js";
import * as calls from "../call/calls.js";
import { confirmedJob } from "../call/confirm.js";
import { remember } from "../result/ids.js";
import { anyRuns, stateOf, typedOf } from "./state.js";

const TICK = 100;

let changed = () => {};

/** Calls `listener(job, step)` whenever a job has changed; `step` is the name of its only step that has, if it is one. */
export const onChange = (listener) => (changed = listener);

/** Whether a job runs. */
export const isRunning = (job) => stateOf(job).run?.status === "running";

/** Cancels the run of a job: the request on its way is broken off, and no other follows. */
export const cancel = (job) => stateOf(job).run?.stop.abort();

/** Asks what a job is going to do; true if it can run. Nothing is sent to the org. */
export async function preview(job) {
  const state = stateOf(job);
  const typed = typedOf(job);
  const { steps = null, problems = [] } = await server.previewJob(job.name, typed);
  // Of other inputs this says nothing.
  if (JSON.stringify(typed) !== JSON.stringify(typedOf(job)) || isRunning(job)) return false;
  Object.assign(state, { plan: steps, problems, run: null });
  state.open.clear();
  changed(job);
  if (steps) say("The job can run. Nothing was sent.", false);
  return steps !== null;
}

/** Takes an event of a run; gives the step that it is about. */
function take(state, run, { event, step, ...facts }) {
  const now = performance.now();
  const known = run.steps.get(step);
  if (event === "begins") run.steps.set(step, { status: "running", begin: now });
  if (event === "item") Object.assign(known, facts);
  if (event === "done") {
    Object.assign(known, { status: facts.calls > 0 ? "done" : "skipped", calls: facts.calls, milliseconds: now - known.begin });
    state.ran.set(step, facts.outputs);
  }
  if (event === "problems") Object.assign(state, { plan: null, problems: facts.problems, run: null });
  if (event === "broken") run.message = facts.message;
  if (event === "ended") {
    run.report = facts.report;
    for (const value of Object.values(facts.report.outputs)) if (value && typeof value === "object") remember(value);
  }
  return step;
}

/** Ends a run: what was in work is cancelled, or has failed. */
function end(run, status) {
  run.status = status;
  run.milliseconds = performance.now() - run.begin;
  for (const step of run.steps.values()) if (step.status === "running") step.status = status === "failed" ? "failed" : "cancelled";
}

/** Shows how much time has passed. */
function tick() {
  for (const place of document.querySelectorAll("#start [data-since]")) place.textContent = seconds(performance.now() - place.dataset.since);
}

/** Runs a job whose plan is there: from its first event to its last. */
async function perform(job, state, typed) {
  const now = { status: "running", begin: performance.now(), steps: new Map(), stop: new AbortController() };
  state.run = now;
  for (const known of [state.done, state.ran, state.open]) known.clear();
  changed(job);
  const timer = setInterval(tick, TICK);
  try {
    await server.runJob(job.name, typed, now.stop.signal, (event) => changed(job, take(state, now, event)));
    if (state.run !== now) return changed(job);
    end(now, now.report ? (now.report.failed ? "failed" : "done") : "lost");
  } catch (error) {
    now.message = error.message;
    end(now, error.name === "AbortError" ? "cancelled" : "lost");
  } finally {
    clearInterval(timer);
  }
  const short = now.status === "lost" ? "failed" : now.status;
  calls.add({ name: `job/${job.name}`, title: job.title, address: `#job/${job.name}`, short, failed: short !== "done", at: Date.now() });
  changed(job);
  return say(`${job.title}: ${short}`, false);
}

/** Runs a job, after a question where one is asked. */
export async function run(job, org) {
  const state = stateOf(job);
  if (state.busy) return;
  state.busy = true;
  try {
    if (!(await preview(job))) return;
    const typed = typedOf(job);
    const asks = state.plan.some(({ readOnly, destructive }) => (org.mock ? destructive : !readOnly));
    if (asks && !(await confirmedJob(job, typed, state.plan, !org.mock))) say("Not run");
    else await perform(job, state, typed);
  } finally {
    state.busy = false;
  }
}

// Who closes the page ends a job in the middle.
window.addEventListener("beforeunload", (event) => anyRuns() && event.preventDefault());
