import type { GrantSubjectKind } from "@eai/contract";
import { Building2, Users } from "lucide-react";
import { Avatar } from "@/components/ui/avatar.tsx";

/** A person's initials, or the sign of a group or tenant. */
export function SubjectIcon({ kind, name }: { kind: GrantSubjectKind; name: string }) {
  if (kind === "person") return <Avatar name={name} />;
  const Icon = kind === "group" ? Users : Building2;
  return (
    <span className="flex size-7 shrink-0 items-center justify-center rounded-full bg-muted text-muted-foreground">
      <Icon className="size-3.5" aria-hidden />
    </span>
  );
}
