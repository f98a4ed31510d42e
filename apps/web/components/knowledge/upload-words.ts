import { formatBytes } from "@/data/format.ts";
import type { UploadLimits, UploadRefusal, UploadState } from "@/data/upload-states.ts";
import type { Messages } from "@/messages/messages.ts";

/** Why a file was not taken, and what to do. */
export function refusalText(refusal: UploadRefusal, limits: UploadLimits | undefined, t: Messages): string {
  switch (refusal.kind) {
    case "empty":
      return t.upload.empty;
    case "too_large":
      return limits ? t.upload.tooLarge(formatBytes(limits.upload_limit_bytes, t.language)) : t.library.upload.tooLarge;
    case "unsupported":
      return t.upload.unsupported(limits?.accepted_file_types.join(", ") ?? "");
    case "network":
      return t.upload.network;
    case "server":
      return t.problems[refusal.code] ?? refusal.detail ?? t.errors.unknown;
    default:
      return refusal satisfies never;
  }
}

/** How far an upload is, in a word. */
export function uploadStateText(
  state: UploadState,
  { size, now }: { size: number; now: number },
  limits: UploadLimits | undefined,
  t: Messages,
): string {
  switch (state.step) {
    case "queued":
      return `${t.upload.queued} · ${formatBytes(size, t.language)}`;
    case "held":
      return t.library.upload.held(Math.max(0, (state.until - now) / 1000));
    case "sending":
      return state.share < 1 ? t.upload.uploading(Math.floor(state.share * 100)) : t.upload.finishing;
    case "done":
      return formatBytes(size, t.language);
    case "failed":
      return refusalText(state.refusal, limits, t);
    default:
      return state satisfies never;
  }
}
