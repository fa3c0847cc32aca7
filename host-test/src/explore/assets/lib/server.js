// The explorer's server. Bodies and arguments travel as text, so that no number is rounded.

import { parse } from "./json.js";

const token = document.querySelector("meta[name=token]").content;

/** An error of the network, in words. */
function gone(error) {
  if (error.name === "AbortError") return error;
  return new Error("The explorer does not answer. Is okta-actions explore still running?");
}

/** An answer that is good, of which the body is still to be read. */
async function answered(path, options) {
  const answer = await fetch(path, options).catch((error) => Promise.reject(gone(error)));
  // Who is not let in is told so in plain text.
  if ([401, 403].includes(answer.status) && !answer.headers.get("Content-Type")?.includes("json")) {
    throw new Error(await answer.text());
  }
  if (!answer.ok) throw Object.assign(new Error((await answer.json()).message), { status: answer.status });
  return answer;
}

const ask = async (path, options) => (await answered(path, options)).json();

const posted = (body, signal) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Explorer-Token": token },
  body: JSON.stringify(body),
  signal,
});
const post = (path, body, signal) => ask(path, posted(body, signal));

/** The org and all actions. */
export const actions = () => ask("/api/actions");
/** The jobs of several actions. */
export const jobs = () => ask("/api/jobs");
/** The document that describes an action, with arguments that are an example. */
export const describe = (name) => ask(`/api/actions/${encodeURIComponent(name)}`);
/** The request that an action would send; `text` holds the arguments as JSON. */
export const preview = (action, text) => post("/api/preview", { action, arguments: text });
/** Runs an action. Aborting ends the request to Okta as well. */
export const call = (action, text, signal) => post("/api/call", { action, arguments: text }, signal);
/** Fetches the page behind the `next` of a response. */
export const nextPage = (next, signal) => post("/api/next", { next }, signal);
/** What a job is going to do, or what is wrong with its inputs; nothing is sent. `inputs` are texts by name. */
export const previewJob = (job, inputs) => post("/api/jobs/preview", { job, inputs });
/** Runs a job, and takes each event as it comes. Aborting ends the request to Okta that is on its way, and the job. */
export async function runJob(job, inputs, signal, take) {
  const answer = await answered("/api/jobs/run", posted({ job, inputs }, signal));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch((error) => Promise.reject(gone(error)));
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) take(parse(line));
  }
}
/** The names of the actions that a text finds, the best first. */
export async function search(query) {
  const { error, message, items } = await post("/api/search", { query });
  if (error) throw new Error(message);
  return items.map((action) => `${action.interface}.${action.function}`);
}
