import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import type { Document, KnowledgeBase, Problem } from "@eai/contract";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentDisposition, contentHeaders } from "./content-disposition.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

const limit = 100_000;
let api: TestApi;
let ada: TestPerson;
let url: string;

beforeAll(async () => {
  api = await createTestApi({ environment: { UPLOAD_LIMIT_BYTES: String(limit) } });
  ada = await api.signUp("ada@example.com");
  const made = await ada.request({ method: "POST", url: "/api/v1/knowledge-bases", payload: { name: "Files" } });
  url = `/api/v1/knowledge-bases/${made.json<KnowledgeBase>().id}/documents`;
  await api.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => api[Symbol.asyncDispose]());

const boundary = "----files";

function part(disposition: string, content: string | Buffer): Buffer {
  const head = `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\ncontent-type: text/plain\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from("\r\n")]);
}

const end = Buffer.from(`--${boundary}--\r\n`);

function send(payload: Buffer, type = `multipart/form-data; boundary=${boundary}`): Promise<LightMyRequestResponse> {
  return ada.request({ method: "POST", url, headers: { "content-type": type }, payload });
}

function upload(name: string, content: string | Buffer): Promise<LightMyRequestResponse> {
  return send(Buffer.concat([part(`name="file"; filename="${name}"`, content), end]));
}

async function temporaryFiles(): Promise<string[]> {
  return readdir(join(api.platform.config.files.directory, "temporary"));
}

describe("an upload", () => {
  test("A46 keeps its name in any script, and comes back byte for byte", async () => {
    const uploaded = await upload("Übung 日本.md", "# Holidays\n\n28 days.\n");
    expect(uploaded.statusCode, uploaded.body).toBe(202);
    const document = uploaded.json<Document>();
    expect(document).toMatchObject({ name: "Übung 日本.md", state: "queued", version: 1 });
    const content = await ada.request({ method: "GET", url: `${url}/${document.id}/content` });
    expect(content.body).toBe("# Holidays\n\n28 days.\n");
    expect(content.headers).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `inline; filename="_bung __.md"; filename*=UTF-8''%C3%9Cbung%20%E6%97%A5%E6%9C%AC.md`,
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    });
    expect(content.headers["content-security-policy"]).toContain("sandbox");
  });

  test("of the exact limit is taken, and one byte more is not", async () => {
    expect((await upload("exact.txt", "a ".repeat(limit / 2))).statusCode).toBe(202);
    const more = await upload("more.txt", `${"a ".repeat(limit / 2)}b`);
    expect(more.json<Problem>()).toMatchObject({ code: "payload_too_large", status: 413 });
    expect(await temporaryFiles()).toEqual([]);
  });

  test("that is nothing, or of no known kind, is refused with the reason", async () => {
    expect((await upload("empty.txt", "")).json()).toMatchObject({ code: "file_empty", status: 422 });
    const binary = await upload("program.pdf", Buffer.from("7f454c4602010100000000000000000003003e00", "hex"));
    expect(binary.json()).toMatchObject({ code: "file_type_unsupported", status: 422 });
    expect(await temporaryFiles()).toEqual([]);
  });

  test("A48 in a form that is not one is refused, and leaves nothing", async () => {
    const good = part('name="file"; filename="a.txt"', "words");
    const forms: [string, Promise<LightMyRequestResponse>, number][] = [
      ["no boundary", send(Buffer.concat([good, end]), "multipart/form-data"), 400],
      ["another boundary", send(Buffer.concat([good, end]), "multipart/form-data; boundary=other"), 400],
      ["no parts", send(end), 400],
      ["no body", send(Buffer.alloc(0)), 400],
      ["another name", send(Buffer.concat([part('name="other"; filename="a.txt"', "x"), end])), 400],
      ["an empty name", send(Buffer.concat([part('name=""; filename="a.txt"', "x"), end])), 400],
      ["no file name", send(Buffer.concat([part('name="file"', "x"), end])), 400],
      ["a prototype's name", send(Buffer.concat([part('name="__proto__"; filename="a.txt"', "x"), end])), 400],
      ["no end", send(good), 400],
      ["cut in a header", send(good.subarray(0, 40)), 400],
      ["JSON", send(Buffer.from("{}"), "application/json"), 415],
      ["bytes", send(Buffer.from("x"), "application/octet-stream"), 415],
    ];
    for (const [about, answer, status] of forms) {
      const { statusCode, body } = await answer;
      expect([about, statusCode], `${about}: ${body}`).toEqual([about, status]);
    }
    const fields = Array.from({ length: 10_000 }, (_, index) => part(`name="f${index}"`, "x"));
    const many = await send(Buffer.concat([...fields, good, end]));
    expect([400, 413]).toContain(many.statusCode);
    expect(await temporaryFiles()).toEqual([]);
    expect((await upload("after.txt", "still here")).statusCode).toBe(202);
  });

  test("A48 that says it is too large is answered before it is sent", async () => {
    const { port } = api.app.server.address() as AddressInfo;
    const startedAt = performance.now();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = httpRequest({
        port,
        host: "127.0.0.1",
        path: url,
        method: "POST",
        headers: {
          cookie: ada.cookie,
          origin: api.webOrigin,
          "content-type": `multipart/form-data; boundary=${boundary}`,
          "content-length": 2_000_000_000,
        },
      });
      sending.once("response", (answer) => {
        resolve(answer.statusCode);
        sending.destroy();
      });
      sending.once("error", reject);
      sending.write(part('name="file"; filename="huge.txt"', "x"));
    });
    expect(status).toBe(413);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  test("that is refused is told so, and leaves its connection to the next request", async () => {
    await using roomy = await createTestApi();
    const bea = await roomy.signUp("bea@example.com");
    await roomy.app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = roomy.app.server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    let answers = "";
    socket.setEncoding("utf8").on("data", (piece: string) => {
      answers += piece;
    });
    const failure = new Promise<Error>((resolve) => socket.once("error", resolve));
    const form = Buffer.concat([part('name="file"; filename="big.txt"', "x".repeat(20_000_000)), end]);
    const common = `host: 127.0.0.1\r\ncookie: ${bea.cookie}\r\norigin: ${roomy.webOrigin}\r\n`;
    const type = `content-type: multipart/form-data; boundary=${boundary}\r\ncontent-length: ${form.length}\r\n`;
    socket.write(`POST /api/v1/knowledge-bases/kb_none/documents HTTP/1.1\r\n${common}${type}\r\n`);
    const sent = new Promise<void>((resolve) => socket.write(form, () => resolve()));
    expect(await Promise.race([sent.then(() => "sent"), failure])).toBe("sent");
    socket.write(`GET /api/v1/me HTTP/1.1\r\n${common}\r\n`);
    const statuses = () => answers.match(/HTTP\/1\.1 \d+/g);
    await expect.poll(statuses, { timeout: 4000 }).toEqual(["HTTP/1.1 404", "HTTP/1.1 200"]);
    socket.destroy();
  });

  test("A48 that is cut off leaves nothing", async () => {
    const { port } = api.app.server.address() as AddressInfo;
    await new Promise<void>((resolve) => {
      const sending = httpRequest({
        port,
        host: "127.0.0.1",
        path: url,
        method: "POST",
        headers: {
          cookie: ada.cookie,
          origin: api.webOrigin,
          "content-type": `multipart/form-data; boundary=${boundary}`,
          "content-length": 50_000,
        },
      });
      sending.on("error", () => resolve());
      sending.write(part('name="file"; filename="cut.txt"', "x".repeat(20_000)), () => {
        setTimeout(() => sending.destroy(new Error("gone")), 300);
      });
    });
    await expect.poll(temporaryFiles, { timeout: 5000 }).toEqual([]);
    const list = await ada.request({ method: "GET", url: `${url}?search=cut` });
    expect(list.json()).toMatchObject({ data: [] });
  });
});

describe("an original that is given out", () => {
  test("is shown only where nothing in it can run", () => {
    expect(contentHeaders("a.pdf", "application/pdf")["content-disposition"]).toMatch(/^inline/);
    for (const type of [
      "text/html",
      "text/csv",
      "message/rfc822",
      "image/svg+xml",
      "application/xml",
      "application/octet-stream",
    ]) {
      const headers = contentHeaders("a.html", type);
      expect(headers["content-disposition"], type).toMatch(/^attachment/);
      expect(headers["content-security-policy"], type).toContain("sandbox");
    }
  });

  test("A50 a web page is taken only under its own name, and given out to be saved, in a sandbox", async () => {
    const page =
      "<!doctype html><title>Prices</title><script>alert(document.cookie)</script><p>The box costs 12 euros.";
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    const posing = ["page.txt", "page.md", "page.pdf", "page.csv", "page.eml", "page.xhtml"];
    for (const [name, content] of [...posing.map((name) => [name, page]), ["a.svg", svg], ["a.html", svg]]) {
      const refused = await upload(name ?? "", content ?? "");
      expect(refused.json(), name).toMatchObject({ code: "file_type_unsupported", status: 422 });
    }
    const document = (await upload("page.html", page)).json<Document>();
    expect(document).toMatchObject({ name: "page.html", media_type: "text/html" });
    const content = await ada.request({ method: "GET", url: `${url}/${document.id}/content` });
    expect(content.body).toBe(page);
    expect(content.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    });
    expect(content.headers["content-disposition"]).toMatch(/^attachment;/);
    expect(content.headers["content-security-policy"]).toMatch(/default-src 'none'.*sandbox/);
  });

  test("A46 has a name that cannot leave its header", () => {
    const names = [
      'a"; filename="b',
      "a\r\nset-cookie: x=1",
      "../../etc/passwd",
      "\u202Efdp.exe",
      "a\ud800b",
      "%41'(*)",
    ];
    for (const name of names) {
      const header = contentDisposition("attachment", name);
      expect(header, name).toMatch(/^attachment; filename="[\x20-\x21\x23-\x7e]*"; filename\*=UTF-8''[\w.~!%-]*$/);
    }
  });
});
