// The org in the header: which it is, and whether it is real.

import { byId, h, icon } from "../lib/dom.js";

/** The words of each kind of org. */
export function kindOf({ mock, readOnly }) {
  if (mock) return { kind: "mock", label: "Mock org", text: "In memory. Nothing here is real." };
  if (readOnly) return { kind: "read-only", label: "Live, read-only", text: "A real org. The policy of this explorer allows only what reads." };
  return { kind: "live", label: "Live org", text: "A real org: what you run here happens to real people." };
}

/** Shows the org in the header; a live one is loud. */
export function showOrg(org) {
  const { kind, label, text } = kindOf(org);
  document.body.dataset.org = kind;
  const badge = h("strong", { class: `org-badge ${kind}`, title: text }, icon(kind === "live" ? "triangle-alert" : kind === "mock" ? "plug" : "lock"), label);
  const readOnly = org.readOnly && org.mock && h("strong", { class: "org-badge read-only" }, icon("lock"), "Read-only");
  byId("org").replaceChildren(...[badge, readOnly, h("span", { class: "org-url" }, org.org.replace(/^https?:\/\//, "")), h("span", { id: "rate", class: "latest-rate" })].filter(Boolean));
}

/** What the title of the window begins with: a live org is told apart even among the tabs. */
export const prefix = ({ mock, readOnly }) => (mock || readOnly ? "" : "LIVE · ");
