import { useEffect, useEffectEvent } from "react";
import type { FileWithPath } from "./dropped-files.ts";

/** Files chosen elsewhere, until the page of their knowledge base takes them. */
const handed = new Map<string, readonly FileWithPath[]>();
const listeners = new Set<() => void>();

/** Hands files to the page of a knowledge base, which uploads them and shows how far they are. */
export function handFiles(knowledgeBaseId: string, files: readonly FileWithPath[]): void {
  handed.set(knowledgeBaseId, [...(handed.get(knowledgeBaseId) ?? []), ...files]);
  for (const listener of listeners) listener();
}

/** Takes what is handed to this knowledge base, now and as long as it is shown. */
export function useHandedFiles(knowledgeBaseId: string, onFiles: (files: readonly FileWithPath[]) => void): void {
  const take = useEffectEvent(() => {
    const files = handed.get(knowledgeBaseId);
    if (!files) return;
    handed.delete(knowledgeBaseId);
    onFiles(files);
  });
  useEffect(() => {
    const listener = () => take();
    listener();
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
}
