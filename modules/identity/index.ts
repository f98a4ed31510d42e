export { type GuardedColumns, mayAccess, permissionsOf, type Right, requirePermission } from "./access.ts";
export { passwordLength } from "./auth.ts";
export type { Authenticated, IncomingRequest } from "./authenticate.ts";
export { clientAddress, isLoopback } from "./client-address.ts";
export {
  type AuthAnswer,
  type AuthRoute,
  authRoutes,
  createIdentity,
  type Identity,
  type IdentityDependencies,
} from "./create-identity.ts";
export type { SignUpPolicy } from "./enrolment.ts";
export { accounts, installation, memberships, people, signIns, signingKeys, tenants, verifications } from "./tables.ts";
