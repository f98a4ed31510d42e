import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Workspace } from "@/components/shell/workspace.tsx";
import { WorkspaceProviders } from "@/components/shell/workspace-providers.tsx";
import { personOnServer } from "@/server-reads.ts";

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  return (
    <WorkspaceProviders>
      <HydrationBoundary state={await personOnServer()}>
        <Workspace>{children}</Workspace>
      </HydrationBoundary>
    </WorkspaceProviders>
  );
}
