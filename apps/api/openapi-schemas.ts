import { z } from "zod";

export type JsonSchema = Record<string, unknown>;

/** Finds the JSON Schema of a contract schema: a reference for those with a name, in place otherwise. */
export interface SchemaCollection {
  components: Record<string, JsonSchema>;
  ofInput(schema: z.ZodType): JsonSchema;
  ofOutput(schema: z.ZodType): JsonSchema;
}

const reference = "#/components/schemas/";

/**
 * JSON Schema 2020-12 of every named schema of the contract. A schema that is not the same coming in as going out
 * (defaults are optional on the way in) is there twice: `Chunking` and `ChunkingInput`.
 */
export function collectSchemas(): SchemaCollection {
  const outputs = z.toJSONSchema(z.globalRegistry, { io: "output", uri: (id) => reference + id }).schemas;
  const inputs = z.toJSONSchema(z.globalRegistry, { io: "input", uri: (id) => reference + id }).schemas;
  const differing = namesThatDiffer(inputs, outputs);
  const components: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(outputs)) components[name] = tidy(schema);
  for (const name of differing) {
    const schema = inputs[name];
    if (schema) components[`${name}Input`] = renameReferences(tidy(schema), differing);
  }
  function inPlace(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const { $defs: _definitions, ...own } = tidy(z.toJSONSchema(schema, { io }));
    return renameReferences(own, io === "input" ? differing : new Set());
  }
  return {
    components,
    ofInput(schema) {
      const name = nameOf(schema);
      if (name !== undefined) return { $ref: reference + (differing.has(name) ? `${name}Input` : name) };
      return inPlace(schema, "input");
    },
    ofOutput(schema) {
      const name = nameOf(schema);
      return name === undefined ? inPlace(schema, "output") : { $ref: reference + name };
    },
  };
}

function nameOf(schema: z.ZodType): string | undefined {
  const id = schema.meta()?.id;
  return typeof id === "string" ? id : undefined;
}

type Schemas = Record<string, object>;

/** Those whose own words differ, and all that refer to one of them. */
function namesThatDiffer(inputs: Schemas, outputs: Schemas): Set<string> {
  const names = Object.keys(outputs);
  const differing = new Set(
    names.filter((name) => withoutStrictness(inputs[name]) !== withoutStrictness(outputs[name])),
  );
  for (let before = -1; before !== differing.size; ) {
    before = differing.size;
    for (const name of names) {
      const text = JSON.stringify(outputs[name]);
      if ([...differing].some((other) => text.includes(`"${reference}${other}"`))) differing.add(name);
    }
  }
  return differing;
}

/** Going out, zod marks objects as closed; a client need not mind. */
function withoutStrictness(schema: object | undefined): string {
  return JSON.stringify(schema, (key, value: unknown) =>
    key === "additionalProperties" && value === false ? undefined : value,
  );
}

/** Names are the keys of `components` already, and the dialect is that of the whole document. */
function tidy(schema: object): JsonSchema {
  const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema as JsonSchema;
  return rest;
}

function renameReferences(schema: JsonSchema, differing: ReadonlySet<string>): JsonSchema {
  const renamed = JSON.stringify(schema, (key, value: unknown) => {
    if (key !== "$ref" || typeof value !== "string") return value;
    const name = value.slice(value.lastIndexOf("/") + 1);
    return reference + name + (differing.has(name) ? "Input" : "");
  });
  return JSON.parse(renamed) as JsonSchema;
}
