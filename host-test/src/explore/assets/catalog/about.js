// What the chosen action is: title, summary, details, hints, scopes.

import { button, copyButton, h, icon, prose } from "../lib/dom.js";
import { favourites, toggleFavourite } from "../lib/store.js";
import { badge } from "./catalog.js";

const chip = (name, text, title, kind = "") => h("li", { class: `chip ${kind}`, title }, icon(name), text);
const RETURNS = { nothing: "Returns nothing", document: "Returns a document", list: "Returns a list" };

function star(action) {
  const is = favourites().includes(action.name);
  const toggle = button("star", null, {
    class: "quiet star", id: "favourite", label: "Favourite", "aria-pressed": String(is),
    click: () => toggle.setAttribute("aria-pressed", String(toggleFavourite(action.name))),
  });
  return toggle;
}

function hints({ annotations, paginated, returns, deprecated, allowed }) {
  const { readOnlyHint, destructiveHint, idempotentHint } = annotations;
  return h("ul", { class: "chips", "aria-label": "Hints" },
    !allowed && chip("lock", "Forbidden by the policy", "The policy of this explorer does not allow it", "danger"),
    readOnlyHint && chip("eye", "Reads only", "Changes nothing", "good"),
    destructiveHint && chip("triangle-alert", "Destructive", "Removes, replaces or shuts something off; asks before it runs", "danger"),
    !readOnlyHint && !destructiveHint && chip("plus", "Adds or changes", "Changes something, and takes nothing away"),
    !readOnlyHint && (idempotentHint
      ? chip("rotate-cw", "Twice is like once", "The same call again changes nothing more")
      : chip("zap", "May do it twice", "The same call again may have a further effect")),
    chip(paginated || returns === "list" ? "table-2" : "braces",
      paginated ? "Returns pages of a list" : RETURNS[returns] ?? returns, ""),
    deprecated && chip("triangle-alert", "Deprecated", "", "danger"));
}

/** The elements that tell about an action; `names` leads from function names to action names. */
export function about(action, names) {
  const link = (code) => names.has(code) && h("a", { href: `#${names.get(code)}` }, h("code", {}, code));
  const linked = (text) => prose(text, (code) => link(code) || null);
  const { details, scopes, deprecation } = action;
  return [
    h("p", { class: "crumb" }, h("a", { href: "#" }, "Start"), icon("chevron-right"), action.section),
    h("div", { class: "heading" }, h("h1", { tabindex: -1, id: "title" }, action.title), star(action)),
    h("p", { class: "lead" }, linked(action.summary)),
    h("p", { class: "endpoint" }, badge(action.method), h("code", {}, action.path || "any path")),
    hints(action),
    h("details", { class: "more", id: "details", open: Boolean(deprecation) }, h("summary", {}, icon("chevron-right"), "Details"),
      details.split(/\n\n+/).filter(Boolean).map((paragraph) => h("p", { class: "details" }, linked(paragraph))),
      deprecation && h("p", { class: "details" }, linked(deprecation)),
      h("p", { class: "details named" }, "Action ", h("code", { class: "name" }, action.name), copyButton(() => action.name, action.name)),
      scopes.length > 0 && h("p", { class: "details scopes" }, "OAuth scopes ",
        scopes.flatMap((scope) => [h("code", {}, scope), " "]))),
  ];
}
