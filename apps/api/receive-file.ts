import { ProblemError } from "@eai/modules/kernel";
import type { MultipartFields } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";

export interface ReceivedFile {
  name: string;
  /** Text parts that came before the file, by name. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** Read it to its end; it fails when it is cut off or larger than allowed. */
  content: AsyncIterable<Uint8Array>;
}

/** Boundaries, part headers and a few small fields beside the file. */
const multipartRoomBytes = 64 * 1024;

/**
 * The one part named `file` of a multipart body, as a stream. A body that says it is too large is refused before it
 * is read.
 * @throws ProblemError `unsupported_media_type`, `payload_too_large`, `bad_request`, `validation_failed`
 */
export async function receiveFile(request: FastifyRequest, limitBytes: number): Promise<ReceivedFile> {
  if (!request.isMultipart()) {
    throw new ProblemError("unsupported_media_type", "Send the file as multipart/form-data, in one part named file.");
  }
  if (Number(request.headers["content-length"] ?? 0) > limitBytes + multipartRoomBytes) throw tooLarge(limitBytes);
  const part = await request.file({ limits: { fileSize: limitBytes + 1 } }).catch(throwMalformed);
  if (part?.fieldname !== "file") {
    part?.file.resume();
    const errors = [{ field: "body.file", message: "Send one part named file" }];
    throw new ProblemError("validation_failed", "The file is missing: send one part named file.", { errors });
  }
  return { name: part.filename ?? "", fields: textFields(part.fields), content: withinLimit(part.file, limitBytes) };
}

/** Only what came before the file is known by now: the file is a stream. */
function textFields(parts: MultipartFields): ReceivedFile["fields"] {
  const texts = Object.entries(parts).map(([name, part]) => {
    const values = [part].flat().flatMap((each) => (each?.type === "field" ? [each.value] : []));
    return [name, values.filter((value) => typeof value === "string")] as const;
  });
  return Object.fromEntries(texts);
}

async function* withinLimit(
  file: AsyncIterable<Uint8Array> & { truncated: boolean },
  limitBytes: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  const bytes = file[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await bytes.next().catch(throwMalformed);
      if (next.done) break;
      size += next.value.length;
      if (size > limitBytes) throw tooLarge(limitBytes);
      yield next.value;
    }
  } finally {
    await bytes.return?.();
  }
  if (file.truncated) throw tooLarge(limitBytes);
}

/** The parser throws plain errors for what the client sent; those of its wrapper say what they are. */
function throwMalformed(error: unknown): never {
  if (error instanceof Error && "statusCode" in error) throw error;
  const detail =
    "The form is cut off or not well-formed. Send the file as multipart/form-data, in one part named file.";
  throw new ProblemError("bad_request", detail, { cause: error });
}

function tooLarge(limitBytes: number): ProblemError {
  const megabytes = Math.floor((limitBytes / 1_048_576) * 10) / 10;
  return new ProblemError("payload_too_large", `The file is larger than the ${megabytes} MB that are allowed.`);
}
