/** The floor: a Node proxy that knows one key and one bucket, and passes bytes on. */
import { createServer } from "node:http";
import { Pool } from "undici";

const [port, upstream, key] = process.argv.slice(2);
const pool = new Pool(upstream ?? "", { connections: 1024, pipelining: 1 });
let tokens = 1e9;

createServer((request, response) => {
  if (request.headers.authorization !== `Bearer ${key}` || tokens <= 0) {
    response.writeHead(401).end();
    return;
  }
  tokens -= 1;
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const headers = { "content-type": "application/json" };
    pool
      .stream(
        { path: "/v1/chat/completions", method: "POST", headers, body: Buffer.concat(parts), opaque: response },
        ({ statusCode, headers: { "content-type": type } }) =>
          response.writeHead(statusCode, { "content-type": String(type) }),
      )
      .catch(() => response.destroy());
  });
}).listen(Number(port), "127.0.0.1", () => process.send?.("ready"));
