import { type Route, routes } from "@eai/contract";
import { authRoutes } from "@eai/modules/identity";

/** A route of the product as its address is typed. */
export interface Address {
  method: string;
  /** With `{name}` for parameters. */
  path: string;
  access: Route["access"];
}

/** All that the API answers: the contract, signing in, and the pages about it. */
export const addresses: readonly Address[] = [
  ...Object.values<Route>(routes),
  ...authRoutes.map(({ method, path }) => ({ method, path: `/api/auth${path}`, access: "public" as const })),
  ...["/openapi.json", "/docs", "/docs/", "/docs/js/scalar.js", "/redoc", "/redoc/redoc.standalone.js"].map((path) => ({
    method: "GET",
    path,
    access: "public" as const,
  })),
];

const uuid = "01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10";
const prefixes: Readonly<Record<string, string>> = {
  "knowledge-bases": "kb",
  sessions: "ses",
  "api-keys": "key",
  "sign-ins": "sgn",
  tenants: "ten",
  people: "usr",
  groups: "grp",
  invitations: "inv",
  "directory-connections": "dir",
};

/** With ids of the right form that nothing has, where `ids` gives none. */
export function addressOf(path: string, ids: Readonly<Record<string, string>> = {}): string {
  return path.replace(/(?:\/([\w-]+)\/)?\{(\w+)\}/g, (_, before: string | undefined, name: string) => {
    const prefix = name === "id" ? (prefixes[before ?? ""] ?? "kb") : name.replace(/_id$/, "").slice(0, 3);
    return `${before === undefined ? "" : `/${before}/`}${ids[name] ?? `${prefix}_${uuid}`}`;
  });
}
