// The explorer's server. Bodies and arguments travel as text, so that no number is rounded.

const token = document.querySelector("meta[name=token]").content;

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The explorer does not answer. Is okta-actions explore still running?");
  }
  // Who is not let in is told so in plain text.
  if ([401, 403].includes(answer.status) && !answer.headers.get("Content-Type")?.includes("json")) {
    throw new Error(await answer.text());
  }
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.message);
  return json;
}

const post = (path, body) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Explorer-Token": token },
    body: JSON.stringify(body),
  });

/** The org and all actions. */
export const actions = () => ask("/api/actions");
/** The document that describes an action. */
export const describe = (name) => ask(`/api/actions/${encodeURIComponent(name)}`);
/** The request that an action would send; `text` holds the arguments as JSON. */
export const preview = (action, text) => post("/api/preview", { action, arguments: text });
/** Runs an action. */
export const call = (action, text) => post("/api/call", { action, arguments: text });
/** Fetches the page behind the `next` of a response. */
export const nextPage = (next) => post("/api/next", { next });
