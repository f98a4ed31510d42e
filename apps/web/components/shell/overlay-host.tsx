"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { hideOverlay, type Overlay, useOverlay } from "./overlays.ts";

// Nothing of these is loaded before it is opened.
const Palette = dynamic(() => import("@/components/palette/palette.tsx").then((module) => module.Palette), {
  ssr: false,
});
const ShortcutsDialog = dynamic(
  () => import("@/components/shortcuts/shortcuts-dialog.tsx").then((module) => module.ShortcutsDialog),
  { ssr: false },
);
const CreateKnowledgeBaseDialog = dynamic(
  () =>
    import("@/components/knowledge/create-knowledge-base-dialog.tsx").then(
      (module) => module.CreateKnowledgeBaseDialog,
    ),
  { ssr: false },
);

/** Draws what lies over the page. Each stays there once it was opened, so that it can give the focus back. */
export function OverlayHost() {
  const overlay = useOverlay();
  const [opened, setOpened] = useState<ReadonlySet<Overlay["kind"]>>(new Set());
  const kind = overlay?.kind;
  useEffect(() => {
    if (kind) setOpened((before) => (before.has(kind) ? before : new Set([...before, kind])));
  }, [kind]);
  return (
    <>
      {opened.has("palette") && (
        <Palette
          open={kind === "palette"}
          page={overlay?.kind === "palette" ? overlay.page : undefined}
          sessionId={overlay?.kind === "palette" ? overlay.sessionId : undefined}
          onClose={() => hideOverlay("palette")}
        />
      )}
      {opened.has("shortcuts") && (
        <ShortcutsDialog open={kind === "shortcuts"} onOpenChange={(open) => !open && hideOverlay("shortcuts")} />
      )}
      {opened.has("createKnowledgeBase") && (
        <CreateKnowledgeBaseDialog
          open={kind === "createKnowledgeBase"}
          onOpenChange={(open) => !open && hideOverlay("createKnowledgeBase")}
        />
      )}
    </>
  );
}
