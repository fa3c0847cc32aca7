// The response as wide as the page. The form is out of sight meanwhile, so going elsewhere ends it.

import { button, byId } from "../lib/dom.js";

const SYMBOLS = { false: "maximize-2", true: "minimize-2" };
const LABELS = { false: "Whole width", true: "Back to the form" };

/** Whether the response takes the whole page. */
export const isWide = () => document.body.classList.contains("wide");

function set(wide) {
  document.body.classList.toggle("wide", wide);
  byId("widen")?.replaceWith(widener());
}

/** Shows the form beside the response again. */
export const narrow = () => isWide() && set(false);

/** The button that makes the response as wide as the page, and back. */
export function widener() {
  const wide = isWide();
  const click = () => {
    set(!wide);
    byId("widen").focus();
  };
  return button(SYMBOLS[wide], wide ? LABELS[wide] : null, { id: "widen", class: "quiet", label: LABELS[wide], click });
}
