"use client";
import type { ReactNode } from "react";
import { MessagesProvider } from "../index.tsx";
import { en } from "./index.ts";

/** The page in English. */
export default function EnglishMessages({ children }: { children: ReactNode }) {
  return <MessagesProvider messages={en}>{children}</MessagesProvider>;
}
