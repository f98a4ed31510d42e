import type { Socket } from "node:net";
import { errorCodes } from "@eai/contract";
import { newId } from "@eai/modules/kernel";
import { problemBody } from "./problem.ts";

/** Answers what is not HTTP, or has headers that are too large or too slow, in the same form as every other error. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = error.code === "HPE_HEADER_OVERFLOW" ? "payload_too_large" : "bad_request";
  const detail =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "The request took too long to arrive." : "The request cannot be read.";
  const requestId = newId("req");
  const body = JSON.stringify(problemBody(code, detail, requestId));
  const { status, title } = errorCodes[code];
  const lines = [
    `HTTP/1.1 ${status} ${title}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    "x-content-type-options: nosniff",
    "cache-control: no-store",
    "connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
