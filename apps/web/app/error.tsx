"use client";
import { CrashMessage } from "@/components/shell/crash-message.tsx";

export default function PageError(problem: { error: Error; reset: () => void }) {
  return <CrashMessage {...problem} isWholePage />;
}
