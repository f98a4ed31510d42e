"use client";
import { createContext, type ReactNode, useContext } from "react";
import type { Messages } from "./messages.ts";

const MessagesContext = createContext<Messages | undefined>(undefined);

/** Gives the texts of a language to everything below. */
export function MessagesProvider({ messages, children }: { messages: Messages; children: ReactNode }) {
  return <MessagesContext value={messages}>{children}</MessagesContext>;
}

/** The texts of the page in the reader's language. */
export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === undefined) throw new Error("useMessages needs a MessagesProvider above it");
  return messages;
}
