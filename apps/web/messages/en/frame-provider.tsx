"use client";
import type { ReactNode } from "react";
import { FrameMessagesProvider } from "../index.tsx";
import { frame } from "./frame.ts";

/** What is around a page in English. */
export default function EnglishFrame({ children }: { children: ReactNode }) {
  return <FrameMessagesProvider messages={frame}>{children}</FrameMessagesProvider>;
}
