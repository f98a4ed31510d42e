import type { Problem } from "@eai/contract";
import { ApiError } from "@eai/contract/client";
import { saveFile } from "./save-file.ts";

/**
 * Fetches all that is kept about the person and hands it over as a file.
 * @throws ApiError
 */
export async function saveExport(): Promise<void> {
  const response = await fetch("/api/v1/me/export").catch(() => undefined);
  if (!response) throw new ApiError(0, "network", "");
  if (!response.ok) {
    const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
    throw new ApiError(response.status, problem?.code ?? "internal_error", problem?.detail ?? "", problem);
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  saveFile(await response.blob(), name ?? "my-data.json");
}
