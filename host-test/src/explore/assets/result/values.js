// Single values of responses on the screen: ids that lead somewhere, dates, states.

import { button, copy, h, icon } from "../lib/dom.js";
import { ago, isDate, local, toneOf } from "../lib/words.js";
import { of } from "../lib/address.js";
import { isId, labelOf } from "./ids.js";
import { ofHref, ofId } from "./relations.js";

const copied = (value) =>
  button("copy", null, { class: "quiet id-copy", label: `Copy ${value}`, click: () => copy(value) });

/** A link that opens the form of an action filled in; one that only reads runs at once. */
export function relation({ action, args }, content, attributes = {}) {
  const { readOnlyHint } = action.annotations;
  return h("a", {
    href: of(action.name, args), "data-run": readOnlyHint ? "true" : null, title: action.title, ...attributes,
  }, content);
}

/** An id: a link to its object where there is one, and a button that copies it. */
function idValue(key, id, from, quote = "") {
  const target = ofId(key, id, from);
  const label = labelOf(id);
  const text = h("code", { class: "id", title: label || null }, id);
  return h("span", { class: "id-value" }, quote, target ? relation(target, text) : text, quote, copied(id));
}

/** A state as a badge, or nothing for other texts. */
export function state(text) {
  const tone = toneOf(text);
  return tone && h("span", { class: `state ${tone}` }, text);
}

/** A value in a cell of a table. */
export function cellValue(key, value, text, from) {
  if (value === undefined || value === null) return h("span", { class: "nothing" }, "–");
  if (typeof value === "string") {
    if (isId(key, value)) return idValue(key, value, from);
    if (isDate(value)) return h("time", { datetime: value, title: `${ago(value)}: ${value}` }, local(value));
    return state(value) || text;
  }
  if (typeof value === "boolean") return h("span", { class: "word" }, String(value));
  return Array.isArray(value) || typeof value === "object" ? h("span", { class: "word" }, text.length > 60 ? `${text.slice(0, 60)}…` : text) : text;
}

/** A text in a document: in quotes, and a link if it is an id or one of Okta's links to an object. */
export function documentText(key, text, from, allow) {
  const quoted = JSON.stringify(text);
  if (isId(key, text)) return h("span", { class: "json-string" }, idValue(key, text, from, '"'));
  if (key === "href") {
    const target = ofHref(text, allow);
    if (target) {
      return h("span", { class: "json-string" }, quoted, " ", relation(target, [icon("arrow-right"), target.action.title], { class: "go" }));
    }
  }
  const extra = isDate(text) && h("span", { class: "ago" }, ago(text));
  return [h("span", { class: "json-string" }, quoted), extra && " ", extra].filter(Boolean);
}
