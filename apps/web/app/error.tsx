"use client";
import { CrashMessage } from "@/components/shell/crash-message.tsx";

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return <CrashMessage reset={reset} isWholePage />;
}
