"use client";
import { useQueryClient } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { refreshOwnBudgets } from "@/data/budgets.ts";
import { refreshSessions } from "@/data/sessions.ts";
import type { Conversation } from "./conversation.ts";
import { ConversationView } from "./conversation-view.tsx";
import { conversationFor, leaveConversation } from "./open-conversations.ts";

/** A title by the model comes a moment after the first answer. */
const titleDelayMilliseconds = 3_000;

/** `/chat` and `/chat/{id}`: the conversation that the address names. */
export function ConversationPage() {
  const [, , id] = usePathname().split("/");
  const conversation = conversationFor(id ? decodeURIComponent(id) : null);
  useConversationEvents(conversation);
  return <ConversationView key={conversation.key} conversation={conversation} />;
}

function useConversationEvents(conversation: Conversation) {
  const client = useQueryClient();
  useEffect(() => {
    const stopListening = conversation.listen((event) => {
      if (event.kind === "opened") {
        // Without the router: the page stays as it is, and the stream with it.
        if (window.location.pathname === "/chat") {
          window.history.replaceState(null, "", `/chat/${event.session.session_id}`);
        }
        refreshSessions(client);
        return;
      }
      if (event.kind !== "ended") return;
      refreshSessions(client, event.sessionId ?? undefined);
      refreshOwnBudgets(client);
      setTimeout(() => refreshSessions(client), titleDelayMilliseconds);
    });
    return () => {
      stopListening();
      leaveConversation(conversation);
    };
  }, [conversation, client]);
}
