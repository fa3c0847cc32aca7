// The list of actions with its search.

import { byId, h } from "./dom.js";

let entries = [];
let active = null;

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** The badge of an HTTP method. */
export const badge = (method) => h("span", { class: `method ${method.toLowerCase()}` }, method || "ANY");

/** Shows the actions; `open(name)` is called for the chosen one. */
export function show(actions, open) {
  const list = byId("list");
  const search = byId("search");
  const sections = Map.groupBy(actions, (action) => action.section);
  for (const [section, members] of sections) {
    const options = members.map((action) => {
      const destructive = action.annotations.destructiveHint;
      const option = h(
        "a",
        {
          role: "option", id: `action-${action.name}`, href: `#${action.name}`, tabindex: -1, "aria-selected": "false",
          title: `${action.name}\n${action.summary}`, class: destructive ? "destructive" : null,
        },
        badge(action.method),
        h("span", { class: action.deprecated ? "title deprecated" : "title" }, action.title),
        destructive && h("span", { class: "mark", title: "Destructive" }, h("span", { class: "away" }, "destructive")),
      );
      const { name, title, aliases, summary, path, method } = action;
      const text = [section, name, title, ...aliases, summary, path, method].join(" ").toLowerCase();
      return { ...action, option, text, named: words(title), beside: words(`${section} ${method}`) };
    });
    const id = `section-${section.replaceAll(" ", "-")}`;
    const group = h("div", { role: "group", "aria-labelledby": id });
    group.append(h("h2", { id }, section), ...options.map(({ option }) => option));
    list.append(group);
    entries.push(...options.map((entry) => ({ ...entry, group })));
  }
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    const shown = entries.filter(({ option }) => !option.hidden);
    const at = shown.findIndex(({ option }) => option === active);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (event.key in steps && shown.length) {
      const to = at < 0 ? 0 : at + steps[event.key];
      activate(shown[Math.min(Math.max(to, 0), shown.length - 1)].option);
    } else if (event.key === "Enter" && shown.length) {
      open(shown[Math.max(at, 0)].name);
    } else if (event.key === "Escape" && search.value) {
      search.value = "";
      filter();
    } else {
      return;
    }
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(option.hash.slice(1));
  });
  filter();
}

/** The action that lists the objects whose id is a parameter of a path; none if there is no such list. */
export function listOf({ path }, parameter) {
  const [before, found] = path.split(`/{${parameter}}`);
  if (found === undefined) return undefined;
  const list = (path) => entries.find((entry) => entry.method === "GET" && entry.path === path);
  const whole = `/api/v1/${before.split("/").at(-1)}`;
  return list(whole) ?? list(before);
}

/** Marks the action that is open. */
export function mark(name) {
  for (const { option } of entries) {
    if (option.hasAttribute("aria-current")) option.removeAttribute("aria-current");
  }
  const option = byId(`action-${name}`);
  option?.setAttribute("aria-current", "true");
  option?.scrollIntoView({ block: "nearest" });
}

function activate(option) {
  active?.setAttribute("aria-selected", "false");
  active = option;
  active?.setAttribute("aria-selected", "true");
  active?.scrollIntoView({ block: "nearest" });
  if (active) byId("search").setAttribute("aria-activedescendant", active.id);
  else byId("search").removeAttribute("aria-activedescendant");
}

function filter() {
  const wanted = words(byId("search").value);
  const hits = entries.filter(({ text }) => wanted.every((word) => text.includes(word)));
  const shown = new Set(hits.map(({ option }) => option));
  for (const { option } of entries) option.hidden = !shown.has(option);
  for (const group of new Set(entries.map(({ group }) => group))) {
    group.hidden = !group.querySelector("[role=option]:not([hidden])");
  }
  const count = wanted.length > 0 ? `${hits.length} of ${entries.length} actions` : `${entries.length} actions`;
  byId("hits").textContent = hits.length > 0 ? count : `${count} have all these words. Try fewer.`;
  // What has the words in its title, or else in section or method, and little else there, is meant more likely.
  const worth = (word, { named, beside }) => (named.includes(word) ? 100 : beside.includes(word) ? 99 : 0);
  const score = (hit) => wanted.reduce((sum, word) => sum + worth(word, hit), -hit.named.length);
  const best = hits.reduce((best, hit) => (best && score(best) >= score(hit) ? best : hit), undefined);
  activate(wanted.length > 0 && best ? best.option : null);
}
