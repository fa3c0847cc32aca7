// The description of a field: of a long one the first sentence, and the rest on demand.

import { button, h, prose } from "../lib/dom.js";

/** Longer descriptions are cut after their first sentence. */
const LONG = 150;

/** The elements of a description. */
export function description(text) {
  const [first] = /^(?:`[^`]*`|[^`])*?[.:](?= [A-Z`])/.exec(text) ?? [text];
  if (text.length <= LONG || first.length === text.length) return prose(text);
  const rest = h("span", { hidden: true }, prose(text.slice(first.length)));
  const toggle = button(null, "more", {
    class: "quiet rest-toggle", "aria-expanded": "false", "aria-label": "More about this field",
    click: () => {
      rest.hidden = !rest.hidden;
      toggle.setAttribute("aria-expanded", String(!rest.hidden));
      toggle.firstElementChild.textContent = rest.hidden ? "more" : "less";
    },
  });
  return [prose(first), rest, " ", toggle];
}
