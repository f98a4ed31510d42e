import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

const onTenant = { may: may.administerOrganization, on: ["tenant"] } as const;
const onPerson = { may: may.administerOrganization, on: ["person"] } as const;
const onGroup = { may: may.administerOrganization, on: ["group"] } as const;

let groups = 0;

/** Tenants, people, invitations and groups. */
export const administrationCases = {
  listTenants: { may: may.administrators },
  createTenant: { ...onTenant, body: ({ id }) => ({ name: "Below", kind: "team", parent_id: id }) },
  getTenant: onTenant,
  updateTenant: { ...onTenant, body: ({ id }) => ({ name: `Renamed ${id}` }) },
  deleteTenant: onTenant,
  getTenantSettings: onTenant,
  updateTenantSettings: { ...onTenant, body: { "limits.tokens_per_minute": { value: 1000 } } },
  getLimits: { may: may.signedIn },
  getTenantLimits: onTenant,
  searchDirectory: { may: may.signedIn },
  listPeople: { may: may.administrators },
  getPerson: onPerson,
  updatePerson: { ...onPerson, body: { role: "editor" } },
  listInvitations: { may: may.administrators },
  createInvitation: { may: may.administrators, body: { email: "new@example.com" } },
  revokeInvitation: { may: may.administerOrganization, on: ["invitation"] },
  // Whoever holds the token is the one who was invited.
  lookUpInvitation: { may: may.everybody, on: ["invitation"], body: ({ token }) => ({ token }) },
  listGroups: { may: may.administrators },
  createGroup: { may: may.administerGroups, body: () => ({ name: `Readers ${++groups}` }) },
  getGroup: onGroup,
  updateGroup: { ...onGroup, body: ({ id }) => ({ name: `Renamed ${id}` }) },
  deleteGroup: onGroup,
  listGroupMembers: onGroup,
  addGroupMember: { ...onGroup, body: ({ other_person_id: id }) => ({ person_id: id }) },
  removeGroupMember: onGroup,
} as const satisfies Record<string, RouteCase>;
