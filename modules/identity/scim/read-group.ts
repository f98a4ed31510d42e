import type { PatchOperation } from "./patch.ts";
import { type PatchPath, parsePatchPath } from "./patch-path.ts";
import { asObject, readText } from "./read-user.ts";
import { invalidPath, invalidValue, ScimError } from "./scim-error.ts";

/** What becomes of the members: all of them anew, or some more and some less. */
export interface MemberChange {
  /** Whoever is not in `added` goes. */
  isWhole: boolean;
  added: Set<string>;
  removed: Set<string>;
}

export interface GroupChange {
  displayName?: string;
  externalId?: string;
  members: MemberChange;
}

/** @throws ScimError `invalidValue` */
export function readGroup(body: unknown): GroupChange & { displayName: string } {
  const change: GroupChange = { members: { isWhole: true, added: new Set(), removed: new Set() } };
  for (const [key, value] of Object.entries(asObject(body, "The group"))) {
    if (value === null) continue;
    if (key.toLowerCase() === "displayname") change.displayName = readText(value, "displayName");
    if (key.toLowerCase() === "externalid") change.externalId = readText(value, "externalId");
    if (key.toLowerCase() === "members") change.members.added = new Set(readMembers(value));
  }
  const { displayName, ...rest } = change;
  if (displayName === undefined || displayName.trim() === "") throw invalidValue("displayName is missing.");
  return { ...rest, displayName };
}

/**
 * What the operations of a PATCH come to.
 * @param id of the group, which may be named but not changed
 * @throws ScimError `invalidPath`, `invalidFilter`, `invalidValue`, `mutability`
 */
export function patchGroup(operations: readonly PatchOperation[], id: string): GroupChange {
  const change: GroupChange = { members: { isWhole: false, added: new Set(), removed: new Set() } };
  for (const operation of operations) {
    const path = parsePatchPath(operation.path ?? "");
    if (path.isEnterprise) throw invalidPath("Groups have no such extension.");
    switch (path.attribute.toLowerCase()) {
      case "members":
        patchMembers(change.members, path, operation);
        break;
      case "displayname":
        change.displayName = readKept(operation, "displayName");
        break;
      case "externalid":
        change.externalId = readKept(operation, "externalId");
        break;
      case "schemas":
        break;
      case "id":
        if (operation.value === id) break;
        throw new ScimError(400, "id cannot be changed.", "mutability");
      default:
        throw invalidPath("The path names an attribute that groups do not have.");
    }
  }
  return change;
}

function readKept({ op, value }: PatchOperation, name: string): string {
  if (op === "remove" || value === "") throw invalidValue(`${name} cannot be removed.`);
  return readText(value, name);
}

function patchMembers(members: MemberChange, path: PatchPath, { op, value }: PatchOperation): void {
  if (path.part !== undefined) throw invalidPath("Members are added and removed whole.");
  const given = path.filter ? readFilteredMembers(path) : value === undefined ? undefined : readMembers(value);
  switch (op) {
    case "add":
      for (const id of given ?? []) {
        members.added.add(id);
        members.removed.delete(id);
      }
      return;
    case "replace":
      members.isWhole = true;
      members.added = new Set(given);
      members.removed = new Set();
      return;
    case "remove":
      if (given === undefined) {
        members.isWhole = true;
        members.added = new Set();
        members.removed = new Set();
      }
      for (const id of given ?? []) {
        members.added.delete(id);
        members.removed.add(id);
      }
      return;
    default:
      op satisfies never;
  }
}

/** `members[value eq "usr_…"]` */
function readFilteredMembers({ filter = [] }: PatchPath): string[] {
  return filter.map(({ attribute, value }) => {
    if (attribute !== "value") throw invalidPath("Members are found by value only.");
    return String(value);
  });
}

function readMembers(value: unknown): string[] {
  const entries = Array.isArray(value) ? value : [value];
  return entries.map((entry) => readText(asObject(entry, "A member").value, "members.value"));
}
