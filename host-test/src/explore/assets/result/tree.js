// A document as a tree that folds, with search. Folded parts are made when they are opened.

import { button, copyButton, h, icon } from "../lib/dom.js";
import { isContainer, typeOf, write } from "../lib/json.js";
import { count } from "../lib/words.js";
import { documentText } from "./values.js";

/** Parts that are folded at first, because few people look for them. */
const FOLDED = new Set(["_links", "_embedded"]);
/** Longer parts are folded at first, and shown in steps. */
const LONG = 60;
const STEP = 100;
const MOST_HITS = 500;

const entriesOf = (value) => (Array.isArray(value) ? value.map((item, index) => [index, item]) : Object.entries(value));

function scalar(key, value, context, allow) {
  const type = typeOf(value);
  if (type === "string") return documentText(key, value, context.from, allow);
  return h("span", { class: type === "null" || type === "boolean" ? "json-word" : "json-number" }, write(value));
}

/** What a folded part holds, in few words. */
function gist(value) {
  if (Array.isArray(value)) return `[ ${count(value.length, "item")} ]`;
  const names = Object.keys(value);
  return names.length > 4 ? `{ ${names.slice(0, 3).join(", ")}, … }` : `{ ${names.join(", ")} }`;
}

function keyOf(name, hit) {
  if (typeof name === "number") return h("span", { class: "json-index" }, `${name}`);
  return h("span", { class: hit ? "json-key hit" : "json-key" }, `"${name}"`);
}

/** The parts of a container, in steps. */
function parts(value, path, context) {
  const list = h("ul", {});
  const all = entriesOf(value);
  const allow = value.hints?.allow;
  const add = (from) => {
    list.append(...all.slice(from, from + STEP).map(([name, item]) => node(name, item, [...path, name], context, allow)));
    if (all.length <= from + STEP) return;
    const more = h("li", {}, button("plus", `${count(all.length - from - STEP, "more item")}`, {
      class: "quiet", click: () => {
        more.remove();
        add(from + STEP);
      },
    }));
    list.append(more);
  };
  add(0);
  return list;
}

function node(name, value, path, context, allow) {
  const at = path.join("\u0000");
  const hit = context.hits.has(at);
  if (!isContainer(value) || Object.keys(value).length === 0) {
    const shown = isContainer(value) ? write(value) : scalar(String(name), value, path.length === 1 ? context : { from: null }, allow);
    return h("li", { class: hit ? "leaf hit" : "leaf" }, keyOf(name, hit), h("span", { class: "json-mark" }, ": "), shown);
  }
  const size = Object.keys(value).length;
  const wanted = context.searching ? context.opened.has(at) : context.all ?? (!FOLDED.has(name) && path.length < 4 && size <= LONG);
  const summary = h("summary", {}, icon("chevron-right"), keyOf(name, hit), h("span", { class: "json-mark" }, ": "),
    h("span", { class: "gist" }, gist(value)));
  const details = h("details", { open: wanted }, summary);
  const fill = () => details.open && details.children.length === 1 && details.append(parts(value, path, context));
  details.addEventListener("toggle", fill);
  fill();
  return h("li", { class: hit ? "hit" : null }, details);
}

/** The places of what holds a text, as key or value, and of all that holds them. */
function find(value, text) {
  const [hits, opened] = [new Set(), new Set()];
  const walk = (value, path) => {
    for (const [name, item] of entriesOf(value)) {
      if (hits.size >= MOST_HITS) return;
      const here = [...path, name];
      const inside = isContainer(item);
      const shown = `${typeof name === "string" ? name : ""}\n${inside ? "" : typeof item === "string" ? item : write(item)}`;
      if (shown.toLowerCase().includes(text)) {
        hits.add(here.join("\u0000"));
        for (let length = 1; length < here.length; length += 1) opened.add(here.slice(0, length).join("\u0000"));
      }
      if (inside) walk(item, here);
    }
  };
  walk(value, []);
  return { hits, opened };
}

/** A document as a tree; `from` is the call whose answer it is (or a row of). `id` names the element of the document. */
export function tree(value, { from = null, id = null, label = "Document" } = {}) {
  if (!isContainer(value)) return h("pre", { id, tabindex: 0, "aria-label": label }, write(value));
  const context = { from: from && { ...from, value: from.value }, hits: new Set(), opened: new Set(), searching: false, all: undefined };
  const place = h("div", { class: "tree", id, tabindex: 0, role: "region", "aria-label": label });
  const found = h("span", { class: "hint", role: "status" });
  const draw = () => {
    place.replaceChildren(parts(value, [], context));
    place.querySelector(".hit")?.scrollIntoView({ block: "nearest" });
  };
  const search = h("input", {
    type: "search", "aria-label": `Search in ${label}`, placeholder: "Search", autocomplete: "off", spellcheck: "false",
    input: () => {
      const text = search.value.trim().toLowerCase();
      Object.assign(context, { searching: text !== "", hits: new Set(), opened: new Set() }, text && find(value, text));
      found.textContent = text ? count(context.hits.size, "match").replace("matchs", "matches") : "";
      draw();
    },
  });
  const fold = (all) => () => {
    search.value = found.textContent = "";
    Object.assign(context, { all, searching: false, hits: new Set() });
    draw();
  };
  draw();
  return h("div", { class: "document" },
    h("div", { class: "toolbar" },
      h("span", { class: "finder" }, icon("search"), search), found,
      button(null, "Unfold all", { class: "quiet", click: fold(true) }), button(null, "Fold all", { class: "quiet", click: fold(false) }),
      copyButton(() => write(value, 2), "the document", "Copy")),
    place);
}
