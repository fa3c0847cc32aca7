// What stands among the actions that a search finds: the object of a pasted id or login, and jobs.

import { h, icon } from "../lib/dom.js";
import { of } from "../lib/address.js";
import { ofId } from "../result/relations.js";

const words = (text) => text.toLowerCase().split(/[^\p{L}\d]+/u).filter(Boolean);

/** The jobs whose titles or names begin words with all the words of a text. */
function jobsFor(text, jobs) {
  const wanted = words(text);
  return jobs.filter(({ name, title }) => wanted.every((one) => words(`${name} ${title}`).some((word) => word.startsWith(one))));
}

/** The action that retrieves the object of a text, if it is an id or a login. */
function objectFor(text) {
  if (/^\S+@\S+$/.test(text)) return ofId("userId", text);
  return /^(?=.*\d)[\dA-Za-z]{17,20}$/.test(text) ? ofId("id", text) : null;
}

const option = (address, symbol, title, kind, run) =>
  h("div", { role: "option", id: `hit-${address}`, "data-name": address, "data-run": run, "aria-selected": "false" },
    h("span", { class: "method" }, icon(symbol)), h("span", { class: "title" }, title), h("span", { class: "of" }, kind));

/** The options that stand before the actions. */
export function others(text, jobs) {
  const object = objectFor(text);
  const noun = object?.action.title.replace(/^(Get|Retrieve) /, "").toLowerCase();
  return [
    ...(object ? [option(of(object.action.name, object.args).slice(1), "arrow-right", `Open ${noun} ${text}`, object.action.title, true)] : []),
    ...jobsFor(text, jobs).map((job) => option(`job/${job.name}`, "list", job.title, "Job of several steps")),
  ];
}
