// What the chosen action is: title, summary, details, hints, scopes.

import { badge } from "./catalog.js";
import { copyButton, h, prose } from "./dom.js";

/** The elements that tell about an action; `names` leads from function names to action names. */
export function about(action, names) {
  const link = (code) => names.has(code) && h("a", { href: `#${names.get(code)}` }, h("code", {}, code));
  const linked = (text) => prose(text, (code) => link(code) || null);
  const { readOnlyHint, destructiveHint, idempotentHint } = action.annotations;
  const chip = (text, title, kind = "") => h("li", { class: `chip ${kind}`, title }, text);
  const returns = { nothing: "Returns nothing", document: "Returns a document", list: "Returns a list" };
  return [
    h("h1", { tabindex: -1, id: "title" }, action.title),
    h("p", { class: "endpoint" }, badge(action.method), h("code", {}, action.path || "any path")),
    h("p", { class: "endpoint" }, h("code", { class: "name" }, action.name), copyButton(() => action.name, action.name)),
    h("p", {}, linked(action.summary)),
    action.details.split(/\n\n+/).filter(Boolean).map((paragraph) => h("p", { class: "details" }, linked(paragraph))),
    h("ul", { class: "chips", "aria-label": "Hints" },
      readOnlyHint && chip("Reads only", "Changes nothing"),
      destructiveHint && chip("Destructive", "Removes, replaces or shuts something off; asks before it runs", "danger"),
      !readOnlyHint && !destructiveHint && chip("Adds or changes", "Changes something, and takes nothing away"),
      !readOnlyHint && (idempotentHint
        ? chip("Safe to repeat", "The same call again changes nothing more")
        : chip("Not safe to repeat", "The same call again may do it twice")),
      chip(action.paginated ? "Returns pages of a list" : returns[action.returns] ?? action.returns, ""),
      action.deprecated && chip("Deprecated", "", "danger"),
    ),
    action.deprecation && h("p", { class: "details" }, linked(action.deprecation)),
    action.scopes.length > 0 && h("p", { class: "scopes" }, "OAuth scopes ",
      action.scopes.flatMap((scope) => [h("code", {}, scope), " "])),
  ].flat().filter(Boolean);
}
