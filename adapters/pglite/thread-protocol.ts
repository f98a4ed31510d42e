/** What the main thread asks of the database thread. */
export type ThreadRequest =
  | {
      id: number;
      kind: "query";
      transaction: number | null;
      text: string;
      params: unknown[];
      arrayRows: boolean;
      timesAsText: boolean;
    }
  | { id: number; kind: "exec"; transaction: number | null; text: string }
  | { id: number; kind: "begin" }
  | { id: number; kind: "finish"; transaction: number; command: "COMMIT" | "ROLLBACK" }
  | { id: number; kind: "listen"; channel: string }
  | { id: number; kind: "dump" }
  | { id: number; kind: "copy"; from: string; to: string }
  | { id: number; kind: "close" };

/** An error as it crosses between threads; `code` is the SQLSTATE. */
export interface ThreadError {
  message: string;
  code?: string;
  detail?: string;
  constraint?: string;
  table?: string;
}

export type ThreadResponse =
  | { kind: "ready" }
  | { kind: "unusable"; error: ThreadError }
  | { kind: "result"; id: number; value: unknown }
  | { kind: "error"; id: number; error: ThreadError }
  | { kind: "notification"; channel: string; payload: string };

export interface ThreadData {
  /** Directory of the database; undefined keeps it in memory. */
  directory: string | undefined;
  /** A dump to begin with (in memory only). */
  dump: Blob | undefined;
}
