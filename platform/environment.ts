import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Variable } from "./environment-variable.ts";
import { variables } from "./environment-variables.ts";

export type VariableName = keyof typeof variables;

/** The values as written by the operator, or the fixed default. `undefined`: left out, and `config.ts` decides. */
export type Environment = {
  [Name in VariableName]: (typeof variables)[Name] extends Variable<infer Value> ? Value : never;
};

export interface ReadEnvironment {
  values: Environment;
  mistakes: ConfigurationMistake[];
  /** Any variable by its name, for one that another file names; undefined when it is empty. */
  readVariable: (name: string) => string | undefined;
  /** Names that begin like ours and are not known: misspelt, most likely. */
  unknown: string[];
}

/**
 * Reads every variable; the only place that looks at `process.env`. An empty value counts as left out.
 * @param source where to read instead, for tests
 */
export function readEnvironment(source: Record<string, string | undefined> = process.env): ReadEnvironment {
  const mistakes: ConfigurationMistake[] = [];
  const read = Object.entries<Variable<unknown>>(variables).map(([name, variable]) => {
    const written = source[name]?.trim();
    if (!written) return [name, variable.fallback];
    const parsed = variable.schema.safeParse(written);
    if (parsed.success) return [name, parsed.data];
    const advice = parsed.error.issues[0]?.message ?? "cannot be read";
    // A secret is never repeated: this sentence ends in logs and on screens.
    mistakes.push({ variable: name, advice: variable.secret ? advice : `${advice}, not "${written}"` });
    return [name, variable.fallback];
  });
  const unknown = Object.keys(source).filter((name) => /^(EAI|AZURE_OPENAI|ENTRA)_/.test(name) && !(name in variables));
  const readVariable = (name: string) => (Object.hasOwn(source, name) && source[name]?.trim()) || undefined;
  return { values: Object.fromEntries(read) as Environment, mistakes, readVariable, unknown };
}
