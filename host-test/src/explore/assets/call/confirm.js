// The question before a destructive action. On a live org a person types the name of what it is about.

import { byId, h, icon } from "../lib/dom.js";
import { labelOf as fieldLabel } from "../lib/words.js";
import { labelOf, remember, titleOf } from "../result/ids.js";
import { ofHref } from "../result/relations.js";
import { read } from "../result/result.js";
import * as server from "../lib/server.js";

/** The object of a destructive action: its name if Okta tells it, else its id or the action, and its status if it has one. */
async function objectOf(action, shown, value) {
  const holes = [...action.path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
  if (holes.length === 0) return { name: action.title };
  const last = String(value[holes.at(-1)]);
  const known = { name: labelOf(last) || last };
  const path = new URL(shown.url).pathname;
  // The object itself: the path without what is done with it.
  const own = path.slice(0, path.lastIndexOf(encodeURIComponent(last)) + encodeURIComponent(last).length);
  const found = ofHref(own);
  if (!found) return known;
  const result = await server.call(found.action.name, JSON.stringify(found.args)).catch(() => ({ error: "unreachable" }));
  const object = !result.error && read(result.body);
  if (!object) return known;
  remember(object);
  return { name: titleOf(object) || last, status: typeof object.status === "string" ? object.status : undefined };
}

/**
 * Asks in the dialog; true if a person wants it.
 *
 * On a live org a person types `name`, and reads `warning`. `status` is that of the object, if it is known; `facts` are elements of a list, `yes` is the text of the button.
 */
function ask({ title, summary, status, facts, name, live, warning, yes: text }) {
  const dialog = byId("confirm");
  const yes = h("button", { class: "danger primary", value: "yes", id: "confirm-yes", disabled: live }, text);
  const typed = h("input", {
    id: "confirm-name", autocomplete: "off", spellcheck: "false", autofocus: true,
    input: () => (yes.disabled = typed.value.trim() !== name.trim()),
    // Enter in the field must not press Cancel, which stands first.
    keydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!yes.disabled) yes.click();
    },
  });
  dialog.returnValue = "";
  dialog.classList.toggle("live", live);
  dialog.replaceChildren(
    h("h2", { id: "confirm-title" }, icon("triangle-alert"), h("span", {}, `${title}?`)),
    live && h("p", { class: "live-note" }, warning),
    h("p", {}, status && [h("strong", {}, name), " is ", h("strong", {}, status), ". "], summary.replaceAll("`", "")),
    h("dl", { class: "facts" }, facts),
    live && h("label", { class: "confirm-label", for: "confirm-name" }, "Type ", h("code", { id: "confirm-expected" }, name), " to go on"),
    live && typed,
    h("form", { method: "dialog" }, h("button", { value: "", autofocus: !live, id: "confirm-no" }, "Cancel"), yes),
  );
  for (const child of [...dialog.childNodes]) if (child.nodeType === Node.TEXT_NODE) child.remove();
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

const LOSS = "This is a live org: people lose what this takes away.";

/** Asks before a destructive action, by the action and the objects that it is about; true if a person wants it. */
export async function confirmed(action, shown, value, live) {
  const { name, status } = await objectOf(action, shown, value);
  const about = Object.entries(action.parameters.properties).filter(([, schema]) => schema["x-in"] === "path");
  const rows = about.flatMap(([parameter]) => {
    const id = value[parameter];
    return [h("dt", {}, fieldLabel(parameter)), h("dd", {}, h("code", {}, String(id)), labelOf(id) ? ` ${labelOf(id)}` : "")];
  });
  const org = [h("dt", {}, "Org"), h("dd", {}, h("code", {}, new URL(shown.url).host))];
  const facts = [org, rows, h("dt", {}, "Request"), h("dd", {}, h("code", {}, `${shown.method} ${shown.url}`))];
  return ask({ title: action.title, summary: action.summary, status, facts, name, live, warning: LOSS, yes: action.title });
}

/** Asks before a job that changes something, by its inputs and the steps that change; true if a person wants it. */
export function confirmedJob(job, typed, steps, live) {
  const given = job.inputs.filter(({ name }) => typed[name] !== undefined);
  const open = given.filter(({ format }) => format !== "password");
  const about = open.find(({ required }) => required) ?? open[0];
  const titles = new Map(job.steps.map(({ id, title }) => [id, title]));
  const changes = steps.filter(({ readOnly }) => !readOnly);
  const destructive = changes.some((step) => step.destructive);
  const facts = [
    given.flatMap((input) => [h("dt", {}, input.title), h("dd", {}, h("code", {}, open.includes(input) ? typed[input.name] : "••••••"))]),
    h("dt", {}, "Changes"),
    h("dd", {}, h("ul", {}, changes.map((step) =>
      h("li", {}, `${titles.get(step.stepId)} `, step.destructive && h("span", { class: "chip danger" }, "Destructive"))))),
  ];
  const warning = destructive ? LOSS : "This is a live org: what this job does happens to real people.";
  return ask({ title: job.title, summary: job.description, facts, name: typed[about?.name] ?? job.name, live, warning, yes: "Run the job" });
}
