// The request that the arguments make, as it is filled in, and the same call for a terminal.

import { byId, copyButton, h, prose } from "./dom.js";
import { parse, pretty, write } from "./json.js";

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Whether the explorer calls its mock org. The same call for a terminal must then not reach an org that is set there. */
export const target = { mock: false };

/** The call as a line for a shell. A body from a file is named, not written out. */
export function commandLine(action, text, file) {
  const value = parse(text);
  const chosen = value.body?.base64 !== undefined ? ["--body", quoted(file?.name ?? "FILE")] : [];
  if (chosen.length > 0) delete value.body;
  const args = Object.keys(value).length > 0 || chosen.length > 0 ? [quoted(write(value))] : [];
  return ["okta-actions", "call", action, ...args, ...chosen, ...(target.mock ? ["--mock"] : [])].join(" ");
}

/** A stand-in for the secrets of a form wherever they would be on the screen. */
export function masked(text, secrets) {
  return secrets.reduce((shown, secret) => shown.replaceAll(JSON.stringify(secret), '"••••••"'), text);
}

/** JSON for the screen, indented; other text as it is. */
export function shownBody(body, mark) {
  if (typeof body !== "string") return [`${Math.floor((body.base64.length * 3) / 4)} bytes`];
  try {
    JSON.parse(body);
  } catch {
    return [body];
  }
  return pretty(body, mark);
}

/** Colors for the tokens of JSON. */
export const colors = (kind, text) => h("span", { class: `json-${kind}` }, text);

/** Shows a preview, or why there is none yet. */
export function showRequest(action, preview, text, secrets, file, waiting) {
  const place = byId("request");
  place.hidden = false;
  const content = [h("header", {}, h("h2", { id: "request-title" }, "Request"))];
  if (preview.error) {
    // A message about all arguments names each of them.
    const name = preview.name && preview.name !== "arguments" ? `\`${preview.name}\` ` : "";
    const wrong = prose(name + (preview.message ?? preview.error));
    content.push(h("p", { class: waiting ? "hint" : "error" }, waiting ?? wrong));
  } else {
    const line = commandLine(action, text, file);
    content[0].append(copyButton(() => line, "the command line", "Copy as command"));
    content.push(
      h("p", { class: "url" }, h("b", {}, preview.method), " ", preview.url),
      h("details", { class: "headers" }, h("summary", {}, `${preview.headers.length} headers, without the credential`),
        h("pre", {}, preview.headers.map(([name, value]) => `${name}: ${value}`).join("\n"))),
      preview.body ? h("pre", { id: "request-body", tabindex: 0, "aria-label": "Body of the request" },
        shownBody(typeof preview.body === "string" ? masked(preview.body, secrets) : preview.body, colors)) : "",
      h("pre", { class: "command", id: "command", tabindex: 0, "aria-label": "The call for a terminal" },
        masked(line, secrets)),
    );
  }
  // A fold that a person has opened stays open while they type.
  const open = place.querySelector("details")?.open;
  place.replaceChildren(...content);
  if (open && place.querySelector("details")) place.querySelector("details").open = true;
}
