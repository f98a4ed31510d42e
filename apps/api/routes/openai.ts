import { Permission } from "@eai/contract";
import type { Chat, CompletionModel } from "@eai/modules/chat";
import { type Context, notFound } from "@eai/modules/kernel";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { authenticatedOf } from "../authenticate.ts";
import { senderOf } from "../context.ts";
import { openAiErrorHandler } from "../openai/answer-error.ts";
import { readCompletionBody } from "../openai/completion-body.ts";
import { readEmbeddingsBody } from "../openai/embeddings-body.ts";
import { type CallDependencies, sendRelay } from "../openai/send-relay.ts";
import { sendWritten } from "../openai/send-written.ts";
import type { NoteRefusal } from "../refusals.ts";

export interface OpenAiRoutesDependencies extends CallDependencies {
  chat: Chat;
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

  app.get("/models", options, async (request, reply) => {
    const { context } = startCall(request, reply);
    return { object: "list", data: (await chat.listCompletionModels(context)).map(presentModel) };
  });

  app.get("/models/:id", options, async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const { context } = startCall(request, reply);
    return presentModel(await chat.getCompletionModel(context, request.params.id));
  });

  app.post("/chat/completions", options, async (request, reply) => {
    const asked = readCompletionBody(request.body);
    const { context, abort } = startCall(request, reply);
    const call = await chat.openCompletion(context, asked);
    const { stream, wantsUsage } = asked;
    if (call.kind === "relayed") return sendRelay(reply, call, stream, dependencies);
    return sendWritten(reply, { call, stream, wantsUsage, abort }, dependencies);
  });

  app.post("/embeddings", options, async (request, reply) => {
    const asked = readEmbeddingsBody(request.body);
    const call = await chat.openEmbeddings(startCall(request, reply).context, asked);
    return sendRelay(reply, call, false, dependencies);
  });
}

function presentModel({ id, ownedBy, createdSeconds, label }: CompletionModel) {
  return { id, object: "model", created: createdSeconds, owned_by: ownedBy, name: label };
}

/** As for other routes, but for a stop of the server, which ends each call by itself so that its client is told. */
function startCall(request: FastifyRequest, reply: FastifyReply): { context: Context; abort: (reason: Error) => void } {
  const controller = new AbortController();
  const abort = (reason: Error) => controller.abort(reason);
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) abort(new Error("The caller closed the connection."));
  });
  return { context: { ...senderOf(request, authenticatedOf(request)), signal: controller.signal }, abort };
}
