// The explorer's server. Bodies and arguments travel as text, so that no number is rounded.

const token = document.querySelector("meta[name=token]").content;

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The explorer does not answer. Is okta-actions explore still running?");
  }
  // Who is not let in is told so in plain text.
  if ([401, 403].includes(answer.status) && !answer.headers.get("Content-Type")?.includes("json")) {
    throw new Error(await answer.text());
  }
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(json.message), { status: answer.status });
  return json;
}

const post = (path, body, signal) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Explorer-Token": token },
    body: JSON.stringify(body),
    signal,
  });

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
/** The names of the actions that a text finds, the best first. */
export async function search(query) {
  const { error, message, items } = await post("/api/search", { query });
  if (error) throw new Error(message);
  return items.map((action) => `${action.interface}.${action.function}`);
}
