import type { Problem } from "@eai/contract";
import { routePath } from "@eai/contract/client";

export interface UploadOutcome {
  /** 0 when the connection broke. */
  status: number;
  problem: Problem | undefined;
}

function problemOf(text: string): Problem | undefined {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return undefined;
  }
}

/**
 * Sends one file. XMLHttpRequest, since `fetch` does not tell how much of a body has been sent.
 * @param onProgress share sent, 0 to 1
 * @returns how it ended; never rejects. An abort gives status 0
 */
export function uploadFile(
  knowledgeBaseId: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", routePath("uploadDocument", { id: knowledgeBaseId }));
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const ok = request.status >= 200 && request.status < 300;
      resolve({ status: request.status, problem: ok ? undefined : problemOf(request.responseText) });
    };
    const lost = () => resolve({ status: 0, problem: undefined });
    request.onerror = lost;
    request.ontimeout = lost;
    request.onabort = lost;
    signal.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}
