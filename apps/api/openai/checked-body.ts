import { isRecord, ProblemError } from "@eai/modules/kernel";

export type Body = Readonly<Record<string, unknown>>;

/** Refuses a field of the body, in a sentence that says what it should be. */
export function invalid(field: string, message: string): ProblemError {
  return new ProblemError("validation_failed", `${field}: ${message}`, {
    errors: [{ field: `body.${field}`, message }],
  });
}

/** What a value has to be, in words that follow the name of the field; undefined when it is that. */
export type Check = (value: unknown) => string | undefined;

export function number(least: number, most: number): Check {
  return (value) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : `give a number between ${least} and ${most}`;
}

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `give a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `between ${least} and ${most}`}`;
}

export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "give true or false");
export const object: Check = (value) => (isRecord(value) ? undefined : "give an object");
export const anything: Check = () => undefined;

export function text(longest: number): Check {
  return (value) =>
    typeof value === "string" && value.length <= longest ? undefined : `give a text of at most ${longest} characters`;
}

export function list(most: number, entry: Check): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return `give a list of at most ${most}`;
    for (const item of value) {
      const wrong = entry(item);
      if (wrong) return `in the list: ${wrong}`;
    }
    return undefined;
  };
}

export function either(...checks: readonly Check[]): Check {
  return (value) => {
    const wrongs = checks.map((check) => check(value));
    return wrongs.includes(undefined) ? undefined : wrongs.join(", or ");
  };
}

/**
 * Looks at each field of a body by hand: these bodies are large, come often, and most of what is in them is passed on.
 * A field that is null counts as left out.
 * @returns the body without what is null or only for the provider's own bookkeeping
 * @throws ProblemError `validation_failed`
 */
export function checkBody(
  body: unknown,
  fields: Readonly<Record<string, Check | "left out">>,
): Record<string, unknown> {
  if (!isRecord(body)) throw new ProblemError("validation_failed", "Send a JSON object.");
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(body)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (check === undefined) throw invalid(name.slice(0, 100), "this parameter is not supported here");
    const value = body[name];
    if (value === null || value === undefined || check === "left out") continue;
    const wrong = check(value);
    if (wrong !== undefined) throw invalid(name, wrong);
    checked[name] = value;
  }
  requireBounded(checked);
  return checked;
}

const deepest = 100;
const mostValues = 400_000;

/** Whoever writes JSON recursively, as JSON.stringify does, would run out of stack on what is nested too deeply. */
function requireBounded(body: Body): void {
  let left = mostValues;
  function visit(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null) return;
    if (depth > deepest) throw new ProblemError("validation_failed", `The body is nested more than ${deepest} deep.`);
    const inner = Array.isArray(value) ? value : Object.values(value);
    left -= inner.length;
    if (left < 0) throw new ProblemError("validation_failed", `The body has more than ${mostValues} values.`);
    for (const next of inner) if (typeof next === "object") visit(next, depth + 1);
  }
  visit(body, 0);
}
