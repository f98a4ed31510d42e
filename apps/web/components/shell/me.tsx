"use client";
import type { Me, Permission } from "@eai/contract";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { keepDraftsOnlyOf } from "@/data/drafts.ts";

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  // Before anything of theirs is shown.
  useMemo(() => keepDraftsOnlyOf(me.id), [me.id]);
  return <MeContext value={me}>{children}</MeContext>;
}

/** The person signed in; only inside the workspace. */
export function useSignedInPerson(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useSignedInPerson is for pages behind sign-in");
  return me;
}

/** May the person signed in do this? The server decides again. */
export function usePermission(permission: Permission): boolean {
  return useSignedInPerson().permissions.includes(permission);
}
