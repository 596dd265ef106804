// One section of the config's JSON Schema as rows of a table: key, type in words, default, meaning.

export function configRows(section) {
  return rowsOf(section, "");
}

/** Rows of everything below `node`, whose own key is `path`. */
function rowsOf(node, path) {
  const properties = propertiesOf(node).flatMap(({ name, schema, required, only }) => {
    const key = path === "" ? name : `${path}.${name}`;
    const own = {
      key,
      type: typeOf(schema),
      value: defaultOf(schema, required),
      meaning: meaningOf(schema, only),
    };
    return [own, ...rowsOf(schema, key)];
  });
  if (node.additionalProperties?.type !== "object") return properties;
  return [...properties, ...rowsOf(node.additionalProperties, `${path}.<name>`)];
}

/** Properties of an object, or of all the objects that a union has as branches, each with where it may stand. */
function propertiesOf(node) {
  const branches = (node.oneOf ?? node.anyOf ?? [node]).filter(({ properties }) => properties !== undefined);
  const merged = [];
  for (const branch of branches) {
    const kind = Object.values(branch.properties).find((schema) => schema.const !== undefined)?.const;
    for (const [name, schema] of Object.entries(branch.properties)) {
      const required = branch.required?.includes(name) === true;
      const isKind = schema.const !== undefined;
      const same = merged.find((one) => one.name === name && (isKind || sameJson(one.schema, schema)));
      const last = merged.findLastIndex((one) => one.name === name);
      const entry = { name, schema, required, kinds: [kind] };
      if (same === undefined) merged.splice(last < 0 ? merged.length : last + 1, 0, entry);
      else {
        same.kinds.push(kind);
        if (isKind) same.schema = { ...same.schema, const: undefined, enum: same.kinds };
      }
    }
  }
  const some = ({ kinds }) => branches.length > 1 && kinds.length < branches.length;
  return merged.map((one) => ({ ...one, only: some(one) ? one.kinds : undefined }));
}

function typeOf(node) {
  const choices = node.oneOf ?? node.anyOf;
  if (choices !== undefined) {
    const words = choices.map((choice) => typeOf(choice));
    return [...new Set(words)].join(" or ");
  }
  if (node.$ref !== undefined) return "any value";
  if (node.enum !== undefined) return node.enum.map((value) => `\`${value}\``).join(", ");
  if (node.const !== undefined) return `\`${node.const}\``;
  switch (node.type) {
    case "array":
      return `list of ${plural(typeOf(node.items))}`;
    case "object":
      return node.additionalProperties?.type === "string" ? "map of strings" : "block";
    case "integer":
      return `whole number${range(node)}`;
    case "number":
      return `number${range(node)}`;
    case "boolean":
      return "`true`, `false`";
    case "string":
      return "string";
    default:
      return "any value";
  }
}

const plural = (word) => (word === "any value" ? "values" : `${word}s`);

function range({ minimum, maximum, exclusiveMinimum }) {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (exclusiveMinimum !== undefined) return `, above ${exclusiveMinimum}`;
  return minimum === undefined ? "" : `, at least ${minimum}`;
}

function defaultOf(schema, required) {
  if (required) return "required";
  if (schema.default === undefined || sameJson(schema.default, {})) return "";
  return `\`${typeof schema.default === "string" ? schema.default : JSON.stringify(schema.default)}\``;
}

/** The description as a sentence, after what it belongs to. */
function meaningOf({ description = "" }, only) {
  const text = description.replaceAll("|", "\\|");
  return only === undefined ? text : `${only.map((kind) => `\`${kind}\``).join(", ")}: ${text}`;
}

function sameJson(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
