import { isRecord } from "@eai/modules/kernel";
import {
  type Attribute,
  canonicalPart,
  emailParts,
  enterpriseAttributes,
  enterpriseUser,
  nameParts,
  userAttribute,
} from "./attributes.ts";
import { type Condition, invalidFilter } from "./filter.ts";
import type { PatchOperation } from "./patch.ts";
import { type PatchPath, parsePatchPath } from "./patch-path.ts";
import { asObject, readUser, type UserResource } from "./read-user.ts";
import { invalidPath, ScimError } from "./scim-error.ts";

type Draft = Record<string, unknown>;

/**
 * A user after the operations of a PATCH.
 * @param id of the user, which may be named but not changed
 * @throws ScimError `invalidPath`, `invalidFilter`, `invalidValue`, `mutability`
 */
export function patchUser(user: UserResource, operations: readonly PatchOperation[], id: string): UserResource {
  const draft: Draft = structuredClone(user);
  for (const operation of operations) {
    const path = parsePatchPath(operation.path ?? "");
    if (path.isEnterprise) changeEnterprise(draft, path, operation);
    else changeCore(draft, path, operation, id);
  }
  // Read again as if it had come whole, which checks every value.
  return readUser(draft);
}

function changeCore(draft: Draft, path: PatchPath, operation: PatchOperation, id: string): void {
  const attribute = userAttribute(path.attribute);
  if (!attribute) throw invalidPath("The path names an attribute that is not supported.");
  switch (attribute.kind) {
    case "ignored":
      return;
    case "fixed":
      requireUnchanged(attribute, operation.value, id);
      return;
    case "name":
      changeParts(draft, "name", nameParts, path, operation);
      return;
    case "emails":
      changeEmails(draft, path, operation);
      return;
    default:
      if (path.part !== undefined || path.filter) throw invalidPath(`${attribute.name} has no parts.`);
      change(draft, attribute.name, operation);
  }
}

function change(target: Draft, name: string, { op, value }: PatchOperation): void {
  if (op === "remove" || value === null) delete target[name];
  else target[name] = value;
}

function requireUnchanged({ name }: Attribute, value: unknown, id: string): void {
  if (name === "schemas" || (name === "id" && value === id)) return;
  throw new ScimError(400, `${name} cannot be changed.`, "mutability");
}

function changeEnterprise(draft: Draft, path: PatchPath, operation: PatchOperation): void {
  // The manager is not kept.
  if (path.attribute.toLowerCase() === "manager") return;
  if (path.part !== undefined || path.filter) throw invalidPath("An attribute of the extension has no parts.");
  const part = path.attribute === "" ? undefined : path.attribute;
  changeParts(draft, enterpriseUser, enterpriseAttributes, { filter: undefined, part }, operation);
}

/** `name.givenName`, or `name` with an object. */
function changeParts(
  draft: Draft,
  name: string,
  parts: readonly string[],
  path: Pick<PatchPath, "filter" | "part">,
  operation: PatchOperation,
): void {
  if (path.filter) throw invalidPath(`${name} is not a list.`);
  const before = (draft[name] ?? {}) as Draft;
  if (path.part === undefined) {
    if (operation.op === "add" && isRecord(operation.value)) draft[name] = { ...before, ...operation.value };
    else change(draft, name, operation);
    return;
  }
  const part = canonicalPart(parts, path.part);
  if (part === undefined) throw invalidPath(`${name} has no such part.`);
  const after = { ...before };
  change(after, part, operation);
  draft[name] = after;
}

function changeEmails(draft: Draft, path: PatchPath, operation: PatchOperation): void {
  const entries = (draft.emails ?? []) as Draft[];
  const { op, value } = operation;
  if (!path.filter) {
    if (path.part !== undefined) throw invalidPath('Say which of the emails: emails[type eq "work"].value.');
    const listed: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    // Checked here already: a later operation of the same request looks into them.
    const given = listed.map((entry) => asObject(entry, "An entry of emails"));
    if (op === "replace") draft.emails = given;
    else if (op === "remove") draft.emails = given.length === 0 ? [] : entries.filter((entry) => !names(given, entry));
    else draft.emails = [...entries.filter((entry) => !names(given, entry)), ...given];
    return;
  }
  const filter = path.filter;
  const isMeant = (entry: Draft) => filter.every((condition) => matches(entry, condition));
  const meant = entries.filter(isMeant);
  if (op === "remove" && path.part === undefined) {
    draft.emails = entries.filter((entry) => !meant.includes(entry));
    return;
  }
  // Entra replaces the address of somebody who had none: then there is one from now on.
  if (meant.length === 0 && op !== "remove") {
    meant.push(Object.fromEntries(filter.map((condition) => [partOf(condition), condition.value])));
    draft.emails = [...entries, ...meant];
  }
  for (const entry of meant) {
    if (path.part !== undefined) change(entry, emailPart(path.part), operation);
    else if (isRecord(value)) Object.assign(entry, value);
    else throw invalidPath("An entry of emails is replaced by an object.");
  }
}

function names(given: readonly Draft[], entry: Draft): boolean {
  return given.some((other) => other.value === entry.value);
}

function matches(entry: Draft, condition: Condition): boolean {
  const found = entry[partOf(condition)];
  const wanted = condition.value;
  if (typeof found === "string" && typeof wanted === "string") return found.toLowerCase() === wanted.toLowerCase();
  return String(found ?? false).toLowerCase() === String(wanted).toLowerCase();
}

function partOf({ attribute }: Condition): string {
  const part = canonicalPart(emailParts, attribute);
  if (part === undefined) throw invalidFilter("emails has no such part.");
  return part;
}

function emailPart(name: string): string {
  const part = canonicalPart(emailParts, name);
  if (part === undefined) throw invalidPath("emails has no such part.");
  return part;
}
