"use client";
import { Check, ChevronRight, Users } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useSignedInPerson } from "@/components/shell/me.tsx";
import { Avatar } from "@/components/ui/avatar.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { formatDate } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import { groupPermissions } from "./permission-words.ts";
import { SettingsHeading, SettingsSection } from "./settings-section.tsx";

/** A directory that puts groups into its tokens by id alone does not tell their names. */
const objectIdPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Who the person is here: place, role, groups, and what they may do. */
export function Profile() {
  const t = useMessages();
  const me = useSignedInPerson();
  const words = t.settings.profile;
  return (
    <>
      <SettingsHeading title={t.settings.sections.profile} lead={words.lead} />
      <div className="rounded-lg border bg-surface shadow-raised">
        <div className="flex items-center gap-3 border-b p-4">
          <Avatar name={me.name} />
          <div className="min-w-0">
            <p className="font-medium [overflow-wrap:anywhere]">{me.name}</p>
            <p className="text-muted-foreground [overflow-wrap:anywhere]">{me.email}</p>
          </div>
        </div>
        <dl className="grid divide-y px-4">
          <Fact name={words.tenant}>
            <TenantPath path={me.tenant_path.length > 0 ? me.tenant_path : [me.tenant]} />
          </Fact>
          <Fact name={words.role}>{t.shell.roles[me.role]}</Fact>
          <Fact name={words.signedInWith}>{words.methods[me.sign_in_method]}</Fact>
          <Fact name={words.since}>
            <span suppressHydrationWarning>{formatDate(me.created_at, t.language)}</span>
          </Fact>
        </dl>
      </div>
      <Groups />
      <SettingsSection
        anchor="permissions"
        title={words.permissions}
        lead={words.permissionsLead(t.shell.roles[me.role])}
      >
        <div className="grid gap-x-8 gap-y-5 rounded-lg border bg-surface p-4 shadow-raised sm:grid-cols-2">
          {groupPermissions(me.permissions).map(({ name, permissions }) => (
            <div key={name}>
              <h3 className="font-medium text-muted-foreground text-xs">{t.settings.permissionGroups[name]}</h3>
              <ul className="mt-1.5 grid gap-1.5">
                {permissions.map((permission) => (
                  <li key={permission} className="flex gap-2">
                    <Check className="mt-1 size-3.5 shrink-0 text-success-text" aria-hidden />
                    {t.settings.permissions[permission]}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </SettingsSection>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 gap-y-0.5 py-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function TenantPath({ path }: { path: readonly { id: string; name: string }[] }) {
  return (
    <span className="flex flex-wrap items-center gap-x-1 gap-y-0.5">
      {path.map((tenant, index) => (
        <Fragment key={tenant.id}>
          {index > 0 && <ChevronRight className="size-3.5 shrink-0 text-subtle" aria-hidden />}
          <span className={index === path.length - 1 ? "font-medium" : "text-muted-foreground"}>{tenant.name}</span>
        </Fragment>
      ))}
    </span>
  );
}

function Groups() {
  const t = useMessages();
  const { groups, groups_unavailable: unavailable } = useSignedInPerson();
  const words = t.settings.profile;
  return (
    <SettingsSection anchor="groups" title={words.groups} lead={words.groupsLead}>
      {unavailable && (
        <Notice tone="warning" title={words.groupsUnavailableTitle} className="mb-3">
          {unavailable}
        </Notice>
      )}
      {groups.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted-foreground">
          {words.groupsEmpty}
        </p>
      ) : (
        <ul aria-label={words.groups} className="divide-y rounded-lg border bg-surface shadow-raised">
          {groups.map((group) => (
            <li key={group.id} className="flex items-center gap-3 px-4 py-2.5">
              <Users className="size-4 shrink-0 text-muted-foreground" aria-hidden />
              <span className="min-w-0 grow [overflow-wrap:anywhere]">
                {objectIdPattern.test(group.name) ? (
                  <>
                    {words.groupUnnamed} <code className="font-mono text-muted-foreground text-xs">{group.name}</code>
                  </>
                ) : (
                  group.name
                )}
              </span>
              {group.source === "directory" && (
                <Tooltip text={words.directoryHint}>
                  <span>
                    <Badge>{words.directory}</Badge>
                  </span>
                </Tooltip>
              )}
            </li>
          ))}
        </ul>
      )}
    </SettingsSection>
  );
}
