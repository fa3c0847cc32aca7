// Theme and motion: by the system's choice, or by that of the person.

import { button, byId, h, icon, menu } from "./dom.js";
import { load, save } from "./store.js";

const THEMES = [["", "contrast", "System"], ["light", "sun", "Light"], ["dark", "moon", "Dark"]];

function set(name, value) {
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  save(name, value || null);
}

/** Puts the settings and the help into the header. */
export function showSettings() {
  const theme = ([value, symbol, text]) => {
    const input = h("input", {
      type: "radio", name: "theme", value, id: `theme-${value || "system"}`, checked: load("theme", "") === value,
      change: () => set("theme", value),
    });
    return h("label", { class: "pick" }, input, icon(symbol), h("span", {}, text));
  };
  const still = h("input", {
    type: "checkbox", id: "still", checked: load("motion", "") === "none", change: () => set("motion", still.checked ? "none" : ""),
  });
  const content = [
    h("fieldset", {}, h("legend", {}, "Theme"), THEMES.map(theme)),
    h("fieldset", {}, h("legend", {}, "Motion"), h("label", { class: "pick" }, still, h("span", {}, "No motion"))),
  ];
  byId("settings").replaceChildren(
    button("circle-help", null, { id: "help", class: "quiet", label: "Keys", "aria-haspopup": "dialog", click: () => byId("keys").showModal() }),
    menu("settings-2", null, content, { id: "look", class: "button quiet", "aria-label": "Look" }));
}
