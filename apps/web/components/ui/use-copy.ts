"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { copyText } from "@/data/copy-text.ts";
import { useMessages } from "@/messages/index.tsx";
import { showToast } from "./toast.tsx";

const shownMilliseconds = 2_000;

/** Copies text; tells for two seconds that it is copied, and in a toast when it is not. */
export function useCopy(): { copied: boolean; copy: (text: string) => Promise<boolean> } {
  const t = useMessages();
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = useCallback(
    async (text: string) => {
      if (!(await copyText(text))) {
        showToast(t.answers.actions.copyFailed, "danger");
        return false;
      }
      setCopied(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setCopied(false), shownMilliseconds);
      return true;
    },
    [t],
  );
  return { copied, copy };
}
