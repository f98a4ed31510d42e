import { connect } from "node:net";

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

/** Sends bytes as they are: what `fetch` would refuse to send, and from an address of one's choice. */
export function sendRaw(url: string, request: string | Buffer, localAddress?: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port),
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    let text = "";
    socket.setTimeout(60_000, () => socket.destroy(new Error("no answer within a minute")));
    socket.on("data", (data) => (text += data.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => {
      const end = text.indexOf("\r\n\r\n");
      const head = end < 0 ? text : text.slice(0, end);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: end < 0 ? "" : text.slice(end + 4) });
    });
    socket.write(request);
  });
}

/** One request whose lines are joined by CRLF, and which closes the connection. */
export function requestOf(line: string, headers: readonly string[], body = ""): string {
  const fixed = ["Host: localhost", "Connection: close", `Content-Length: ${Buffer.byteLength(body)}`];
  return [`${line} HTTP/1.1`, ...fixed, ...headers, "", body].join("\r\n");
}
