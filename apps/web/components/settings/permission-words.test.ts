import { Permission } from "@eai/contract";
import { expect, test } from "vitest";
import { en } from "../../messages/en/index.ts";
import { groupPermissions, permissionGroups } from "./permission-words.ts";

test("every permission has its place and its words", () => {
  const placed = permissionGroups.flatMap(({ permissions }): readonly string[] => permissions);
  expect([...placed].sort()).toEqual(Object.values(Permission).sort());
  expect(Object.keys(en.settings.permissions).sort()).toEqual([...placed].sort());
});

test("groups without a permission are left out", () => {
  expect(groupPermissions(["chat.use", "usage.read"])).toEqual([
    { name: "use", permissions: ["chat.use"] },
    { name: "oversight", permissions: ["usage.read"] },
  ]);
});
