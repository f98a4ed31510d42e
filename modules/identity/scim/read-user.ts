import {
  canonicalPart,
  emailParts,
  enterpriseAttributes,
  enterpriseUser,
  nameParts,
  userAttribute,
} from "./attributes.ts";
import { invalidValue } from "./scim-error.ts";

export interface Email {
  value: string;
  type?: string;
  display?: string;
  primary?: boolean;
}

/** What of a user is kept, as SCIM writes it. */
export interface UserResource {
  userName: string;
  externalId?: string;
  active: boolean;
  name?: Record<string, string>;
  emails?: Email[];
  [enterpriseUser]?: Record<string, string>;
  [text: string]: unknown;
}

const longestText = 1000;
const mostEmails = 20;

/**
 * Reads a user as a directory sends it: known attributes under their proper names, the strings "True" and "False" as
 * what they mean, everything unknown left out.
 * @throws ScimError `invalidValue`, `invalidSyntax`
 */
export function readUser(body: unknown): UserResource {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(asObject(body, "The user"))) {
    if (value === null || value === undefined) continue;
    if (key.toLowerCase() === enterpriseUser.toLowerCase()) {
      assign(found, enterpriseUser, readParts(value, enterpriseAttributes, enterpriseUser));
      continue;
    }
    const attribute = userAttribute(key);
    if (attribute) assign(found, attribute.name, readAttribute(attribute.name, attribute.kind, value));
  }
  const userName = found.userName;
  if (typeof userName !== "string" || userName.trim() === "") throw invalidValue("userName is missing.");
  return { ...found, userName, active: found.active !== false };
}

function readAttribute(name: string, kind: string, value: unknown): unknown {
  switch (kind) {
    case "string":
      return readText(value, name);
    case "boolean":
      return readBoolean(value, name);
    case "name":
      return readParts(value, nameParts, name);
    case "emails":
      return readEmails(value);
    default:
      return undefined;
  }
}

function assign(target: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) target[name] = value;
}

/** @throws ScimError `invalidValue` */
export function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalidValue(`${what} must be a JSON object.`);
}

/** A string that the database can hold. @throws ScimError `invalidValue` */
export function readText(value: unknown, name: string): string {
  if (typeof value !== "string") throw invalidValue(`${name} must be a string.`);
  if (value.length > longestText) throw invalidValue(`${name} is longer than ${longestText} characters.`);
  if (value.includes("\u0000") || !value.isWellFormed()) {
    throw invalidValue(`${name} holds a character that cannot be stored.`);
  }
  return value;
}

/** Entra writes booleans as the strings "True" and "False" unless told otherwise. @throws ScimError `invalidValue` */
export function readBoolean(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" ? value.toLowerCase() : "";
  if (text === "true" || text === "false") return text === "true";
  throw invalidValue(`${name} must be true or false.`);
}

function readParts<Part extends string>(
  value: unknown,
  parts: readonly Part[],
  name: string,
): Record<string, string> | undefined {
  const read: Record<string, string> = {};
  for (const [key, entry] of Object.entries(asObject(value, name))) {
    const part = canonicalPart(parts, key);
    if (part !== undefined && entry !== null) read[part] = readText(entry, `${name}.${part}`);
  }
  return Object.keys(read).length > 0 ? read : undefined;
}

function readEmails(value: unknown): Email[] | undefined {
  const entries = Array.isArray(value) ? value : [value];
  if (entries.length > mostEmails) throw invalidValue(`There can be at most ${mostEmails} emails.`);
  const emails = entries.flatMap((entry) => readEmail(asObject(entry, "An entry of emails")));
  return emails.length > 0 ? emails : undefined;
}

/** An entry without an address says nothing. */
function readEmail(entry: Record<string, unknown>): Email[] {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entry)) {
    const part = canonicalPart(emailParts, key);
    if (part === undefined || value === null) continue;
    found[part] = part === "primary" ? readBoolean(value, "emails.primary") : readText(value, `emails.${part}`);
  }
  const { value, ...rest } = found;
  return typeof value === "string" && value !== "" ? [{ ...rest, value }] : [];
}
