import { z } from "zod";

export const variableGroups = [
  "Running",
  "Addresses",
  "Signing in",
  "Database and counters",
  "Stored files",
  "Search index",
  "Limits",
  "Documents",
  "Chat",
  "Budgets",
  "Azure OpenAI",
  "OpenAI-compatible endpoint",
  "Models in general",
  "Search",
  "Traces",
] as const;
export type VariableGroup = (typeof variableGroups)[number];

/** One environment variable: how it is read, and what the documentation says about it. */
export interface Variable<Value> {
  group: VariableGroup;
  /** What may be written, for the documentation. */
  kind: string;
  schema: z.ZodType<Exclude<Value, undefined>, string>;
  /** The value when nothing is written; `undefined` where the default depends on other variables. */
  fallback: Value;
  /** In words or as written; empty when the variable has no default. */
  defaultText: string;
  /** What to put in `.env.example` when there is no default. */
  example: string;
  description: string;
  secret: boolean;
}

interface About {
  group: VariableGroup;
  description: string;
  /** Said in the documentation when the default is decided elsewhere or depends on other variables. */
  defaultText?: string;
  example?: string;
  secret?: boolean;
}

function variable<Value extends NonNullable<unknown>>(
  about: About,
  kind: string,
  schema: z.ZodType<Value, string>,
): Variable<Value | undefined> {
  return {
    fallback: undefined,
    group: about.group,
    description: about.description,
    defaultText: about.defaultText ?? "",
    example: about.example ?? "",
    secret: about.secret ?? false,
    kind,
    schema: schema as Variable<Value | undefined>["schema"],
  };
}

/** Gives a variable a fixed default, which the documentation then shows. */
export function withDefault<Value>(fallback: Value, variable: Variable<Value | undefined>): Variable<Value> {
  const schema = variable.schema as unknown as Variable<Value>["schema"];
  return { ...variable, schema, fallback, defaultText: variable.defaultText || String(fallback) };
}

/** Any text. */
export function text(about: About): Variable<string | undefined> {
  return variable(about, "text", z.string());
}

/** One of a few words. */
export function choice<const Choice extends string>(
  choices: readonly Choice[],
  about: About,
): Variable<Choice | undefined> {
  const shown = choices.map((entry) => `\`${entry}\``).join(", ");
  return variable(about, shown, z.enum(choices, { error: `must be one of ${choices.join(", ")}` }));
}

/** `true` or `false`. */
export function flag(about: About): Variable<boolean | undefined> {
  const schema = z.enum(["true", "false"], { error: "must be true or false" }).transform((value) => value === "true");
  return variable(about, "`true`, `false`", schema);
}

/** A whole number between two bounds, both included. */
export function wholeNumber(bounds: { minimum: number; maximum: number }, about: About): Variable<number | undefined> {
  const { minimum, maximum } = bounds;
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  const schema = z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .pipe(z.int(message).min(minimum, message).max(maximum, message));
  return variable(about, `number, ${minimum} to ${maximum}`, schema);
}

/** A number from 0 to 1. */
export function share(about: About): Variable<number | undefined> {
  const schema = z
    .string()
    .regex(/^(?:0|1|0?\.\d+|1\.0+)$/, "must be a number from 0 to 1, such as 0.1")
    .transform(Number);
  return variable(about, "number, 0 to 1", schema);
}

/** A TCP port. */
export function port(about: About): Variable<number | undefined> {
  return wholeNumber({ minimum: 1, maximum: 65_535 }, about);
}

/** A URL with one of the given schemes, without a trailing slash. */
export function url(schemes: readonly string[], about: About): Variable<string | undefined> {
  const shown = schemes.map((scheme) => `${scheme}://`).join(" or ");
  const schema = z
    .string()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), {
      error: `must be a URL that begins with ${shown}`,
    })
    .transform((value) => value.replace(/\/+$/, ""));
  return variable(about, `URL (${shown})`, schema);
}

/** Codes of languages as Tesseract names them, such as `eng+deu`. */
export function languages(about: About): Variable<string | undefined> {
  const schema = z
    .string()
    .regex(
      /^[a-z]{3}(?:_[a-z]+)?(?:\+[a-z]{3}(?:_[a-z]+)?)*$/,
      "must be codes of three letters with + between, such as eng+deu",
    );
  return variable(about, "languages, + between", schema);
}

/** Several values with commas between them; blanks around them do not count. */
export function list(about: About): Variable<readonly string[]> {
  const schema = z.string().transform((value) =>
    value
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  );
  return withDefault<readonly string[]>([], variable(about, "list, comma between", schema));
}
