import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startModelEmulator } from "../ops/dev/model-emulator/index.ts";
import { findChromium } from "../scripts/run/find-chromium.mjs";
import { startPlatform } from "../test/browser/platform.ts";
import { samplePdf } from "../test/sample-files.ts";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";

const lighthouseVersion = "13.5.0";
const rounds = 3;
const forms = ["mobile", "desktop"] as const;
const categories = ["performance", "accessibility", "best-practices"] as const;
const targets = { performance: "≥ 95", accessibility: "100", "best-practices": "100" };

type Form = (typeof forms)[number];

interface Report {
  categories: Record<(typeof categories)[number], { score: number | null }>;
  audits: Record<
    string,
    { score: number | null; title: string; numericValue?: number; details?: { items?: Record<string, unknown>[] } }
  >;
}

interface Lighthouse {
  run(address: string, form: Form, cookie: string): Promise<Report>;
  stop(): void;
}

/**
 * Lighthouse on the pages people open first, as a telephone with a slow line and as a desktop; and the script each
 * loads, compressed. The median of three rounds.
 * @param rest names of pages, to measure only these
 */
export async function measureWeb(rest: readonly string[]): Promise<Figure[]> {
  const emulator = await startModelEmulator();
  await using platform = await startPlatform(() => ({
    OPENAI_BASE_URL: `${emulator.url}/v1`,
    OPENAI_API_KEY: emulator.apiKey,
    OPENAI_MODEL: "gpt-4.1",
  }));
  const { origin } = platform;
  const anonymous = { "sign-in": "/sign-in" };
  const figures: Figure[] = [];
  const lighthouse = await openLighthouse();
  try {
    const world = await prepare(origin);
    const pages: [name: string, path: string, cookie: string][] = [
      ...Object.entries(anonymous).map(([name, path]): [string, string, string] => [name, path, ""]),
      ["new chat", "/chat", world.cookie],
      ["conversation", `/chat/${world.sessionId}`, world.cookie],
      ["knowledge bases", "/knowledge-bases", world.cookie],
      ["knowledge base", `/knowledge-bases/${world.knowledgeBaseId}`, world.cookie],
    ];
    for (const [name, path, cookie] of pages) {
      if (rest.length > 0 && !rest.includes(name)) continue;
      for (const form of forms) figures.push(...(await measurePage(lighthouse, name, origin + path, form, cookie)));
    }
  } finally {
    lighthouse.stop();
    await emulator.close();
  }
  return figures;
}

async function measurePage(
  lighthouse: Lighthouse,
  name: string,
  address: string,
  form: Form,
  cookie: string,
): Promise<Figure[]> {
  const reports: Report[] = [];
  for (let round = 0; round < rounds; round += 1) reports.push(await lighthouse.run(address, form, cookie));
  const middle = (figureOf: (report: Report) => number) => median(reports.map(figureOf));
  const label = `${name}, ${form}`;
  const last = reports.at(-1);
  for (const [id, audit] of Object.entries(last?.audits ?? {})) {
    if (audit.score !== null && audit.score < 0.9) console.error(`  ${label}: ${id} ${audit.score} ${audit.title}`);
  }
  const figures = categories.map((category) => ({
    name: `${label}: ${category}`,
    value: middle((report) => (report.categories[category].score ?? 0) * 100),
    unit: "of 100",
    target: targets[category],
  }));
  const timing = (id: string) => middle((report) => report.audits[id]?.numericValue ?? 0);
  return [
    ...figures,
    { name: `${label}: largest paint`, value: timing("largest-contentful-paint"), unit: "ms" },
    { name: `${label}: blocked`, value: timing("total-blocking-time"), unit: "ms" },
    { name: `${label}: layout shift`, value: timing("cumulative-layout-shift"), unit: "" },
    ...(form === "mobile" && last ? [await scriptOf(name, last)] : []),
  ];
}

/** All script that the page asked for until it was quiet, each file compressed by itself. */
async function scriptOf(name: string, report: Report): Promise<Figure> {
  const scripts = (report.audits["network-requests"]?.details?.items ?? [])
    .filter(({ resourceType }) => resourceType === "Script")
    .map(({ url }) => String(url));
  let bytes = 0;
  for (const url of new Set(scripts)) {
    bytes += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), { level: 9 }).length;
  }
  const target = name === "sign-in" ? { target: "≤ 200" } : {};
  return { name: `${name}: script on first load`, value: bytes / 1024, unit: "KB gzip", ...target };
}

interface World {
  cookie: string;
  knowledgeBaseId: string;
  sessionId: string;
}

/** An account, a knowledge base with a document, and a conversation about it. */
async function prepare(origin: string): Promise<World> {
  const account = { name: "Bench", email: "bench@example.com", password: "correct horse battery staple" };
  const signUp = await fetch(`${origin}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify(account),
  });
  const cookie = signUp.headers
    .getSetCookie()
    .map((entry) => entry.split(";")[0])
    .join("; ");
  async function call<Result>(path: string, body?: unknown): Promise<Result> {
    const isForm = body instanceof FormData;
    const answer = await fetch(origin + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { origin, cookie, ...(body !== undefined && !isForm && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Result;
  }
  const { id } = await call<{ id: string }>("/api/v1/knowledge-bases", { name: "Handbook" });
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(await samplePdf())], { type: "application/pdf" }), "handbook.pdf");
  await call(`/api/v1/knowledge-bases/${id}/documents`, form);
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { data } = await call<{ data: { status: string }[] }>(`/api/v1/knowledge-bases/${id}/documents`);
    if (data.every(({ status }) => status === "ready")) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const question = { message: "How many days of paid holiday are there?", knowledge_base_ids: [id] };
  const { session } = await call<{ session: { id: string } }>("/api/v1/chat", question);
  return { cookie, knowledgeBaseId: id, sessionId: session.id };
}

/** Lighthouse, installed beside and not into the project, with a browser of its own for all its runs. */
async function openLighthouse(): Promise<Lighthouse> {
  const folder = join(tmpdir(), `eai-bench-lighthouse-${lighthouseVersion}`);
  const modules = join(folder, "node_modules");
  if (!existsSync(join(modules, "lighthouse", "package.json"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const packages = [`lighthouse@${lighthouseVersion}`, "chrome-launcher"];
    const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", ["install", ...options, ...packages], { cwd: folder, stdio: "inherit" });
  }
  const { default: lighthouse, desktopConfig } = await import(join(modules, "lighthouse", "core", "index.js"));
  const launcher = await import(join(modules, "chrome-launcher", "dist", "index.js"));
  const chromePath = await findChromium();
  const browser = await launcher.launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox"] });
  return {
    async run(address, form, cookie) {
      const flags = {
        port: browser.port,
        onlyCategories: [...categories],
        output: "json",
        logLevel: "error",
        ...(cookie && { extraHeaders: { Cookie: cookie } }),
      };
      const result = await lighthouse(address, flags, form === "desktop" ? desktopConfig : undefined);
      return result.lhr as Report;
    },
    stop: () => browser.kill(),
  };
}
