import { WorkspaceProviders } from "@/components/shell/workspace-providers.tsx";
import { DesignSheet } from "./design-sheet.tsx";

export const metadata = { title: "Design" };

/** Every component in every state, in both themes. In development only: `npm run dev -w apps/web`, then `/design`. */
export default function DesignPage() {
  return (
    <main className="grid min-h-dvh lg:grid-cols-2">
      <h1 className="sr-only">Design</h1>
      <WorkspaceProviders>
        <DesignSheet theme="light" />
        <DesignSheet theme="dark" />
      </WorkspaceProviders>
    </main>
  );
}
