import type { Database } from "@eai/modules/kernel";
import { type BudgetVerbs, budgetVerbs } from "./budgets/budget-administration.ts";
import { type OwnBudgetVerbs, ownBudgetVerbs } from "./budgets/own-budgets.ts";
import { type TenantSettingsVerbs, tenantSettingsVerbs } from "./change-tenant-settings.ts";
import { type DirectoryVerbs, directoryVerbs } from "./directory.ts";
import { type GroupMemberVerbs, groupMemberVerbs } from "./group-members.ts";
import { type GroupVerbs, groupVerbs } from "./groups.ts";
import { type InvitationVerbs, invitationVerbs } from "./invitations.ts";
import { type PeopleVerbs, peopleVerbs } from "./people-administration.ts";
import type { DirectorySettings } from "./providers/settings.ts";
import { type TenantVerbs, tenantVerbs } from "./tenants.ts";

/** Tenants, people, invitations, groups and budgets, for those who administer them; and the directory, for everyone. */
export interface Administration
  extends TenantVerbs,
    TenantSettingsVerbs,
    PeopleVerbs,
    InvitationVerbs,
    GroupVerbs,
    GroupMemberVerbs,
    DirectoryVerbs,
    BudgetVerbs,
    OwnBudgetVerbs {}

export interface AdministrationDependencies {
  database: Database;
  /** Of the web app, for the links of invitations. */
  webOrigin: string;
  /** Where the configuration places the people of a directory, by names. */
  tenantMap: DirectorySettings["tenantMap"];
}

export function createAdministration(dependencies: AdministrationDependencies): Administration {
  return {
    ...tenantVerbs(dependencies),
    ...tenantSettingsVerbs(dependencies),
    ...peopleVerbs(dependencies),
    ...invitationVerbs(dependencies),
    ...groupVerbs(dependencies),
    ...groupMemberVerbs(dependencies),
    ...directoryVerbs(dependencies),
    ...budgetVerbs(dependencies),
    ...ownBudgetVerbs(dependencies),
  };
}
