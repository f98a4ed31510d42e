import type { Readable } from "node:stream";

/** The bytes of a stored file; close it when they are not read to the end. */
export type FileContent = Readable;

export interface StoredFile {
  /** How to find it again. The same bytes have the same key, however often they are written. */
  key: string;
  sizeBytes: number;
  /** SHA-256 in hexadecimal. */
  contentHash: string;
}

export interface ListedFile {
  key: string;
  sizeBytes: number;
  /** When it was last written, also with the same bytes. */
  modifiedAt: Date;
}

export interface WriteOptions {
  limitBytes: number;
  signal: AbortSignal;
}

/** Where originals are kept, by the hash of their content. Implementations: disk; the conformance suite is beside this file. */
export interface FileStore {
  /**
   * Takes a stream in and keeps it durably: when this resolves the file survives a power cut; when it rejects nothing is left.
   * @throws ProblemError `payload_too_large`, `storage_full`; the reason of `signal`; the stream's own error
   */
  write(content: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<StoredFile>;
  /** The content from its beginning; null when there is no such file. */
  open(key: string): Promise<FileContent | null>;
  /** Where programs of this machine can read it; null when there is no such file. Not to be written to. */
  localPath(key: string): Promise<string | null>;
  exists(key: string): Promise<boolean>;
  /** Removes it; no error when it is not there. Who reads it at this moment reads on. */
  remove(key: string): Promise<void>;
  /** Files not written since `before`, in no order: what a sweep for unused ones may look at. */
  list(before: Date): AsyncIterable<ListedFile>;
}
