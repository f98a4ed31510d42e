import type { AuditEvent, ChatAnswer, DeploymentState } from "@eai/contract";
import { deploymentDrains } from "@eai/modules/models";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

// A name with a path in it, as models of one's own have.
const local = "meta-llama/Llama-3.3-70B";

let emulator: ModelEmulator;
let api: TestApi;
let admin: TestPerson;
let member: TestPerson;
beforeAll(async () => {
  emulator = await startModelEmulator({ deployments: ["gpt-4.1", "text-embedding-3-small", local] });
  api = await createTestApi({
    environment: {
      EAI_LOCAL_SIGN_UP: "open",
      AZURE_OPENAI_EASTUS_ENDPOINT: `${emulator.url}/eastus/openai/v1`,
      AZURE_OPENAI_EASTUS_API_KEY: emulator.apiKey,
      AZURE_OPENAI_EASTUS_DEPLOYMENT: "gpt-4.1",
      AZURE_OPENAI_EASTUS2_ENDPOINT: `${emulator.url}/eastus2/openai/v1`,
      AZURE_OPENAI_EASTUS2_API_KEY: emulator.apiKey,
      AZURE_OPENAI_EASTUS2_DEPLOYMENT: "gpt-4.1",
      AZURE_OPENAI_EMBEDDING_DEPLOYMENT: "text-embedding-3-small",
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: local,
    },
  });
  admin = await api.signUp("admin@example.com");
  member = await api.signUp("member@example.com");
});
beforeEach(async () => {
  emulator.reset();
  await api.platform.database.delete(deploymentDrains);
  api.platform.changes.announce();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
});

const drainUrl = (id: string) => `/api/v1/deployments/${encodeURIComponent(id)}/drain`;
const drain = (id: string) => admin.request({ method: "POST", url: drainUrl(id), payload: { reason: "New quota" } });
const resume = (id: string) => admin.request({ method: "DELETE", url: drainUrl(id) });
const ask = (model = "gpt-4.1") =>
  member.request({ method: "POST", url: "/api/v1/chat", payload: { message: "Hello", model } });

async function deployments(): Promise<DeploymentState[]> {
  const answer = await admin.request({ method: "GET", url: "/api/v1/deployments" });
  return answer.json<{ data: DeploymentState[] }>().data;
}

async function deployment(id: string): Promise<DeploymentState> {
  const found = (await deployments()).find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no deployment ${id}`);
  return found;
}

const chatRegions = () =>
  emulator.requests.filter(({ path }) => path.endsWith("/chat/completions")).map(({ region }) => region);

describe("the list of deployments", () => {
  test("has each with its price, its breaker and who drained it, and nothing secret", async () => {
    const answer = await admin.request({ method: "GET", url: "/api/v1/deployments" });
    expect(answer.body).not.toContain(emulator.apiKey);
    expect(answer.body).not.toContain("http");
    const { data } = answer.json<{ data: DeploymentState[] }>();
    expect(data.map(({ id }) => id)).toEqual([
      "azure:eastus:gpt-4.1",
      "azure:eastus2:gpt-4.1",
      expect.stringMatching(/^openai:127\.0\.0\.1:\d+:meta-llama\/Llama-3\.3-70B$/),
      "azure:eastus:text-embedding-3-small",
      "azure:eastus2:text-embedding-3-small",
    ]);
    expect(data[0]).toMatchObject({
      kind: "language",
      model: "gpt-4.1",
      region: "eastus",
      api: "chat_completions",
      price: { output_micro_usd_per_million_tokens: 8_000_000 },
      breaker: { state: "closed", failures: 0, open_until: null, last_failure: null, in_flight: 0 },
      drained: null,
    });
    expect(data[3]).toMatchObject({ kind: "embedding", dimensions: 1536, api: "embeddings" });
  });

  test("shows what a region did, and so do the metrics", async () => {
    emulator.use({ match: { region: "eastus" }, fail: { status: 429, retryAfterSeconds: 30 } });
    // Which region a new conversation goes to is a matter of its id.
    while (!chatRegions().includes("eastus")) await ask();
    await ask();
    const { breaker } = await deployment("azure:eastus:gpt-4.1");
    expect(breaker).toMatchObject({ state: "open", failures: 1, last_failure: "rate_limited", in_flight: 0 });
    const openFor = Date.parse(breaker.open_until ?? "") - Date.now();
    expect(openFor).toBeLessThanOrEqual(30_000);
    expect(chatRegions().filter((region) => region === "eastus")).toHaveLength(1);
    const metrics = (await api.request({ method: "GET", url: "/metrics" })).body;
    expect(metrics).toContain('eai_deployment_breaker_state{deployment="azure:eastus:gpt-4.1"} 2');
    expect(metrics).toContain('eai_deployment_breaker_state{deployment="azure:eastus2:gpt-4.1"} 0');
    expect(metrics).toContain('eai_model_failovers_total{from="rate_limited"} 1');
    expect(metrics).toMatch(
      /eai_model_attempts_total\{deployment="azure:eastus:gpt-4\.1",outcome="rate_limited"\} 1\n/,
    );
  });
});

describe("a drained deployment", () => {
  test("gets no new calls until it is put back, and both are on the audit log", async () => {
    await drain("azure:eastus:gpt-4.1");
    const drained = await drain("azure:eastus2:gpt-4.1");
    expect(drained.json()).toMatchObject({ drained: { by: admin.id, reason: "New quota" } });
    expect((await ask()).statusCode).toBe(503);
    expect(chatRegions()).toEqual([]);
    expect((await resume("azure:eastus2:gpt-4.1")).statusCode).toBe(204);
    expect((await ask()).statusCode).toBe(200);
    expect(new Set(chatRegions())).toEqual(new Set(["eastus2"]));
    expect((await deployment("azure:eastus2:gpt-4.1")).drained).toBeNull();
    const audit = await admin.request({ method: "GET", url: "/api/v1/audit?resource_id=azure:eastus2:gpt-4.1" });
    const events = audit.json<{ data: AuditEvent[] }>().data;
    expect(events).toMatchObject([
      { action: "deployment.resume", resource: { kind: "deployment" } },
      { action: "deployment.drain", actor: { id: admin.id }, reason: "New quota" },
    ]);
  });

  test("lets the call that runs go on to its end", async () => {
    const barrier = emulator.hold("mid_stream");
    const asking = ask(local);
    await barrier.reached();
    const id = (await deployments()).find(({ model }) => model === local)?.id ?? "";
    expect((await deployment(id)).breaker.in_flight).toBe(1);
    expect((await drain(id)).statusCode).toBe(200);
    barrier.release();
    expect((await asking).json<ChatAnswer>().message).toMatchObject({ state: "complete" });
    const refused = await ask(local);
    expect(refused.statusCode).toBe(503);
    expect(refused.json()).toMatchObject({
      code: "model_unavailable",
      detail: expect.stringContaining("out of service"),
    });
    expect(refused.headers["retry-after"]).toBeUndefined();
    await expect.poll(async () => (await deployment(id)).breaker.in_flight).toBe(0);
  });

  test("does not exist under a name that was never configured", async () => {
    for (const id of ["azure:westus:gpt-4.1", "../../etc", "a/b"]) {
      expect((await drain(id)).statusCode).toBe(404);
      expect((await resume(id)).statusCode).toBe(404);
    }
    expect((await admin.request({ method: "POST", url: drainUrl("a"), payload: {} })).statusCode).toBe(400);
    expect((await resume("azure:eastus:gpt-4.1")).statusCode).toBe(204);
  });
});
