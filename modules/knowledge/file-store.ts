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
  /**
   * Looks at the whole content before it is kept, where programs of this machine can read it; what it throws rejects
   * the write.
   */
  inspect?: (path: string, sizeBytes: number) => Promise<void>;
}

/** A stored file where programs of this machine can read it, until it is disposed of. Not to be written to. */
export interface LocalFile extends AsyncDisposable {
  path: string;
}

/**
 * Where originals are kept, by the hash of their content. Implementations: disk, S3; the conformance suite is beside
 * this file.
 */
export interface FileStore {
  /**
   * Takes a stream in and keeps it durably: when this resolves the file survives a power cut; when it rejects nothing
   * is left.
   * @throws ProblemError `payload_too_large`, `storage_full`; the reason of `signal`; the stream's own error; that of
   * `inspect`
   */
  write(content: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<StoredFile>;
  /** The content from its beginning; null when there is no such file. */
  open(key: string): Promise<FileContent | null>;
  /**
   * The file for programs of this machine: itself, or a copy that goes when it is disposed of; null when there is no
   * such file.
   * @throws ProblemError `storage_full` when there is no room for a copy; the reason of `signal`
   */
  localFile(key: string, signal?: AbortSignal): Promise<LocalFile | null>;
  exists(key: string): Promise<boolean>;
  /** Removes it; no error when it is not there. Who reads it at this moment reads on. */
  remove(key: string): Promise<void>;
  /** Files not written since `before`, in no order: what a sweep for unused ones may look at. */
  list(before: Date): AsyncIterable<ListedFile>;
}
