// Names, dates and states in the words of people.

const UPPER = new Set(
  "api url uri id ip ids urls saml sso slo acs oidc jwk jwks pem idp mfa otp sms tls ssl csr dn kid asn vpn ui ad ldap scim dns http https x5c".split(" "),
);
const SPECIAL = { oauth: "OAuth", okta: "Okta", ids: "IDs", urls: "URLs", uris: "URIs", q: "Quick search" };

/** A name on the wire as a label: `firstName` is "First name". */
export function labelOf(name) {
  const words = String(name)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_.-]+/)
    .filter(Boolean);
  const spoken = words.map((word, index) => {
    const lower = word.toLowerCase();
    if (SPECIAL[lower]) return SPECIAL[lower];
    if (UPPER.has(lower)) return lower.toUpperCase();
    return index === 0 ? lower[0].toUpperCase() + lower.slice(1) : lower;
  });
  return spoken.join(" ") || String(name);
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;
const UNITS = [["year", 31536e6], ["month", 2592e6], ["day", 864e5], ["hour", 36e5], ["minute", 6e4], ["second", 1e3]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Whether a text is a date as Okta writes it. */
export const isDate = (text) => DATE.test(text);

/** How long ago a date is, or how far off. */
export function ago(date, now = Date.now()) {
  const distance = new Date(date).getTime() - now;
  if (Number.isNaN(distance)) return String(date);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? UNITS.at(-1);
  return relative.format(Math.trunc(distance / size), unit);
}

// The Swedish form is that of ISO 8601, which sorts and is read everywhere.
const exact = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });
/** A date as this machine's clock shows it. */
export const local = (date) => (date.includes("T") ? exact.format(new Date(date)) : date);

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
/** The time of day of a moment, on this machine's clock. */
export const time = (moment) => clock.format(moment);

const GOOD = /^(ACTIVE|SUCCESS|ENABLED|VERIFIED|APPROVED|CONNECTED|ALLOW|COMPLETED|PUBLISHED)$/;
const BAD = /^(DEPROVISIONED|DELETED|FAILURE|LOCKED_OUT|DENY|INVALID|REVOKED|ERROR|EXPIRED)$/;
const WAITING = /^(STAGED|PROVISIONED|RECOVERY|PASSWORD_EXPIRED|SUSPENDED|PENDING.*|NOT_SETUP|CHALLENGE|UNKNOWN|WARN)$/;
const PLAIN = /^(INACTIVE|DISABLED|SKIPPED|NOT_STARTED)$/;

/** The tone of a state (`good`, `bad`, `waiting` or `plain`), or nothing for other texts. */
export const toneOf = (text) =>
  GOOD.test(text) ? "good" : BAD.test(text) ? "bad" : WAITING.test(text) ? "waiting" : PLAIN.test(text) ? "plain" : "";

/** A number of things, with the noun that fits. */
export const count = (number, noun) => `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;

/** A time that goes on, in seconds. */
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** How long something took. */
export const took = (milliseconds) => (milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : seconds(milliseconds));
