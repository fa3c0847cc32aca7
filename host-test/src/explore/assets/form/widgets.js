// Controls for what is more than a text: values of a set, dates, secrets, files.

import { button, h, icon } from "../lib/dom.js";
import { typeOf } from "../lib/json.js";
import { labelOf } from "../lib/words.js";

const OTHER = "\u0000other";
/** A text as Okta writes dates, to the second and in UTC. */
const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?)(\.\d+)?Z$/;
const SINCE = [["1 h ago", 36e5], ["24 h ago", 864e5], ["7 d ago", 6048e5], ["Now", 0]];

/** Midnight of this machine's clock, some days from today. */
const midnight = (days) => {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
};
/** Periods with a beginning and an end. */
const PERIODS = [["Last 24 hours", () => [Date.now() - 864e5, Date.now()]], ["Yesterday", () => [midnight(-1), midnight(0)]]];

/** One of some values; another one can be typed, because Okta adds to its sets. */
export function choice(field, attributes) {
  const { form, path, schema, key } = field;
  const value = form.at(path);
  const unset = value === null ? "null" : schema.default === undefined ? "Not set" : `Default: ${schema.default}`;
  const select = h("select", {
    ...attributes,
    change: () => {
      if (select.value !== OTHER) return form.put(path, select.value || undefined);
      form.other.add(key);
      form.put(path, undefined);
      form.render();
      document.getElementById(`f.${key}`)?.focus();
    },
  }, h("option", { value: "" }, unset), schema.examples.map((one) => h("option", { value: one }, one)),
  h("option", { value: OTHER }, "Another value…"));
  select.value = value ?? "";
  return h("span", { class: "input select" }, select);
}

/** Any number of some values, for an array; what it holds besides them is shown too. */
export function choices({ form, path, schema, key }) {
  const now = () => (Array.isArray(form.at(path)) ? form.at(path) : []);
  const known = schema.items.examples;
  const others = now().filter((value) => !known.includes(value));
  const toggle = (value, on) => {
    const rest = now().filter((one) => one !== value);
    const next = on ? [...rest, value] : rest;
    form.put(path, next.length > 0 ? next : undefined);
  };
  const box = (value, index) => {
    const id = `f.${key}.${index}`;
    const input = h("input", {
      type: "checkbox", id, checked: now().includes(value), change: () => toggle(value, input.checked),
    });
    return h("label", { class: "pick", for: id, title: labelOf(value) }, input, h("span", {}, String(value)));
  };
  const more = h("input", {
    type: "text", class: "another", "aria-label": `Another value of ${key}`, placeholder: "another value", autocomplete: "off",
    keydown: (event) => {
      if (event.key !== "Enter" || event.ctrlKey || !more.value) return;
      event.preventDefault();
      toggle(more.value, true);
      form.render();
    },
  });
  return h("div", { class: "picks", role: "group", "aria-label": key }, [...known, ...others].map(box), more);
}

/** A date and time in UTC, as a calendar; text that is no such date stays text. */
export function date(field, attributes, placeholder) {
  const { form, path } = field;
  const value = form.at(path);
  const [, known] = (typeof value === "string" && UTC.exec(value)) || [];
  const plain = value !== undefined && value !== null && known === undefined;
  const input = h("input", {
    ...attributes, type: plain ? "text" : "datetime-local", step: plain ? null : 1, placeholder, autocomplete: "off",
    input: () => form.put(path, input.value === "" ? undefined : plain ? input.value : wire(input.value)),
  });
  input.value = plain ? value : known ?? "";
  const quick = ([text, back]) => button(null, text, {
    class: "quiet",
    click: () => {
      form.put(path, stamp(Date.now() - back));
      form.render();
    },
  });
  const both = ([text, times]) => button(null, text, {
    class: "quiet",
    click: () => {
      const [since, until] = times();
      form.put(["since"], stamp(since));
      form.put(["until"], stamp(until));
      form.render();
    },
  });
  const pairs = path.join() === "since" && form.schema.properties.until ? PERIODS.map(both) : [];
  return h("span", { class: "input date" }, input, h("span", { class: "unit" }, "UTC"), h("span", { class: "quick" }, SINCE.map(quick), pairs));
}

const stamp = (moment) => `${new Date(moment).toISOString().slice(0, 19)}.000Z`;

const wire = (local) => `${local.length === 16 ? `${local}:00` : local.slice(0, 19)}.000Z`;

/** A secret, hidden until it is asked for. */
export function secret({ form, path, key }, attributes, placeholder) {
  const input = h("input", {
    ...attributes, type: "password", autocomplete: "new-password", placeholder,
    input: () => form.put(path, input.value === "" ? undefined : input.value),
  });
  input.value = form.at(path) ?? "";
  const eye = button("eye", null, {
    class: "quiet", label: `Show ${key}`, "aria-pressed": "false",
    click: () => {
      const hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      eye.setAttribute("aria-pressed", String(hidden));
      eye.replaceChildren(icon(hidden ? "eye-off" : "eye"));
    },
  });
  return h("span", { class: "input" }, input, eye);
}

/** Reads the text of a file into a field. */
export function fileButton({ form, path, key }) {
  const input = h("input", {
    type: "file", class: "away", id: `file.${key}`, tabindex: -1, "aria-label": `${key} from a file`,
    change: async () => {
      const [chosen] = input.files;
      if (!chosen) return;
      form.put(path, await chosen.text());
      form.render();
    },
  });
  return h("span", {}, input, button("upload", "From file", { class: "quiet", click: () => input.click() }));
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

/** A body of bytes: text, or a file that is chosen or dropped, and goes out in base64. */
export function bytes(field) {
  const { form, path, key } = field;
  const value = form.at(path);
  const take = async (chosen) => {
    if (!chosen) return;
    form.files.set(key, { name: chosen.name, size: chosen.size });
    // Uploads name the file and its media type beside it.
    for (const [name, known] of [["fileName", chosen.name], ["mediaType", chosen.type]]) {
      if (form.schema.properties[name] && form.at([name]) === undefined && known) form.put([name], known);
    }
    form.put(path, { base64: await base64(chosen) });
    form.render();
  };
  if (typeOf(value) === "object" && value.base64 !== undefined) return chosenFile(field);
  const text = h("textarea", {
    id: `f.${key}`, "aria-describedby": field.describedBy || null, "aria-required": field.required ? "true" : null,
    rows: 3, placeholder: "Text, or a file", spellcheck: "false",
    input: () => form.put(path, text.value === "" ? undefined : text.value),
  });
  text.value = typeof value === "string" ? value : "";
  const choose = h("input", { type: "file", id: `file.${key}`, "aria-label": `${key} from a file`, change: () => take(choose.files[0]) });
  const zone = h("span", {
    class: "input bytes",
    dragover: (event) => {
      event.preventDefault();
      zone.classList.add("over");
    },
    dragleave: () => zone.classList.remove("over"),
    drop: (event) => {
      event.preventDefault();
      take(event.dataTransfer.files[0]);
    },
  }, text, h("span", { class: "drop" }, icon("upload"), h("span", {}, "Drop a file here, or choose one"), choose));
  return zone;
}

function chosenFile({ form, path, key }) {
  const file = form.files.get(key);
  const clear = () => {
    form.files.delete(key);
    form.put(path, undefined);
    form.render();
  };
  return h("span", { class: "input bytes chosen" }, icon("upload"),
    h("output", { id: `f.${key}` }, file ? `${file.name}, ${file.size} bytes` : "Bytes in base64"),
    button("x", "Remove the file", { class: "quiet", click: clear }));
}
