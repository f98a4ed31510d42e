import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChatAnswer, Document, KnowledgeBase } from "@eai/contract";
import { copyPreparedDatabase } from "@eai/platform/testing";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface ProductOptions {
  /** Kept when the product stops, so that it can be started again on it. Default: a new temporary one. */
  dataDirectory?: string;
  environment?: Record<string, string>;
  /** Default: `api,worker`. */
  roles?: string;
}

/** The API and the worker as a process of their own, as `npm start` runs them. */
export interface Product extends AsyncDisposable {
  url: string;
  webOrigin: string;
  dataDirectory: string;
  process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  signUp(person: { name: string; email: string; invitation?: string }): Promise<Person>;
  signIn(email: string): Promise<Person>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and no mercy. */
  kill(): Promise<void>;
}

/** A signed-in person who speaks HTTP. */
export interface Person {
  cookie: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** JSON in, JSON out; throws on anything but 2xx. */
  call<Result>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Result>;
  createKnowledgeBase(input: Record<string, unknown>): Promise<KnowledgeBase>;
  upload(knowledgeBaseId: string, name: string, bytes: Uint8Array | string): Promise<Response>;
  /** Uploads and waits until the document is ready or failed. */
  ingest(knowledgeBaseId: string, name: string, bytes: Uint8Array | string): Promise<Document>;
  ask(message: string, more?: Record<string, unknown>): Promise<ChatAnswer>;
}

export const password = "correct horse battery staple";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/**
 * Starts API and worker on a free port and waits until they are ready.
 * @throws Error with what the process printed, when it ends first
 */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), "eai-product-")));
  const database = join(dataDirectory, "database");
  const isFirstStart = options.environment?.DATABASE_URL === undefined && !existsSync(database);
  if (isFirstStart) await copyPreparedDatabase(database);
  const port = await freePort();
  const webOrigin = `http://localhost:${port + 1}`;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["apps/main.ts", `--roles=${options.roles ?? "api,worker"}`], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      EAI_DATA_DIR: dataDirectory,
      API_PORT: String(port),
      WEB_ORIGIN: webOrigin,
      LOG_LEVEL: "warn",
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let printed = "";
  child.stdout?.on("data", (data) => (printed += data));
  child.stderr?.on("data", (data) => (printed += data));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    child.on("message", (message: { type?: string }) => message.type === "ready" && resolve());
    void exited.then((code) => reject(new Error(`The product ended with code ${code}:\n${printed}`)));
  });

  async function stop(): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    return exited;
  }

  return {
    url,
    webOrigin,
    dataDirectory,
    process: child,
    output: () => printed,
    signUp: (person) => enter("/api/auth/sign-up/email", { ...person, password }),
    signIn: (email) => enter("/api/auth/sign-in/email", { email, password }),
    stop,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async [Symbol.asyncDispose]() {
      await stop();
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    },
  };

  async function enter(path: string, body: unknown): Promise<Person> {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", origin: webOrigin },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    return personWith(url, webOrigin, cookie);
  }
}

/** A person by their cookie; also after the product was started again on another port. */
export function personWith(url: string, origin: string, cookie: string): Person {
  function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("cookie", cookie);
    headers.set("origin", origin);
    return fetch(url + path, { ...init, headers });
  }

  async function call<Result>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Result> {
    const init: RequestInit = {
      method,
      headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await send(path, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Result;
  }

  function upload(knowledgeBaseId: string, name: string, bytes: Uint8Array | string): Promise<Response> {
    const form = new FormData();
    form.set("file", new File([bytes as Uint8Array<ArrayBuffer> | string], name));
    return send(`/api/v1/knowledge-bases/${knowledgeBaseId}/documents`, { method: "POST", body: form });
  }

  async function ingest(knowledgeBaseId: string, name: string, bytes: Uint8Array | string): Promise<Document> {
    const response = await upload(knowledgeBaseId, name, bytes);
    if (response.status !== 202) throw new Error(`upload of ${name}: ${response.status} ${await response.text()}`);
    let document = (await response.json()) as Document;
    const deadline = Date.now() + 90_000;
    while (document.state !== "ready" && document.state !== "failed") {
      if (Date.now() > deadline) throw new Error(`${name} is still ${document.state} after 90 s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      document = await call("GET", `/api/v1/knowledge-bases/${knowledgeBaseId}/documents/${document.id}`);
    }
    return document;
  }

  return {
    cookie,
    fetch: send,
    call,
    createKnowledgeBase: (input) => call("POST", "/api/v1/knowledge-bases", input),
    upload,
    ingest,
    ask: (message, more = {}) => call("POST", "/api/v1/chat", { message, ...more }),
  };
}
