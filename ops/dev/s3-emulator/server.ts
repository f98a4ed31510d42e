import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { listenOnLoopback, readBody } from "../listen-on-loopback.ts";
import { listingXml, type S3Refusal, type StoredObject, sendRefusal } from "./answers.ts";
import { type KnownKey, refuseSignature, sha256 } from "./signature.ts";

export interface S3EmulatorOptions {
  /** 0: any free port. */
  port?: number;
  bucket?: string;
  key?: KnownKey;
  /** Most keys in one page of a listing; S3 itself gives 1000. */
  pageLimit?: number;
}

/** What happens to the next requests that fit. */
export interface S3Fault {
  method?: string;
  /** How many requests; default 1. */
  times?: number;
  refusal?: S3Refusal;
  /** The connection is cut after so many bytes of the object were sent. */
  cutAfterBytes?: number;
  /** Half of the object is sent, the rest only after so long. */
  pauseMilliseconds?: number;
}

export interface S3Emulator {
  /** `http://127.0.0.1:<port>`, addressed in path style. */
  url: string;
  bucket: string;
  key: KnownKey;
  objects: Map<string, StoredObject>;
  /** Method and path of every request so far. */
  requests: readonly string[];
  fault(fault: S3Fault): void;
  /** Forgets objects and faults. */
  reset(): void;
  close(): Promise<void>;
}

const defaultKey: KnownKey = { accessKeyId: "emulator", secretAccessKey: "emulator-secret" };
const clockToleranceMilliseconds = 15 * 60_000;

/** As much of S3 as a file store uses, over HTTP, in memory: objects, listings page by page, signatures, errors in XML. */
export async function startS3Emulator(options: S3EmulatorOptions = {}): Promise<S3Emulator> {
  const { bucket = "files", key = defaultKey, pageLimit = 1000 } = options;
  const objects = new Map<string, StoredObject>();
  const requests: string[] = [];
  const faults: S3Fault[] = [];

  function takeFault(method: string): S3Fault | undefined {
    const index = faults.findIndex((fault) => fault.method === undefined || fault.method === method);
    const fault = faults[index];
    if (fault === undefined) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) faults.splice(index, 1);
    return fault;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "" } = request;
    const url = new URL(request.url ?? "", "http://emulator");
    requests.push(`${method} ${url.pathname}${url.search}`);
    const fault = takeFault(method);
    const [name, ...rest] = url.pathname.slice(1).split("/").map(decodeURIComponent);
    const body = await readBody(request);
    const refusal =
      fault?.refusal ?? refuseClock(request) ?? refuseSignature(request, url, key) ?? refuseBody(request, body);
    if (refusal !== null) return sendRefusal(response, refusal, method !== "HEAD");
    if (name !== bucket) {
      return sendRefusal(response, notFound("NoSuchBucket", "The bucket does not exist."), method !== "HEAD");
    }
    const objectKey = rest.join("/");
    if (objectKey === "") return answerBucket(method, url, response);
    return answerObject({ method, objectKey, body, fault }, response);
  }

  function answerBucket(method: string, url: URL, response: ServerResponse): void {
    if (method === "HEAD") return void response.end();
    if (method !== "GET" || url.searchParams.get("list-type") !== "2") {
      sendRefusal(response, unknown, true);
      return;
    }
    const limit = Math.min(Number(url.searchParams.get("max-keys") ?? 1000), pageLimit);
    const after = Buffer.from(url.searchParams.get("continuation-token") ?? "", "base64url").toString();
    response.setHeader("content-type", "application/xml");
    response.end(listingXml(bucket, objects, { prefix: url.searchParams.get("prefix") ?? "", after, limit }));
  }

  async function answerObject(
    { method, objectKey, body, fault }: { method: string; objectKey: string; body: Buffer; fault: S3Fault | undefined },
    response: ServerResponse,
  ): Promise<void> {
    switch (method) {
      case "PUT": {
        const etag = sha256(body).slice(0, 32);
        objects.set(objectKey, { bytes: body, modifiedAt: new Date(), etag });
        response.setHeader("etag", `"${etag}"`);
        return void response.end();
      }
      case "DELETE":
        objects.delete(objectKey);
        response.statusCode = 204;
        return void response.end();
      case "HEAD":
      case "GET": {
        const found = objects.get(objectKey);
        if (found === undefined) {
          return sendRefusal(response, notFound("NoSuchKey", "The key does not exist."), method !== "HEAD");
        }
        response.setHeader("content-length", found.bytes.length);
        response.setHeader("last-modified", found.modifiedAt.toUTCString());
        response.setHeader("etag", `"${found.etag}"`);
        return method === "HEAD" ? void response.end() : sendObject(response, found.bytes, fault);
      }
      default:
        return sendRefusal(response, unknown, true);
    }
  }

  const { url, close } = await listenOnLoopback(answer, options.port);
  return {
    url,
    bucket,
    key,
    objects,
    requests,
    fault: (fault) => void faults.push({ ...fault }),
    reset() {
      objects.clear();
      faults.length = 0;
    },
    close,
  };
}

async function sendObject(response: ServerResponse, bytes: Buffer, fault: S3Fault | undefined): Promise<void> {
  if (fault?.cutAfterBytes !== undefined) {
    await new Promise((resolve) => response.write(bytes.subarray(0, fault.cutAfterBytes), resolve));
    response.destroy();
    return;
  }
  if (fault?.pauseMilliseconds === undefined) return void response.end(bytes);
  const half = Math.floor(bytes.length / 2);
  response.write(bytes.subarray(0, half));
  await pause(fault.pauseMilliseconds);
  response.end(bytes.subarray(half));
}

/** The signature covers the hash that the sender states; the bytes have to have it. */
function refuseBody(request: IncomingMessage, body: Buffer): S3Refusal | null {
  const stated = request.headers["x-amz-content-sha256"];
  if (stated === "UNSIGNED-PAYLOAD" || stated === sha256(body)) return null;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  return { status: 400, code: "XAmzContentSHA256Mismatch", message };
}

function refuseClock(request: IncomingMessage): S3Refusal | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(request.headers["x-amz-date"] ?? "")) ?? [];
  if (year === undefined) return null;
  const age = Date.now() - Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Math.abs(age) < clockToleranceMilliseconds) return null;
  return { status: 403, code: "RequestTimeTooSkewed", message: "The difference between the clocks is too large." };
}

const unknown: S3Refusal = { status: 501, code: "NotImplemented", message: "The emulator does not do this." };

function notFound(code: string, message: string): S3Refusal {
  return { status: 404, code, message };
}
