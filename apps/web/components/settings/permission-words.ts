import type { Permission } from "@eai/contract";

/** The permissions by what they are about, in the order they are shown. */
export const permissionGroups = [
  { name: "use", permissions: ["chat.use", "models.read", "directory.read", "account.manage"] },
  {
    name: "knowledge",
    permissions: [
      "knowledge.read",
      "knowledge.write",
      "knowledge.create",
      "knowledge.create_organization",
      "knowledge.share",
    ],
  },
  { name: "oversight", permissions: ["audit.read", "usage.read", "access.explain", "knowledge.break_glass"] },
  {
    name: "administration",
    permissions: ["people.manage", "privacy.manage", "tenant.manage", "platform.manage"],
  },
] as const satisfies { name: string; permissions: Permission[] }[];

/** Of each group the permissions that somebody has; groups without one are left out. */
export function groupPermissions(held: readonly Permission[]) {
  return permissionGroups
    .map(({ name, permissions }) => ({
      name,
      permissions: permissions.filter((permission) => held.includes(permission)),
    }))
    .filter(({ permissions }) => permissions.length > 0);
}
