import { invalidValue } from "./scim-error.ts";

/** The query of a list or of one resource, as it came. */
export interface ScimQuery {
  filter?: string | undefined;
  startIndex?: string | undefined;
  count?: string | undefined;
  attributes?: string | undefined;
  excludedAttributes?: string | undefined;
}

/** What is asked of one resource. */
export interface Selection {
  attributes: ReadonlySet<string> | undefined;
  excluded: ReadonlySet<string>;
}

export interface Paging {
  /** Counts from one. */
  startIndex: number;
  count: number;
}

export interface ListResponse {
  schemas: string[];
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: object[];
}

const defaultCount = 100;
const mostCount = 200;
const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** @throws ScimError `invalidValue` for what is not a whole number */
export function readPaging({ startIndex, count }: ScimQuery): Paging {
  return {
    startIndex: Math.min(Math.max(readInteger(startIndex, "startIndex", 1), 1), 1_000_000_000),
    count: Math.min(Math.max(readInteger(count, "count", defaultCount), 0), mostCount),
  };
}

function readInteger(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined || text === "") return otherwise;
  if (!/^-?\d{1,15}$/.test(text)) throw invalidValue(`${name} must be a whole number.`);
  return Number(text);
}

export function listResponse(resources: object[], total: number, startIndex: number): ListResponse {
  return {
    schemas: [listSchema],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

export function readSelection({ attributes, excludedAttributes }: ScimQuery): Selection {
  return {
    attributes: attributes ? namesOf(attributes) : undefined,
    excluded: namesOf(excludedAttributes ?? ""),
  };
}

/** The first name of each path: what is asked for in parts is given whole. */
function namesOf(list: string): ReadonlySet<string> {
  const names = list.toLowerCase().split(",");
  return new Set(
    names.map(
      (name) =>
        name
          .trim()
          .replace(/^urn:.*:(?=\w+(?:\.\w+)*$)/, "")
          .split(".")[0] ?? "",
    ),
  );
}

/** Whether an attribute is asked for; `schemas` and `id` are always given. */
export function isSelected({ attributes, excluded }: Selection, name: string): boolean {
  const lower = name.toLowerCase();
  if (lower === "schemas" || lower === "id") return true;
  return attributes ? attributes.has(lower) : !excluded.has(lower);
}

export function select(resource: object, selection: Selection): object {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isSelected(selection, name)));
}
