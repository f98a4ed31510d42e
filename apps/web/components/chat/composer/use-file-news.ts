"use client";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "@/messages/index.tsx";
import type { DraftFile } from "./draft.ts";

/** What screen readers are told of the files of a question: that one is searchable, or cannot be searched. */
export function useFileNews(files: readonly DraftFile[]): string {
  const t = useMessages();
  const told = useRef(new Map<number, DraftFile["step"]["kind"]>());
  const [news, setNews] = useState("");
  useEffect(() => {
    for (const { key, name, step, pasted } of files) {
      const before = told.current.get(key);
      told.current.set(key, step.kind);
      if (before === step.kind) continue;
      if (before === undefined && pasted !== null) setNews(t.composer.files.pastedLive(name));
      if (before === undefined) continue;
      if (step.kind === "ready") setNews(t.composer.files.readyLive(name));
      if (step.kind === "failed") setNews(t.composer.files.failedLive(name));
    }
  }, [files, t]);
  return news;
}
