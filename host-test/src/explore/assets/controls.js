// One control per kind of value. Each takes { form, path, schema, key, required, describedBy } and gives an element.

import { h } from "./dom.js";
import { idsFor } from "./ids.js";
import { parse, typeOf, write } from "./json.js";
import { typesOf } from "./schema.js";

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
/** Fields whose text has lines. */
const LINES =
  /^(body|template|message|content|pageContent|certificate|publicKey|privateKey|postalAddress|description|note)$/;
const TYPES = { uri: "url", email: "email", password: "password" };

function placeholder(value, schema) {
  if (value === null) return "null";
  if (value === "") return "an empty text";
  if (schema.default !== undefined) return `default: ${write(schema.default).replace(/^"|"$/g, "")}`;
  return schema.format === "date-time" ? "2026-01-31T12:00:00Z" : null;
}

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

/** A text; one line, or several for what has lines. */
export function string(field) {
  const { form, path, schema } = field;
  const value = form.at(path);
  const lines = LINES.test(path.at(-1)) && !schema.examples;
  const input = h(lines ? "textarea" : "input", {
    ...common(field), rows: lines ? 2 : null, type: lines ? null : TYPES[schema.format] ?? "text",
    autocomplete: schema.format === "password" ? "new-password" : "off",
    placeholder: placeholder(value, schema),
    input: () => form.put(path, input.value === "" ? undefined : input.value),
  });
  input.value = value ?? "";
  const list = !lines && suggestions(field, input);
  return h("span", { class: "input" }, input, list);
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
  input.value = value == null ? "" : write(value);
  return h("span", { class: "input" }, input, suggestions(field, input));
}

/** True, false, or nothing. */
export function boolean(field) {
  const { form, path, schema } = field;
  const unset = schema.default === undefined ? "not set" : `not set (default: ${schema.default})`;
  const nullable = [schema.type].flat().includes("null");
  const values = ["true", "false", ...(nullable ? ["null"] : [])];
  const select = h("select", {
    ...common(field),
    change: () => form.put(path, select.value ? parse(select.value) : undefined),
  }, h("option", { value: "" }, unset), values.map((value) => h("option", { value }, value)));
  const value = form.at(path);
  select.value = value === undefined ? "" : write(value);
  return select;
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

/** A body of bytes: text, or a file that goes out in base64. */
export function bytes(field) {
  const { form, path, key } = field;
  const file = form.files.get(key);
  const value = form.at(path);
  const text = h("textarea", {
    ...common(field), rows: 3, placeholder: "Text, or choose a file",
    input: () => form.put(path, text.value === "" ? undefined : text.value),
  });
  text.value = typeof value === "string" ? value : "";
  const choose = h("input", {
    type: "file", id: `file.${key}`, "aria-label": `${key} from a file`,
    change: async () => {
      const [chosen] = choose.files;
      if (!chosen) return;
      const url = await new Promise((done, failed) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.onerror = () => failed(reader.error);
        reader.readAsDataURL(chosen);
      });
      form.files.set(key, { name: chosen.name, size: chosen.size });
      // Uploads name the file and its media type beside it.
      for (const [name, known] of [["fileName", chosen.name], ["mediaType", chosen.type]]) {
        if (form.schema.properties[name] && form.at([name]) === undefined && known) form.put([name], known);
      }
      form.put(path, { base64: url.slice(url.indexOf(",") + 1) });
      form.render();
    },
  });
  if (value?.base64 === undefined) return h("span", { class: "input bytes" }, text, choose);
  const clear = () => {
    form.files.delete(key);
    form.put(path, undefined);
    form.render();
  };
  return h("span", { class: "input bytes" },
    h("output", { id: `f.${key}` }, file ? `${file.name}, ${file.size} bytes` : "Bytes in base64"),
    h("button", { type: "button", class: "quiet", click: clear }, "Remove the file"));
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
      h("button", { type: "button", class: "quiet", click: () => add(name.value.trim()) }, "Add")));
}
