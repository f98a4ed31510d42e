import { api } from "./api.ts";
import { saveFile } from "./save-file.ts";

/**
 * Fetches all that is kept about the person, as a ZIP archive, and hands it over as a download.
 * @throws ApiError
 */
export async function saveExport(): Promise<void> {
  const response = await api.request("exportMe", {});
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  saveFile(await response.blob(), name ?? "my-data.zip");
}
