import type { Chat } from "@eai/modules/chat";
import type { RegisterRoute } from "../register-route.ts";
import { type StreamDependencies, sendAnswerStream } from "../stream.ts";

export function registerChatRoutes(register: RegisterRoute, chat: Chat, streaming: StreamDependencies): void {
  register("chat", ({ context, body }) => chat.askAndWait(context, body));

  register("streamChat", async ({ context, body, reply }) => {
    const place = streaming.openStreams.take(context);
    const { parts } = await chat.ask(context, body).catch(place.giveBackAndThrow);
    return sendAnswerStream(reply, parts, place, streaming);
  });
}
