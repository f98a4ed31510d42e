"use client";
import { type KnowledgeBaseScope, Permission } from "@eai/contract";
import { RadioGroup } from "radix-ui";
import { usePermission } from "@/components/shell/me.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { useScopeAudiences } from "@/data/access.ts";
import { useMessages } from "@/messages/index.tsx";
import { scopeIcons } from "./audience-badges.tsx";

const scopes = ["personal", "team", "organization"] as const;

function scopeOf(value: string): KnowledgeBaseScope {
  return scopes.find((scope) => scope === value) ?? "personal";
}

interface ScopeChoiceProps {
  /** Left out: one that is to be made. */
  knowledgeBaseId?: string;
  value: KnowledgeBaseScope;
  onChange: (scope: KnowledgeBaseScope) => void;
}

/** Chooses who will see a knowledge base, and says what each choice means. */
export function ScopeChoice({ knowledgeBaseId, value, onChange }: ScopeChoiceProps) {
  const t = useMessages();
  const audiences = useScopeAudiences(knowledgeBaseId);
  const mayOrganization = usePermission(Permission.KnowledgeCreateOrganization);
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium text-small">{t.knowledge.scope}</legend>
      <RadioGroup.Root
        value={value}
        onValueChange={(next) => onChange(scopeOf(next))}
        className="grid gap-2"
        aria-label={t.knowledge.scope}
      >
        {scopes.map((scope) => {
          const Icon = scopeIcons[scope];
          const audience = audiences.data?.find((entry) => entry.scope === scope);
          const refused = scope === "organization" && !mayOrganization && value !== scope;
          return (
            <RadioGroup.Item
              key={scope}
              value={scope}
              disabled={refused}
              className={cn(
                "flex items-start gap-3 rounded-lg border p-3 text-start hover:bg-hover disabled:opacity-55 disabled:hover:bg-transparent",
                "data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft/50",
              )}
            >
              <Icon className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
              <span className="grid min-w-0 grow">
                <span className="flex items-baseline justify-between gap-3">
                  <span className="font-medium">
                    {t.knowledge.scopes[scope]}
                    {audience?.name && (
                      <span className="font-normal text-muted-foreground">
                        {" · "}
                        <bdi>{audience.name}</bdi>
                      </span>
                    )}
                  </span>
                  {/* Its place is kept while it is counted. */}
                  <span className="shrink-0 text-muted-foreground text-xs tabular-nums">
                    {audience ? t.library.bases.audience(audience.people_count) : "…"}
                  </span>
                </span>
                <span className="text-small text-muted-foreground">
                  {refused ? t.knowledge.scopeNotAllowed : t.knowledge.scopeHints[scope]}
                </span>
              </span>
            </RadioGroup.Item>
          );
        })}
      </RadioGroup.Root>
    </fieldset>
  );
}
