import { HydrationBoundary } from "@tanstack/react-query";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Workspace } from "@/components/shell/workspace.tsx";
import { WorkspaceProviders } from "@/components/shell/workspace-providers.tsx";
import { personOnServer } from "@/server-reads.ts";

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const forPhone = (await headers()).get("sec-ch-ua-mobile") === "?1";
  return (
    <WorkspaceProviders>
      <HydrationBoundary state={await personOnServer()}>
        <Workspace forPhone={forPhone}>{children}</Workspace>
      </HydrationBoundary>
    </WorkspaceProviders>
  );
}
