import { Permission } from "@eai/contract";
import type { Chat } from "@eai/modules/chat";
import { type Context, notFound } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { authenticatedOf } from "../authenticate.ts";
import { senderOf } from "../context.ts";
import { openAiErrorHandler } from "../openai/answer-error.ts";
import { readCompletionBody } from "../openai/completion-body.ts";
import { readEmbeddingsBody } from "../openai/embeddings-body.ts";
import { type CallDependencies, sendRelay } from "../openai/send-relay.ts";
import type { NoteRefusal } from "../refusals.ts";

export interface OpenAiRoutesDependencies extends CallDependencies {
  chat: Chat;
  models: Models;
  noteRefusal: NoteRefusal;
}

/** Images in messages are Base64 in the body. */
const bodyLimitBytes = 4 * 1024 * 1024;

/** What programs made for OpenAI's API call, with its errors. Access, limits and records are those of every other door. */
export async function registerOpenAiRoutes(
  app: FastifyInstance,
  dependencies: OpenAiRoutesDependencies,
): Promise<void> {
  await app.register(async (inside) => registerInside(inside, dependencies), { prefix: "/v1" });
}

function registerInside(app: FastifyInstance, dependencies: OpenAiRoutesDependencies): void {
  const { chat, noteRefusal } = dependencies;
  app.setErrorHandler(openAiErrorHandler(noteRefusal));
  app.setNotFoundHandler(() => {
    throw notFound("route");
  });
  const options = { bodyLimit: bodyLimitBytes, config: { access: Permission.ChatUse } };

  app.post("/chat/completions", options, async (request, reply) => {
    const asked = readCompletionBody(request.body);
    const call = await chat.openCompletion(callContext(request, reply), asked);
    return sendRelay(reply, call, asked.stream, dependencies);
  });

  app.post("/embeddings", options, async (request, reply) => {
    const call = await chat.openEmbeddings(callContext(request, reply), readEmbeddingsBody(request.body));
    return sendRelay(reply, call, false, dependencies);
  });
}

/** As for other routes, but for the signal: what is passed on is ended by its relay, which also ends it when the server stops. */
function callContext(request: FastifyRequest, reply: FastifyReply): Context {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort(new Error("The caller closed the connection."));
  });
  return { ...senderOf(request, authenticatedOf(request)), signal: controller.signal };
}
