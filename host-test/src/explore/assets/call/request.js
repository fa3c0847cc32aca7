// The request that the arguments make, as it is filled in, and the same call elsewhere.

import { button, byId, copy, h, icon, menu, prose, visible } from "../lib/dom.js";
import { load, save } from "../lib/store.js";
import { raw } from "../result/result.js";
import { SNIPPETS } from "./snippets.js";

/** A stand-in for the secrets of a form wherever they would be on the screen: in JSON, in a shell, in a literal. */
function masked(text, secrets) {
  return secrets.reduce((shown, secret) => {
    const json = JSON.stringify(secret);
    const literal = JSON.stringify(json).slice(1, -1);
    return [literal, json, json.replaceAll("'", "'\\''")].reduce((text, form) => text.replaceAll(form, '"••••••"'), shown);
  }, text);
}

/** The code of the call in the form that was chosen last, with a menu that copies any. */
function code(call, secrets) {
  const place = h("pre", { class: "command", id: "command", tabindex: 0, "aria-label": "The call as code" });
  const show = (name) => {
    const [, , make] = SNIPPETS.find(([known]) => known === name) ?? SNIPPETS[0];
    place.textContent = visible(masked(make(call), secrets));
  };
  show(load("snippet", "command"));
  const entry = ([name, label, make]) => h("li", {}, button("copy", label, {
    "data-snippet": name,
    click: () => {
      save("snippet", name);
      show(name);
      copy(make(call), `as ${label}`);
      choices.open = false;
    },
  }));
  const choices = menu("copy", "Copy as", h("ul", { class: "entries" }, SNIPPETS.map(entry)), { id: "copy-as" });
  return [place, choices];
}

const fold = (id, title, content, open) =>
  h("details", { class: "more", id, open: open.has(id) }, h("summary", {}, icon("chevron-right"), title), content);

/** Shows a preview, or why there is none yet. `call` is `{ action, text, file, preview }`. */
export function showRequest(call, secrets = [], waiting) {
  const { preview } = call;
  const place = byId("request");
  place.hidden = false;
  // A fold that a person has opened stays open while they type.
  const open = new Set([...place.querySelectorAll("details[open]")].map(({ id }) => id));
  const header = h("header", {}, h("h2", { id: "request-title" }, "Request"), h("span", { class: "grow" }));
  if (preview.error) {
    // A message about all arguments names each of them.
    const name = preview.name && preview.name !== "arguments" ? `\`${preview.name}\` ` : "";
    const wrong = prose(name + (preview.message ?? preview.error));
    place.replaceChildren(header, h("p", { class: waiting ? "hint" : "error" }, waiting ?? wrong));
    return;
  }
  const [shown, choices] = code(call, secrets);
  header.append(choices);
  const body = typeof preview.body === "string" ? masked(preview.body, secrets) : preview.body;
  place.replaceChildren(...[
    header,
    h("p", { class: "url" }, h("b", { class: `method ${preview.method.toLowerCase()}` }, preview.method), " ", h("span", {}, preview.url)),
    body && (typeof body === "string" || body.base64) && raw(body, "of the request", "request-body"),
    fold("headers", `${preview.headers.length} headers, without the credential`,
      h("pre", {}, preview.headers.map(([name, value]) => `${name}: ${value}`).join("\n")), open),
    fold("code", "As code", shown, open),
  ].filter(Boolean));
}
