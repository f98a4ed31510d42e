// All tables of the module: what makes migrations reads them here.
export { directoryConnections, directoryProfiles, groupMembers, groups, scimUsers } from "./tables/directories.ts";
export { installation, invitations, memberships, type PlacementSource, people, tenants } from "./tables/people.ts";
export { accounts, apiKeys, signIns, signingKeys, verifications } from "./tables/sign-ins.ts";
