// The form of an action, made from its schema. One object holds the arguments; fields edit it in place, so that what the
// schema does not know is kept. Any change to the shape of the form (folds, items, variants, JSON) draws it again.

import { button, h, icon, prose, say, visible } from "../lib/dom.js";
import { assign, isContainer, parse, write } from "../lib/json.js";
import { isClosed, kindOf, resolve, takesNull, variantsOf, without } from "../lib/schema.js";
import { labelOf } from "../lib/words.js";
import * as controls from "./controls.js";
import { description } from "./description.js";
import { items, properties } from "./objects.js";

const SECTIONS = [
  ["path", "Path"], ["query", "Query"], ["header", "Headers"], ["part", "Upload"], [undefined, "Request"], ["body", "Body"],
];

export class Form {
  /** A form inside of an element; `changed` is called after every edit, and `pick(list, take)` shows a list to choose from. */
  constructor(root, changed, pick) {
    this.root = root;
    this.changed = changed;
    this.pick = pick;
    /** A further tool of the object at a path, if there is one. */
    this.extra = () => null;
    root.addEventListener("submit", (event) => event.preventDefault());
    root.addEventListener("keydown", (event) => {
      if (!event.altKey || event.code !== "KeyN") return;
      event.preventDefault();
      const row = event.target.closest("[data-path]");
      if (row?.dataset.null) this.toggleNull(JSON.parse(row.dataset.keys));
    });
  }

  /**
   * Shows the form of a schema, filled with arguments as JSON text.
   *
   * `lists` leads from the names of parameters to the actions that list their ids.
   */
  load(schema, text = "{}", lists = new Map()) {
    this.schema = schema;
    this.lists = lists;
    this.value = parse(text);
    this.open = new Map();
    this.more = new Set();
    this.added = new Map();
    this.json = new Set();
    this.other = new Set();
    this.drafts = new Map();
    this.files = new Map();
    this.keepBody();
    this.render();
  }

  /** The arguments as JSON text. */
  text(indent) {
    return write(this.value, indent);
  }

  at(path) {
    return path.reduce((value, name) => (isContainer(value) ? value[name] : undefined), this.value);
  }

  /** Sets the value at a path; `undefined` removes it. */
  put(path, value) {
    assign(this.value, path, value);
    const turned = this.variants.filter(({ path, schema, held }) => variantsOf(schema, this.at(path)) !== held);
    // What stands in the JSON of the whole object is meant so.
    for (const { path: place, outer } of turned) if (path.length > place.length) this.leaveOut(place, outer);
    this.keepBody();
    if (turned.length > 0) this.render();
    this.changed();
  }

  /** Leaves out the properties of an object that belong to another variant than the chosen one. */
  leaveOut(path, { schema, full }) {
    const value = this.at(path);
    const rest = without(full, resolve(schema, value), value);
    if (write(rest) === write(value)) return;
    assign(this.value, path, rest);
    say("Left out the properties of the other kind");
  }

  /** A required body of an object is there from the start: an empty one is what a call without fields means. */
  keepBody() {
    const { body } = this.schema.properties;
    const required = body && this.schema.required?.includes("body");
    if (required && this.value.body === undefined && kindOf(body) === "object") this.value.body = {};
  }

  toggleNull(path) {
    this.put(path, this.at(path) === null ? undefined : null);
    this.render();
  }

  /** Between the fields of an object and its JSON. */
  toggleJson(path) {
    const key = path.join(".");
    if (this.drafts.has(key)) return say("Correct the JSON first");
    if (!this.json.delete(key)) this.json.add(key);
    this.open.set(key, true);
    this.render();
    const focus = this.json.has(key) ? `f.${key}` : `json.${key}`;
    document.getElementById(focus)?.focus();
  }

  /** Unfolds all that holds the field of a path. */
  reveal(path) {
    for (let length = 1; length < path.length; length += 1) {
      this.open.set(path.slice(0, length).join("."), true);
      this.more.add(path.slice(0, length).join("."));
    }
    const [name] = path;
    const place = name === "body" ? "body" : this.schema.properties[name]?.["x-in"];
    this.open.set(`in.${place}`, true);
    this.render();
  }

  /** Shows what is wrong with arguments, by their names. */
  setErrors(errors) {
    for (const place of this.root.querySelectorAll(".error[data-for]")) {
      const message = errors.get(place.dataset.for) ?? "";
      place.textContent = visible(message);
      place.hidden = !message;
      const control = document.getElementById(`f.${place.dataset.for}`);
      if (message) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
  }

  /** Draws the form, and leaves the focus where it is. */
  render() {
    const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
    const within = this.root.contains(document.activeElement);
    this.variants = [];
    const all = Object.entries(this.schema.properties);
    const sections = SECTIONS.map(([place, title]) => {
      const members = all.filter(([name, schema]) => (name === "body" ? "body" : schema["x-in"]) === place);
      return members.length > 0 && this.section(place, title, members);
    });
    this.root.replaceChildren(...sections.filter(Boolean));
    if (all.length === 0) this.root.append(h("p", { class: "hint none" }, icon("check"), "This action takes no arguments."));
    const focused = within && id && document.getElementById(id);
    if (!focused) return;
    focused.focus({ preventScroll: true });
    if (typeof selectionStart === "number") focused.setSelectionRange(selectionStart, selectionEnd);
  }

  section(place, title, members) {
    const required = new Set(this.schema.required);
    const optional = members.every(([name]) => !required.has(name));
    const body = place === "body" && members[0];
    if (body && kindOf(body[1], this.value.body) === "object") {
      const title = optional ? "Body (optional)" : "Body";
      return this.group(["body"], body[1], { title, required: !optional, top: true });
    }
    // What nobody has to fill in stands back where there is something to fill in.
    const aside = place === "header" || (place === "query" && this.schema.properties.body !== undefined);
    const unset = members.every(([name]) => this.value[name] === undefined);
    const key = `in.${place}`;
    const open = this.open.get(key) ?? !(aside && optional && unset);
    const toggle = this.fold(key, title, open, open ? null : members.map(([name]) => name).join(", "));
    const rows = open ? members.map(([name, schema]) => this.field([name], schema, required.has(name))) : [];
    return h("fieldset", { class: "section", "aria-label": title }, h("legend", {}, toggle), rows);
  }

  fold(key, title, open, hint) {
    const toggle = () => {
      this.open.set(key, !open);
      this.render();
    };
    return h("button",
      { type: "button", class: "fold", id: `fold.${key}`, "aria-expanded": String(open), click: toggle },
      icon("chevron-right"), h("span", {}, title), hint && h("span", { class: "hint" }, hint));
  }

  /** The field of one value, whatever its kind. `remove` takes it out of an array or an open object. */
  field(path, schema, required = false, remove) {
    const value = this.at(path);
    const full = resolve(schema, value);
    const kind = kindOf(full, value);
    if (kind === "object" || kind === "array" || this.json.has(path.join("."))) {
      return this.group(path, schema, { title: this.label(path), required, remove });
    }
    const key = path.join(".");
    const describedBy = [full.description && `hint.${key}`, `error.${key}`].filter(Boolean).join(" ");
    const control = controls[kind]({ form: this, path, schema: full, key, required, describedBy });
    if (this.lists.has(key)) control.append(this.chooser(path));
    const nullable = takesNull(full);
    return h("div",
      { class: "row", "data-path": key, "data-keys": JSON.stringify(path), "data-null": nullable ? "true" : null },
      h("div", { class: "label" },
        h(kind === "boolean" ? "span" : "label", { for: kind === "boolean" ? null : `f.${key}`, id: `label.${key}` }, this.label(path)),
        this.wire(path), required && h("span", { class: "required" }, "required"),
        nullable && kind !== "boolean" && this.nullTool(path, value), remove && this.remove(path, remove)),
      control,
      full.description && h("p", { class: "hint", id: `hint.${key}` }, description(full.description), this.listLink(key)),
      this.errorOf(key));
  }

  /** A button that shows the objects of which one is meant. */
  chooser(path) {
    const key = path.join(".");
    const take = (id) => {
      this.put(path, id);
      this.render();
      document.getElementById(`f.${key}`)?.focus();
    };
    return button("list", "Choose", { id: `choose.${key}`, label: `Choose ${key} from a list`, click: () => this.pick(this.lists.get(key), take) });
  }

  listLink(key) {
    const list = this.lists.get(key);
    return list ? [" See ", h("a", { href: `#${list.name}` }, list.title), "."] : [];
  }

  errorOf(key) {
    return h("p", { class: "error", id: `error.${key}`, "data-for": key, hidden: true });
  }

  /** What people call a field. */
  label(path) {
    const last = path.at(-1);
    return typeof last === "number" ? `${last + 1}.` : labelOf(last);
  }

  /** What the field is called on the wire. */
  wire(path) {
    const last = path.at(-1);
    return typeof last === "string" && h("code", { class: "wire" }, last);
  }

  /** A button for the mouse: the keyboard has a key for it, and Tab would stop at too many. */
  nullTool(path, value) {
    const click = () => this.toggleNull(path);
    const pressed = String(value === null);
    return h("button",
      { type: "button", class: "tool", tabindex: -1, title: "Send null, which empties the value (Alt+N)", "aria-pressed": pressed, click }, "null");
  }

  remove(path, remove) {
    const click = () => {
      remove();
      this.render();
    };
    return h("button", { type: "button", class: "quiet", "aria-label": `Remove ${path.join(".")}`, click }, "Remove");
  }

  /** An object or array, foldable; as fields, or as JSON where it is open. */
  group(path, schema, { title, required, top, remove }) {
    const key = path.join(".");
    const value = this.at(path);
    const full = resolve(schema, value);
    if (schema.allOf) this.noteVariants(path, schema, value, { schema, full });
    const open = this.open.get(key) ?? (required || isContainer(value) || remove !== undefined);
    const json = this.json.has(key);
    const count = isContainer(value) ? Object.keys(value).length : 0;
    const state = value === null ? "null" : !open && count > 0 ? `${count} set` : null;
    const canJson = top || full.additionalProperties || !full.properties || kindOf(full, value) === "any";
    const toggleJson = () => this.toggleJson(path);
    const tools = [
      open && canJson && h("button",
        { type: "button", class: "quiet", id: `json.${key}`, "aria-pressed": String(json), click: toggleJson,
          "aria-label": `${key} as JSON`, "aria-keyshortcuts": top ? "Alt+J" : null }, "JSON"),
      open && this.extra(path),
      takesNull(full) && this.nullTool(path, value),
      remove && this.remove(path, remove),
    ];
    const content = () => {
      if (json) return [controls.json({ form: this, path, key })];
      const name = path.findLast((part) => typeof part === "string");
      const picks = full.items && isClosed(full.items, name) && kindOf(full, value) === "array";
      if (picks) return [controls.choices({ form: this, path, schema: full, key })];
      return (kindOf(full, value) === "array" ? items : properties)(this, path, full, value);
    };
    return h("fieldset",
      { class: top ? "section" : "group", "aria-label": key, "data-path": key, "data-keys": JSON.stringify(path),
        "data-null": takesNull(full) ? "true" : null },
      h("legend", {}, this.fold(key, title, open, state), !top && this.wire(path),
        required && !top && h("span", { class: "required" }, "required"),
        h("span", { class: "tools" }, tools)),
      open && full.description && h("p", { class: "hint" }, prose(full.description)),
      this.errorOf(key),
      open ? content() : []);
  }

  noteVariants(path, schema, value, outer) {
    this.variants.push({ path, schema, held: variantsOf(schema, value), outer });
    // Variants inside of variants.
    for (const { then } of schema.allOf) if (then.allOf) this.noteVariants(path, then, value, outer);
  }
}
