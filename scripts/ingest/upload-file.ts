import { openAsBlob } from "node:fs";
import { type Document, documentSchema } from "@eai/contract";
import { routePath, toApiError } from "@eai/contract/client";
import type { PlatformApi } from "../platform-api.ts";
import type { FoundFile } from "./walk-folder.ts";

/**
 * Uploads a file under its name with folders. The same bytes under the same name change nothing, so that it may be sent
 * again.
 * @throws ApiError
 */
export async function uploadFile(
  { url, apiKey, patiently }: PlatformApi,
  knowledgeBaseId: string,
  { path, name }: FoundFile,
): Promise<Document> {
  const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json" };
  const response = await patiently(async () => {
    const body = new FormData();
    body.set("path", name);
    body.set("file", await openAsBlob(path), name.slice(name.lastIndexOf("/") + 1));
    return fetch(url + routePath("uploadDocument", { id: knowledgeBaseId }), { method: "POST", headers, body });
  });
  if (!response.ok) throw await toApiError(response);
  return documentSchema.parse(await response.json());
}
