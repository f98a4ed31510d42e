import { coreGroup, coreUser, enterpriseUser } from "./attributes.ts";
import { type Condition, parseFilter } from "./filter.ts";
import { invalidPath } from "./scim-error.ts";

/** `emails[type eq "work"].value` taken apart. */
export interface PatchPath {
  isEnterprise: boolean;
  /** Empty for the whole enterprise extension. */
  attribute: string;
  filter: Condition[] | undefined;
  part: string | undefined;
}

const longestPath = 500;
const shape = /^([A-Za-z][\w$-]*)(?:\[([^\]]*)\])?(?:\.([A-Za-z][\w$-]*))?$/;

/** @throws ScimError `invalidPath`, `invalidFilter` */
export function parsePatchPath(path: string): PatchPath {
  if (path.length > longestPath) throw invalidPath("The path is too long.");
  const { isEnterprise, rest } = withoutUrn(path);
  if (rest === "") return { isEnterprise, attribute: "", filter: undefined, part: undefined };
  const found = shape.exec(rest);
  if (!found) throw invalidPath("The path is not understood.");
  const [, attribute = "", filter, part] = found;
  return { isEnterprise, attribute, filter: filter === undefined ? undefined : parseFilter(filter), part };
}

function withoutUrn(path: string): { isEnterprise: boolean; rest: string } {
  const lower = path.toLowerCase();
  for (const urn of [coreUser, coreGroup]) {
    if (lower.startsWith(`${urn.toLowerCase()}:`)) return { isEnterprise: false, rest: path.slice(urn.length + 1) };
  }
  const enterprise = enterpriseUser.toLowerCase();
  if (lower === enterprise) return { isEnterprise: true, rest: "" };
  // Entra parts the URN from the attribute with a colon; in value objects some directories use a dot.
  if (lower.startsWith(`${enterprise}:`) || lower.startsWith(`${enterprise}.`)) {
    return { isEnterprise: true, rest: path.slice(enterprise.length + 1) };
  }
  return { isEnterprise: false, rest: path };
}
