import type { Document, Problem } from "@eai/contract";
import { routePath } from "@eai/contract/client";
import type { FileWithPath } from "./dropped-files.ts";

export interface UploadOutcome {
  /** 0 when the connection broke. */
  status: number;
  problem: Problem | undefined;
  document: Document | undefined;
  /** What a refusal asked to wait; undefined when it did not say. */
  retryAfterSeconds: number | undefined;
}

function parsed<Body>(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return undefined;
  }
}

/** Sends one file to a knowledge base; see `sendFile`. */
export function uploadFile(
  knowledgeBaseId: string,
  file: FileWithPath,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  return sendFile(routePath("uploadDocument", { id: knowledgeBaseId }), file, onProgress, signal);
}

/** Sends one file that was put into a chat; see `sendFile`. */
export function uploadMyFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  return sendFile(routePath("uploadMyFile"), { file, path: undefined }, onProgress, signal);
}

/**
 * Sends one file. XMLHttpRequest, since `fetch` does not tell how much of a body has been sent.
 * @param onProgress share sent, 0 to 1
 * @returns how it ended; never rejects. An abort gives status 0
 */
function sendFile(
  address: string,
  { file, path }: FileWithPath,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const { status, responseText } = request;
      const ok = status >= 200 && status < 300;
      resolve({
        status,
        problem: ok ? undefined : parsed<Problem>(responseText),
        document: ok ? parsed<Document>(responseText) : undefined,
        retryAfterSeconds: Number(request.getResponseHeader("retry-after")) || undefined,
      });
    };
    const lost = () => resolve({ status: 0, problem: undefined, document: undefined, retryAfterSeconds: undefined });
    request.onerror = lost;
    request.ontimeout = lost;
    request.onabort = lost;
    signal.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    // Before the file: the server reads the form as it comes.
    if (path !== undefined) form.append("path", path);
    form.append("file", file, file.name);
    request.send(form);
  });
}
