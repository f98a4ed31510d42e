export { type GuardedColumns, mayAccess, permissionsOf, type Right, requirePermission } from "./access.ts";
export { accounts, installation, memberships, people, signIns, signingKeys, tenants, verifications } from "./tables.ts";
