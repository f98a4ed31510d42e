import { SharedConversation } from "@/components/shared-chat/shared-conversation.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.sharedChats.pageTitle);

export default async function SharedConversationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <SharedConversation key={id} id={decodeURIComponent(id)} />;
}
