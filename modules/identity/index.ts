export { administersTenant, permissionsOf, requirePermission } from "./access.ts";
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
export type { DirectorySettings } from "./directory/settings.ts";
export type { SignUpPolicy } from "./enrolment.ts";
export {
  accounts,
  apiKeys,
  directoryConnections,
  directoryProfiles,
  groupMembers,
  groups,
  installation,
  invitations,
  memberships,
  people,
  scimUsers,
  signIns,
  signingKeys,
  tenants,
  verifications,
} from "./tables.ts";
