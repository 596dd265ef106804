// The pages of docs/reference, from the tables and schemas in the packages. Pure functions: scripts/docs.mjs writes what
// they return, and scripts/docs.test.mjs compares it with what is committed.

import { configRows } from "./docs-config-rows.mjs";

const generated = "<!-- Written by `npm run docs`. Change the source named below, then run it again. -->";

/** Every file of docs/reference by name. `schema`: the JSON Schema of a config. */
export function referenceFiles({ errorCodes, schema }) {
  return {
    "errors.md": errorsPage(errorCodes),
    "config.md": configPage(schema),
    "config.schema.json": `${JSON.stringify(schema, null, 2)}\n`,
  };
}

function errorsPage(errorCodes) {
  const rows = Object.entries(errorCodes).map(
    ([code, { exitCode, meaning }]) => `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${exitCode} | ${meaning} |`,
  );
  return `${generated}

# Errors

What goes wrong is an \`IntentsmithError\` with a \`code\`. The command prints it as one message that says where, what was
expected and what was found, with the code and what to do; \`--debug\` adds stack traces. Source:
\`packages/core/src/error-codes.ts\`.

Exit codes of the command: 0 done; 1 something failed while running; 2 bad config, arguments or input; 130 and 143
interrupted by SIGINT or SIGTERM.

| code | exit code | meaning |
| --- | --- | --- |
${rows.join("\n")}
`;
}

const sections = {
  data: "Where the texts and labels come from. [Your own data](../guides/your-own-data.md) explains it with examples.",
  model: "The base model.",
  train: "The training itself.",
  evaluate: "How the best epoch is chosen.",
  tracking: "What is sent to Weights & Biases: [tracking](../guides/tracking.md). Without the block, nothing.",
  grid: "Many trainings in one config: [grids](../guides/experiments.md).",
};

function configPage(schema) {
  const parts = Object.entries(schema.properties).map(([name, section]) => {
    const required = schema.required.includes(name) ? "" : " May be left out.";
    const rows = configRows(section).map(
      ({ key, type, value, meaning }) => `| \`${key}\` | ${type} | ${value} | ${meaning} |`,
    );
    return `## ${name}\n\n${sections[name] ?? ""}${required}\n
| key | type | default | meaning |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
  });
  return `${generated}

# Config

Every key of a training config (YAML, or JSON). An unknown key is an error that names the nearest known one; so is a
value of the wrong type. \`--set section.key=value\` changes any of them for one run, and \`--base\` is short for
\`--set model.base=…\`. The resolved config, with all defaults, stands in the run's \`run.json\`. Sources: the schemas in
\`packages/data\`, \`packages/train\` and \`packages/tracking\`.

For completion and checks in an editor with a YAML language server, put this line at the top of a config in \`configs/\`:

\`\`\`yaml
# yaml-language-server: $schema=../docs/reference/config.schema.json
\`\`\`

${parts.join("\n")}`;
}

/** A JSON Schema without what only says "a safe integer", and without keys whose presence is always an error. */
export function tidySchema(node) {
  if (Array.isArray(node)) return node.map(tidySchema);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => !((key === "maximum" || key === "minimum") && Math.abs(value) === Number.MAX_SAFE_INTEGER),
  );
  const tidy = Object.fromEntries(kept.map(([key, value]) => [key, tidySchema(value)]));
  if (typeof tidy.properties !== "object") return tidy;
  const possible = Object.entries(tidy.properties).filter(([, value]) => value.not === undefined);
  return { ...tidy, properties: Object.fromEntries(possible) };
}

/** The schema of a config file: a training config, with or without a grid. */
export function configSchema(training, grid) {
  const { $schema, $defs: trainingDefs, ...rest } = tidySchema(training);
  const { $schema: _, $defs: gridDefs, ...gridRest } = tidySchema(grid);
  return {
    $schema,
    title: "intentsmith training config",
    ...rest,
    properties: { ...rest.properties, grid: gridRest },
    ...(trainingDefs === undefined && gridDefs === undefined ? {} : { $defs: { ...trainingDefs, ...gridDefs } }),
  };
}
