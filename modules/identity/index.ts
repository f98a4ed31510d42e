export { administersTenant, permissionsOf, requirePermission } from "./access.ts";
export type { AuthAnswer } from "./answer-auth.ts";
export { passwordLength } from "./auth.ts";
export { type AuthRoute, authRoutes } from "./auth-routes.ts";
export type { IncomingRequest } from "./authenticate.ts";
export { type Authenticated, SuspendedPersonError } from "./authenticated-person.ts";
export { clientAddress, isLoopback } from "./client-address.ts";
export { type Administration, createAdministration } from "./create-administration.ts";
export { createIdentity, type Identity, type IdentityDependencies } from "./create-identity.ts";
export { currentGroupIds } from "./current-groups.ts";
export type { SignUpPolicy } from "./enrolment.ts";
export { eraseIdentity } from "./erase-person.ts";
export { createLimitVerbs, type LimitVerbs } from "./limits.ts";
export { withinOrganization } from "./organization-border.ts";
export { emailColumn } from "./people-administration.ts";
export { type PersonView, viewDataSubject } from "./person-view.ts";
export { readIdentityData } from "./personal-data.ts";
export { currentRole } from "./providers/current-claims.ts";
export type { DirectorySettings } from "./providers/settings.ts";

export type { Scim } from "./scim/create-scim.ts";
export type { Directory } from "./scim/directory.ts";
export type { ScimQuery } from "./scim/list.ts";
export { ScimError } from "./scim/scim-error.ts";
export { recordSignInFailure } from "./sign-in-failures.ts";
export {
  accounts,
  apiKeys,
  directoryConnections,
  directoryProfiles,
  groupMembers,
  groups,
  invitations,
  memberships,
  people,
  scimUsers,
  signIns,
  signingKeys,
  tenants,
  verifications,
} from "./tables.ts";
export { readTenantLimits } from "./tenant-limits.ts";
export { effectiveSettings, keepSettings, type SettingsReader } from "./tenant-settings.ts";
