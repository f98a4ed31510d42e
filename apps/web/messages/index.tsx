"use client";
import { Direction } from "radix-ui";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { tellErrorsIn } from "@/data/api-error.ts";
import type { Messages } from "./messages.ts";

const MessagesContext = createContext<Messages | undefined>(undefined);

/** Gives the texts of a language, and the direction it runs in, to everything below. */
export function MessagesProvider({ messages, children }: { messages: Messages; children: ReactNode }) {
  useEffect(() => tellErrorsIn(messages.problems), [messages]);
  return (
    <MessagesContext value={messages}>
      <Direction.Provider dir={messages.direction}>{children}</Direction.Provider>
    </MessagesContext>
  );
}

/** The texts of the page in the reader's language. */
export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === undefined) throw new Error("useMessages needs a MessagesProvider above it");
  return messages;
}
