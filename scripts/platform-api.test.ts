import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readConnection } from "./connection.ts";
import { allEntries, openPlatformApi, type PlatformApi } from "./platform-api.ts";

/** A server that gives these answers, one for each request. */
async function serve(...answers: ((response: ServerResponse) => void)[]): Promise<PlatformApi> {
  const server = createServer((_, response) => answers.shift()?.(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return openPlatformApi(readConnection({ "api-key": "eai_test", url }));
}

function refuse(status: number) {
  return (response: ServerResponse) => response.writeHead(status, { "retry-after": "0.01" }).end();
}

function list(next: string | null, ...data: number[]) {
  return (response: ServerResponse) => response.end(JSON.stringify({ data, next_cursor: next }));
}

test("reading waits and tries again, also when the connection breaks; all pages are read", async () => {
  const { client } = await serve(refuse(429), list("more", 1, 2), (response) => void response.destroy(), list(null, 3));
  const readPage = (query: object) => client.call("listKnowledgeBases", { query });
  expect(await Array.fromAsync(allEntries(readPage))).toEqual([1, 2, 3]);
});

test("writing is not sent twice", async () => {
  const { client } = await serve(refuse(503), list(null));
  const written = client.call("createReindex", { params: { id: "kb_1" }, body: {} });
  await expect(written).rejects.toMatchObject({ status: 503 });
});

test("an address where nobody answers is named at once", async () => {
  const api = await serve((response) => void response.destroy());
  const asked = api.client.call("getSystem", {});
  await expect(asked).rejects.toThrow(`${api.url} cannot be reached`);
});
