"use client";
import { createContext, type ReactNode, useContext } from "react";
import { en, type Messages } from "./en.ts";

const MessagesContext = createContext<Messages>(en);

/** Gives the texts of a language to everything below; English without it. */
export function MessagesProvider({ messages, children }: { messages: Messages; children: ReactNode }) {
  return <MessagesContext value={messages}>{children}</MessagesContext>;
}

/** The texts of the page in the reader's language. */
export function useMessages(): Messages {
  return useContext(MessagesContext);
}
