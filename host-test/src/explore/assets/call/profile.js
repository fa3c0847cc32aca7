// What the org itself says of user profiles: the attributes that it added, and those that it requires.

import { button, say } from "../lib/dom.js";
import { merge } from "../lib/schema.js";
import * as server from "../lib/server.js";
import { count } from "../lib/words.js";
import { read } from "../result/result.js";

const SCHEMA = "user-schema.get-schema-for-user";

/** Whether the body of an action holds the profile of a user. */
const profileOf = (action) => {
  const profile = action.parameters.properties.body?.properties?.profile;
  return profile?.title === "User profile" ? profile : null;
};

/** An attribute of Okta's schema of users as a field. */
function fieldOf({ title, description, type, enum: values, format }) {
  const known = (values ?? []).filter((value) => typeof value === "string");
  return { description: description || title, ...(type && { type }), ...(known.length > 0 && { examples: known }), ...(format && { format }) };
}

/** The profile of a form with what the schema of the org says; what Okta requires matters only where the form requires anything. */
function withOrg(profile, { definitions = {} }) {
  const parts = ["base", "custom"].map((name) => definitions[name] ?? {});
  const attributes = parts.flatMap(({ properties = {} }) => Object.entries(properties));
  const unknown = attributes.filter(([name]) => !profile.properties[name]);
  const required = [...parts.flatMap((part) => part.required ?? []), ...attributes.filter(([, one]) => one.required === true).map(([name]) => name)];
  return merge(profile, {
    properties: Object.fromEntries(unknown.map(([name, one]) => [name, fieldOf(one)])),
    ...(profile.required && { required }),
  });
}

/** The button in a form that asks the org, once; `changed(action)` gets the action with what it said. */
export function askOrg(action, changed) {
  const profile = profileOf(action);
  if (!profile || action.asked) return null;
  const ask = async () => {
    const result = await server.call(SCHEMA, JSON.stringify({ schemaId: "default" })).catch((error) => ({ error: "unreachable", message: error.message }));
    const schema = !result.error && read(result.body);
    if (!schema) return say((result.response ?? result).errorSummary ?? result.message ?? result.error);
    const { body } = action.parameters.properties;
    const more = withOrg(profile, schema);
    const properties = { ...action.parameters.properties, body: { ...body, properties: { ...body.properties, profile: more } } };
    changed({ ...action, asked: true, parameters: { ...action.parameters, properties } });
    const added = Object.keys(more.properties).length - Object.keys(profile.properties).length;
    return say(`The org adds ${count(added, "attribute")} and requires ${(more.required ?? []).join(", ") || "nothing"}`);
  };
  return button("download", "Load this org's attributes", { class: "quiet", id: "ask-org", title: "Reads the schema of users: attributes that the org added, and those that it requires", click: ask });
}
