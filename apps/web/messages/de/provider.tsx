"use client";
import type { ReactNode } from "react";
import { MessagesProvider } from "../index.tsx";
import { de } from "./index.ts";

/** The page in German. */
export default function GermanMessages({ children }: { children: ReactNode }) {
  return <MessagesProvider messages={de}>{children}</MessagesProvider>;
}
