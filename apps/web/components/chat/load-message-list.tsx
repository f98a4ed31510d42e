import { type ComponentType, lazy } from "react";
import { insteadOfScript } from "@/components/shell/crash-message.tsx";
import type { MessageListProps } from "./message-list.tsx";

/** Loads what shows messages: nothing of it is needed where a conversation begins. */
export function loadMessageList() {
  return import("./message-list.tsx");
}

function lazyMessageList() {
  return lazy<ComponentType<MessageListProps>>(() =>
    loadMessageList().catch((error: Error) => {
      // React keeps what failed for ever: the next time it is drawn, it is asked for again.
      current = lazyMessageList();
      return { default: insteadOfScript(error) };
    }),
  );
}

let current = lazyMessageList();

/** The list of messages, as soon as it can be loaded. */
export function messageList(): ComponentType<MessageListProps> {
  return current;
}
