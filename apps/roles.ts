import { ConfigurationError } from "@eai/platform";

export const roles = ["api", "worker"] as const;
export type Role = (typeof roles)[number];

/**
 * The roles of this process: `--roles=api,worker`, all when left out.
 * @throws ConfigurationError for one that does not exist
 */
export function readRoles(parameters: readonly string[]): ReadonlySet<Role> {
  const prefix = "--roles=";
  const unknown = parameters.find((parameter) => !parameter.startsWith(prefix));
  if (unknown !== undefined) throw mistake(`"${unknown}" is not known. Write --roles=${roles.join(",")}`);
  const written = parameters.flatMap((parameter) => parameter.slice(prefix.length).split(",")).filter(Boolean);
  if (written.length === 0) return new Set(roles);
  return new Set(written.map(toRole));
}

function toRole(name: string): Role {
  const role = roles.find((known) => known === name);
  if (role === undefined) throw mistake(`"${name}" is not a role. There are: ${roles.join(", ")}`);
  return role;
}

function mistake(advice: string): ConfigurationError {
  return new ConfigurationError([{ variable: "--roles", advice }]);
}
