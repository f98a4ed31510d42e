import type { Chat } from "@eai/modules/chat";
import type { RegisterRoute } from "../register-route.ts";
import { type StreamDependencies, sendAnswerStream } from "../stream.ts";

export function registerSessionRoutes(register: RegisterRoute, chat: Chat, streaming: StreamDependencies): void {
  register("listSessions", ({ context, query }) => chat.listConversations(context, query));

  register("createSession", ({ context, body }) => chat.createConversation(context, body));

  register("getSession", ({ context, params }) => chat.getConversation(context, params.id));

  register("updateSession", ({ context, params, body }) => chat.updateConversation(context, params.id, body));

  register("deleteSession", ({ context, params }) => chat.removeConversation(context, params.id));

  register("listSessionFolders", async ({ context }) => ({ data: await chat.listFolders(context) }));

  register("createSessionFolder", ({ context, body }) => chat.createFolder(context, body));

  register("updateSessionFolder", ({ context, params, body }) => chat.renameFolder(context, params.id, body));

  register("deleteSessionFolder", ({ context, params }) => chat.removeFolder(context, params.id));

  register("getShare", ({ context, params }) => chat.getShare(context, params.id));

  register("putShare", ({ context, params, body }) => chat.putShare(context, params.id, body));

  register("deleteShare", ({ context, params }) => chat.removeShare(context, params.id));

  register("getSharedSession", ({ context, params }) => chat.getSharedConversation(context, params.share_id));

  register("listSharedMessages", ({ context, params, query }) =>
    chat.listSharedMessages(context, params.share_id, query),
  );

  register("listMessages", ({ context, params, query }) => chat.listMessages(context, params.id, query));

  register("followAnswer", async ({ context, params, reply }) => {
    const place = streaming.openStreams.take(context);
    const parts = await chat.follow(context, params.id).catch(place.giveBackAndThrow);
    if (parts) return sendAnswerStream(reply, parts, place, streaming);
    place.giveBack();
    return reply.code(204).send();
  });

  register("setMessageFeedback", ({ context, params, body }) =>
    chat.setMessageFeedback(context, { conversationId: params.id, messageId: params.message_id }, body),
  );

  register("stopAnswer", ({ context, params }) => chat.stop(context, params.id));
}
