"use client";
import { Direction } from "radix-ui";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { tellErrorsIn } from "@/data/api-error.ts";
import type { FrameMessages, Messages } from "./messages.ts";

const FrameMessagesContext = createContext<FrameMessages | undefined>(undefined);
const MessagesContext = createContext<Messages | undefined>(undefined);

/** Gives what every page needs of a language, and the direction it runs in, to everything below. */
export function FrameMessagesProvider({ messages, children }: { messages: FrameMessages; children: ReactNode }) {
  useEffect(() => tellErrorsIn(messages.problems), [messages]);
  return (
    <FrameMessagesContext value={messages}>
      <Direction.Provider dir={messages.direction}>{children}</Direction.Provider>
    </FrameMessagesContext>
  );
}

/** Gives all texts of a language to everything below. */
export function MessagesProvider({ messages, children }: { messages: Messages; children: ReactNode }) {
  return <MessagesContext value={messages}>{children}</MessagesContext>;
}

/** The texts of pages that are there before signing in, and of what is around every page. */
export function useFrameMessages(): FrameMessages {
  const messages = useContext(FrameMessagesContext);
  if (messages === undefined) throw new Error("useFrameMessages needs a FrameMessagesProvider above it");
  return messages;
}

/** The texts of the page in the reader's language. */
export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === undefined) throw new Error("useMessages is for pages behind sign-in");
  return messages;
}
