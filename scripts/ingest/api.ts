import { openAsBlob } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Document, KnowledgeBase, Problem, System } from "@eai/contract";
import { routePath } from "@eai/contract/client";
import { type Connection, unreachable } from "../connection.ts";
import type { FoundFile } from "./walk-folder.ts";

const triesAtMost = 8;
const longestWaitSeconds = 120;

/** An answer that trying again does not change. */
export class RefusedError extends Error {
  override name = "RefusedError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The platform over HTTP, with an API key. What asks for patience is waited for, what broke is tried again. */
export interface Api {
  system(): Promise<System>;
  knowledgeBase(id: string): Promise<KnowledgeBase>;
  documents(knowledgeBaseId: string): AsyncGenerator<Document>;
  /** The same bytes under the same name change nothing. */
  upload(knowledgeBaseId: string, file: FoundFile): Promise<Document>;
}

export function connect({ url, apiKey }: Connection): Api {
  // A wrong address is said at once; a platform that was there may be starting again.
  let wasReached = false;

  async function ask<Body>(path: string, init: () => Promise<RequestInit> | RequestInit = () => ({})): Promise<Body> {
    for (let tried = 1; ; tried += 1) {
      const { method = "GET", body } = await init();
      const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json" };
      const response = await fetch(url + path, { method, headers, ...(body ? { body } : {}) }).catch(
        (error: unknown) => {
          if (wasReached && tried < triesAtMost) return undefined;
          throw new RefusedError(0, unreachable(url, error));
        },
      );
      wasReached ||= response !== undefined;
      if (response?.ok) return (await response.json()) as Body;
      const isPassing = response === undefined || response.status === 429 || response.status >= 500;
      if (!isPassing || tried >= triesAtMost) throw await refusal(response);
      await response?.body?.cancel();
      await sleep(
        1000 * Math.min(Number(response?.headers.get("retry-after")) || 2 ** (tried - 1) / 2, longestWaitSeconds),
      );
    }
  }

  return {
    system: () => ask(routePath("getSystem")),
    knowledgeBase: (id) => ask(routePath("getKnowledgeBase", { id })),
    async *documents(id) {
      let cursor: string | null = "";
      do {
        const page: { data: Document[]; next_cursor: string | null } = await ask(
          `${routePath("listDocuments", { id })}?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`,
        );
        yield* page.data;
        cursor = page.next_cursor;
      } while (cursor !== null);
    },
    upload: (id, { path, name }) =>
      ask(routePath("uploadDocument", { id }), async () => {
        const form = new FormData();
        form.set("path", name);
        form.set("file", await openAsBlob(path), name.slice(name.lastIndexOf("/") + 1));
        return { method: "POST", body: form };
      }),
  };
}

async function refusal(response: Response | undefined): Promise<RefusedError> {
  if (response === undefined) return new RefusedError(0, "No answer came.");
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  return new RefusedError(response.status, problem?.detail ?? `The server answered ${response.status}.`);
}
