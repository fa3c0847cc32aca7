// The list of actions: by section, and by search.

import { byId, h, icon } from "../lib/dom.js";
import { count } from "../lib/words.js";
import { load, save } from "../lib/store.js";
import * as server from "../lib/server.js";
import { others } from "./hits.js";

/** Longer lists of hits are cut: who sees so many types another word. */
const MOST_HITS = 60;
/** How long a person stops typing before the search is asked, in milliseconds. */
const PAUSE = 80;

let all = [];
let queries = [];
let jobs = [];
let open = () => {};
let current = "";
let active = null;
/** The search of the latest text; Enter waits for it. */
let searching = Promise.resolve();
let edit = 0;

/** The badge of an HTTP method. */
export const badge = (method) => h("span", { class: `method ${method.toLowerCase()}` }, method || "ANY");

/** The mark of an action that removes, replaces or shuts something off. */
export const destructive = () => h("span", { class: "destructive" }, icon("triangle-alert"), h("span", {}, "destructive"));

/** The facts of an action by its name. */
export const find = (name) => all.find((action) => action.name === name);

/** The actions that a text finds, the best first. */
export const found = async (text) => (await server.search(text)).map(find).filter(Boolean);

/**
 * Shows the actions; `opened(address, run)` is called for the chosen one. `tries` are queries to try after one that finds
 * nothing, `known` the jobs.
 */
export function show(actions, tries, known, opened) {
  all = actions;
  queries = tries;
  jobs = known;
  open = opened;
  const sections = Map.groupBy(all, (action) => action.section);
  byId("browse").replaceChildren(...[...sections].map(([section, members]) => fold(section, members)));
  const input = byId("search");
  input.addEventListener("input", () => (searching = filter()));
  input.addEventListener("keydown", keys);
  byId("list").addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) openOption(option);
  });
  searching = filter();
}

const openOption = ({ dataset }) => open(dataset.name, dataset.run !== undefined);

/** A section that folds. Which are open is remembered. */
function fold(section, members) {
  const opened = load("sections", []);
  const list = h("ul", {}, members.map((action) => h("li", {}, link(action))));
  const details = h("details", { class: "section", open: opened.includes(section), "data-section": section },
    h("summary", {}, icon("chevron-right"), h("span", {}, section), h("span", { class: "count" }, String(members.length))), list);
  details.addEventListener("toggle", () => {
    const others = load("sections", []).filter((other) => other !== section);
    save("sections", details.open ? [...others, section] : others);
  });
  return details;
}

const titled = ({ title, deprecated, annotations, allowed }) => [
  h("span", { class: `title${deprecated ? " deprecated" : ""}` }, title),
  !allowed && h("span", { class: "lock", title: "The policy forbids it" }, icon("lock"), h("span", { class: "away" }, "forbidden by the policy")),
  annotations.destructiveHint && destructive(),
];

/** A link to an action, as in the list. */
export function link(action) {
  return h("a", {
    href: `#${action.name}`, "data-name": action.name, title: `${action.name}\n${action.summary}`,
    "aria-current": action.name === current ? "page" : null,
  }, badge(action.method), titled(action));
}

/** The action that lists the objects whose id is a parameter of a path; none if there is no such list. */
export function listOf({ path }, parameter) {
  const [before, found] = path.split(`/{${parameter}}`);
  if (found === undefined) return undefined;
  const list = (path) => all.find((action) => action.method === "GET" && action.path === path);
  const whole = `/api/v1/${before.split("/").at(-1)}`;
  return list(whole) ?? list(before);
}

/** Marks the action that is open. */
export function mark(name) {
  current = name;
  for (const link of document.querySelectorAll("#catalog [aria-current]")) link.removeAttribute("aria-current");
  const link = byId("browse").querySelector(`[data-name="${CSS.escape(name)}"]`);
  if (!link) return;
  link.setAttribute("aria-current", "page");
  link.closest("details").open = true;
  reveal();
}

/** Scrolls to the action that is open. */
export const reveal = () => byId("browse").querySelector("[aria-current]")?.scrollIntoView({ block: "center" });

/** Moves in the hits, opens one, or empties the search. A key that comes before the hits of what was typed waits for them. */
function keys(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
  const input = byId("search");
  if (!input.value) return;
  if (event.key in steps) {
    searching.then(() => {
      const options = [...byId("list").children];
      const at = options.indexOf(active);
      activate(options[Math.min(Math.max(at < 0 ? 0 : at + steps[event.key], 0), options.length - 1)]);
    });
  } else if (event.key === "Enter") {
    searching.then(() => {
      const chosen = active ?? byId("list").firstElementChild;
      if (chosen) openOption(chosen);
    });
  } else if (event.key === "Escape") {
    input.value = "";
    searching = filter();
  } else {
    return;
  }
  event.preventDefault();
}

function activate(option) {
  active?.setAttribute("aria-selected", "false");
  active = option ?? null;
  active?.setAttribute("aria-selected", "true");
  active?.scrollIntoView({ block: "nearest" });
  if (active) byId("search").setAttribute("aria-activedescendant", active.id);
  else byId("search").removeAttribute("aria-activedescendant");
}

function option(action) {
  return h("div", {
    role: "option", id: `action-${action.name}`, "data-name": action.name, "aria-selected": "false", title: action.summary,
  }, badge(action.method), titled(action), h("span", { class: "of" }, action.section));
}

/** Shows what the text in the search means, as the component ranks it. */
async function filter() {
  const text = byId("search").value.trim();
  const now = ++edit;
  if (!text) return showHits([], [count(all.length, "action"), " · ", destructive()]);
  await new Promise((done) => setTimeout(done, PAUSE));
  if (now !== edit) return;
  try {
    const hits = await found(text);
    if (now !== edit) return;
    const first = others(text, jobs);
    if (hits.length > 0) showHits([...first, ...hits.slice(0, MOST_HITS).map(option)], [`${hits.length} of ${count(all.length, "action")}`]);
    else showHits(first, ["No action fits. Try ", ...queries.flatMap((query, index) => [index > 0 && ", ", suggestion(query)]), "."]);
  } catch (error) {
    if (now === edit) showHits([], [error.message]);
  }
}

/** A query to try, as a button that types it. */
function suggestion(query) {
  const type = () => {
    byId("search").value = query;
    byId("search").focus();
    searching = filter();
  };
  return h("button", { type: "button", class: "linklike", click: type }, query);
}

function showHits(hits, said) {
  byId("list").replaceChildren(...hits);
  byId("list").hidden = hits.length === 0;
  byId("browse").hidden = byId("search").value.trim() !== "";
  byId("search").setAttribute("aria-expanded", String(hits.length > 0));
  byId("hits").replaceChildren(h("span", {}, said));
  activate(byId("list").firstElementChild);
}
