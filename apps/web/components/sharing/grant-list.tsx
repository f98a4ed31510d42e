"use client";
import type { AccessList, Grant } from "@eai/contract";
import type { ReactNode } from "react";
import { scopeIcons } from "@/components/knowledge/audience-badges.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { type AccessLevel, levelOf } from "@/data/access.ts";
import { useMessages } from "@/messages/index.tsx";
import { LevelMenu } from "./level-menu.tsx";
import { SubjectIcon } from "./subject-icon.tsx";

interface GrantListProps {
  access: AccessList;
  ofDocument: boolean;
  levels: readonly AccessLevel[];
  onChange: (grant: Grant, level: AccessLevel) => void;
  onRemove: (grant: Grant) => void;
}

/** Who has access: the owner, the scope, every entry of the list, and for a document what its knowledge base adds. */
export function GrantList({ access, ofDocument, levels, onChange, onRemove }: GrantListProps) {
  const t = useMessages();
  return (
    <>
      <ul aria-label={t.sharing.list} className="divide-y rounded-lg border">
        <Row
          icon={<SubjectIcon kind="person" name={access.owner.name} />}
          name={access.owner.name}
          detail={t.sharing.ownerHint}
        >
          <Fixed>{t.sharing.owner}</Fixed>
        </Row>
        {!access.restricted && <ScopeRow access={access} />}
        {access.grants.map((grant) => (
          <Row
            key={grant.id}
            icon={<SubjectIcon kind={grant.subject.kind} name={grant.subject.name} />}
            name={grant.subject.name}
            detail={grant.subject.detail ?? t.sharing.kinds[grant.subject.kind]}
          >
            <LevelMenu
              label={t.sharing.levelOf(grant.subject.name, t.sharing.levels[levelOf(grant)])}
              value={levelOf(grant)}
              levels={levels}
              onChange={(level) => onChange(grant, level)}
              onRemove={() => onRemove(grant)}
            />
          </Row>
        ))}
      </ul>
      {ofDocument && access.inherited_grants.length > 0 && <Inherited access={access} />}
    </>
  );
}

function ScopeRow({ access }: { access: AccessList }) {
  const t = useMessages();
  const Icon = scopeIcons[access.scope];
  const { name, detail } = t.sharing.scopes[access.scope];
  return (
    <Row
      icon={
        <span className="flex size-7 shrink-0 items-center justify-center rounded-full bg-muted text-muted-foreground">
          <Icon className="size-3.5" aria-hidden />
        </span>
      }
      name={name}
      detail={detail}
    >
      {access.scope !== "personal" && <Fixed>{t.sharing.levels.read}</Fixed>}
    </Row>
  );
}

function Inherited({ access }: { access: AccessList }) {
  const t = useMessages();
  return (
    <section aria-label={t.sharing.inherited} className="grid gap-1.5">
      <h3 className="font-medium text-small">{t.sharing.inherited}</h3>
      <ul className="divide-y rounded-lg border bg-muted/40">
        {access.inherited_grants.map((grant) => (
          <Row
            key={grant.id}
            icon={<SubjectIcon kind={grant.subject.kind} name={grant.subject.name} />}
            name={grant.subject.name}
            detail={grant.subject.detail ?? t.sharing.kinds[grant.subject.kind]}
          >
            <Fixed className={cn(access.restricted && grant.effect === "allow" && "line-through")}>
              {t.sharing.levels[grant.effect === "deny" ? "none" : "read"]}
            </Fixed>
          </Row>
        ))}
      </ul>
      {access.restricted && <p className="text-small text-muted-foreground">{t.sharing.inheritedOff}</p>}
    </section>
  );
}

function Row({ icon, name, detail, children }: { icon: ReactNode; name: string; detail: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2.5 px-3 py-2">
      {icon}
      <div className="min-w-0 grow">
        <p className="truncate" title={name}>
          {name}
        </p>
        <p className="truncate text-muted-foreground text-xs" title={detail}>
          {detail}
        </p>
      </div>
      {children}
    </li>
  );
}

function Fixed({ children, className }: { children: ReactNode; className?: string }) {
  return <span className={cn("shrink-0 text-muted-foreground", className)}>{children}</span>;
}
