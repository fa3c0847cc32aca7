// One control per kind of value. Each takes { form, path, schema, key, required, describedBy } and gives an element.

import { button, h } from "../lib/dom.js";
import { parse, typeOf, write } from "../lib/json.js";
import { isClosed, typesOf } from "../lib/schema.js";
import { idsFor } from "../result/ids.js";
import { choice, date, fileButton, secret } from "./widgets.js";

export { bytes, choices } from "./widgets.js";

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
/** Fields whose text has lines. */
const LINES =
  /^(body|template|message|content|pageContent|certificate|certificateChain|publicKey|privateKey|postalAddress|description|note)$/;
/** Fields whose text people have in a file. */
const FILES = /^(certificate|certificateChain|publicKey|privateKey|template|pageContent)$/;
const TYPES = { uri: "url", email: "email" };

function placeholder(value, schema) {
  if (value === null) return "null";
  if (value === "") return "an empty text";
  if (schema.default !== undefined) return `default: ${write(schema.default).replace(/^"|"$/g, "")}`;
  return null;
}

/** The attributes that all controls have. */
const common = ({ key, required, describedBy }) => ({
  id: `f.${key}`, "aria-required": required ? "true" : null, "aria-describedby": describedBy || null, spellcheck: "false",
});

/** Suggestions, never a closed choice: the known values, or the ids that this session has seen. */
function suggestions(field, input) {
  const name = field.path.findLast((part) => typeof part === "string");
  const values = field.schema.examples ?? [];
  const ids = typesOf(field.schema).includes("string") ? idsFor(name) : [];
  if (values.length === 0 && ids.length === 0 && !/[iI]ds?$/.test(name)) return null;
  const list = h("datalist", { id: `list.${field.key}` });
  const option = (value, label) => h("option", { value: typeof value === "string" ? value : write(value), label });
  const fill = () => {
    const fresh = typesOf(field.schema).includes("string") ? idsFor(name) : [];
    list.replaceChildren(...values.map((value) => option(value)), ...fresh.map(([id, label]) => option(id, label || null)));
  };
  fill();
  input.addEventListener("focus", fill);
  input.setAttribute("list", list.id);
  return list;
}

/** A text, by what it holds: one of some values, a date, a secret, lines, or one line. */
export function string(field) {
  const { form, path, schema, key } = field;
  const value = form.at(path);
  const name = path.findLast((part) => typeof part === "string");
  if (isClosed(schema, name) && !form.other.has(key) && (value == null || schema.examples.includes(value))) {
    return choice(field, common(field));
  }
  if (schema.format === "date-time") return date(field, common(field), placeholder(value, schema));
  if (schema.format === "password") return secret(field, common(field), placeholder(value, schema));
  const lines = LINES.test(path.at(-1)) && !schema.examples;
  const input = h(lines ? "textarea" : "input", {
    ...common(field), rows: lines ? 2 : null, type: lines ? null : TYPES[schema.format] ?? "text", autocomplete: "off",
    placeholder: placeholder(value, schema),
    input: () => form.put(path, input.value === "" ? undefined : input.value),
  });
  input.value = value ?? "";
  const list = !lines && suggestions(field, input);
  const back = form.other.has(key) && button("list", null, {
    class: "quiet", label: "Choose from the known values",
    click: () => {
      form.other.delete(key);
      form.put(path, undefined);
      form.render();
    },
  });
  const file = FILES.test(name) && fileButton(field);
  return h("span", { class: "input" }, input, list, back, file);
}

/** A number with all its digits. Other text is sent as it is, and the response says what is wrong. */
export function number(field) {
  const { form, path, schema } = field;
  const value = form.at(path);
  const read = (text) => (NUMBER.test(text) ? parse(text) : text);
  const range = [schema.minimum, schema.maximum].map((bound) => bound ?? "").join(" to ");
  const input = h("input", {
    ...common(field), type: "text", inputmode: "decimal", autocomplete: "off",
    placeholder: placeholder(value, schema) ?? (range === " to " ? null : range.trim()),
    input: () => form.put(path, input.value === "" ? undefined : read(input.value.trim())),
  });
  input.value = value == null ? "" : typeof value === "string" ? value : write(value);
  return h("span", { class: "input" }, input, suggestions(field, input));
}

/** True, false, or nothing. */
export function boolean(field) {
  const { form, path, schema, key } = field;
  const nullable = [schema.type].flat().includes("null");
  const unset = schema.default === undefined ? "Not set" : `Default: ${schema.default ? "yes" : "no"}`;
  const options = [["", unset], ["true", "Yes"], ["false", "No"], ...(nullable ? [["null", "Null"]] : [])];
  const value = form.at(path);
  const now = value === undefined ? "" : write(value);
  const radio = ([value, text]) => {
    const id = value ? `f.${key}.${value}` : `f.${key}`;
    const change = () => form.put(path, value ? parse(value) : undefined);
    return [
      h("input", { type: "radio", class: "away", id, name: `n.${key}`, value, checked: value === now, change }),
      h("label", { for: id }, text),
    ];
  };
  return h("span", { class: "segments", role: "radiogroup", "aria-labelledby": `label.${key}`,
    "aria-describedby": field.describedBy || null }, options.flatMap(radio));
}

/** JSON or plain text, for values of several types: text that is not JSON of such a type is a string. */
export function any(field) {
  const { form, path, schema } = field;
  const types = typesOf(schema);
  const fits = (value) => {
    const type = typeOf(value);
    return types.length === 0 || types.includes(type) || (type === "integer" && types.includes("number"));
  };
  const read = (text) => {
    try {
      const value = parse(text);
      return fits(value) || value === null ? value : text;
    } catch {
      return text;
    }
  };
  const shown = (value) => {
    if (value === undefined) return "";
    return typeof value === "string" && read(value) === value ? value : write(value, 2);
  };
  const kind = h("span", { class: "kind", "aria-live": "polite" });
  const tell = () => {
    const value = form.at(path);
    kind.textContent = value === undefined ? "text or JSON" : typeOf(value);
  };
  const input = h("textarea", {
    ...common(field), rows: 1,
    input: () => {
      form.put(path, input.value === "" ? undefined : read(input.value));
      tell();
    },
  });
  input.value = shown(form.at(path));
  tell();
  return h("span", { class: "input" }, input, kind);
}

/** An object or array as JSON. Text that is not JSON stays in the editor. */
export function json({ form, path, key }) {
  const problem = h("p", { class: "error", id: `problem.${key}`, role: "alert", hidden: true });
  const editor = h("textarea", {
    id: `f.${key}`, class: "json", rows: 6, spellcheck: "false", "aria-label": `${key} as JSON`,
    "aria-describedby": problem.id,
    input: () => {
      const text = editor.value;
      let value;
      try {
        value = text.trim() === "" ? undefined : parse(text);
        form.drafts.delete(key);
        problem.hidden = true;
      } catch (error) {
        form.drafts.set(key, text);
        problem.textContent = `Not valid JSON yet: ${error.message}`;
        problem.hidden = false;
        form.changed();
        return;
      }
      form.put(path, value);
    },
  });
  const value = form.at(path);
  editor.value = form.drafts.get(key) ?? (value === undefined ? "" : write(value, 2));
  return h("div", { class: "editor" }, editor, problem);
}

/** Adds a property of a name that the schema does not know. */
export function adder(key, add) {
  const name = h("input", {
    id: `add.${key}`, "aria-label": `New property of ${key}`, placeholder: "another property", autocomplete: "off",
    keydown: (event) => {
      if (event.key !== "Enter" || event.ctrlKey) return;
      event.preventDefault();
      add(name.value.trim());
    },
  });
  return h("div", { class: "row adder" }, h("span", {}),
    h("div", { class: "line" }, name,
      button("plus", "Add", { class: "quiet", click: () => add(name.value.trim()) })));
}
