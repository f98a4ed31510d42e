import type { ReactNode } from "react";
import { Workspace } from "@/components/shell/workspace.tsx";
import { WorkspaceProviders } from "@/components/shell/workspace-providers.tsx";

export default function WorkspaceLayout({ children }: { children: ReactNode }) {
  return (
    <WorkspaceProviders>
      <Workspace>{children}</Workspace>
    </WorkspaceProviders>
  );
}
