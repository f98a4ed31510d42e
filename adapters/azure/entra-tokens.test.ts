import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { silentLog } from "@eai/modules/kernel";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { context, emulatedModels, readCall, reservation } from "../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { azureDeployment, azureEmbeddingDeployment } from "./azure-deployment.ts";
import { createEntraTokens } from "./entra-tokens.ts";

const scope = "https://cognitiveservices.azure.com/.default";

/** The identity service of an app of Azure App Service or Container Apps, which the library is pointed at by variables. */
const identityService = {
  asked: [] as URL[],
  headers: [] as unknown[],
  lifetimeSeconds: 3600,
  refuses: false,
  held: undefined as Promise<void> | undefined,
};
const tokens = new Set<string>();
let server: Server;
let emulator: ModelEmulator;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    identityService.asked.push(new URL(request.url ?? "/", "http://identity"));
    identityService.headers.push(request.headers["x-identity-header"]);
    await identityService.held;
    if (identityService.refuses) {
      response.writeHead(400, { "content-type": "application/json" });
      return response.end(JSON.stringify({ statusCode: 400, message: "No identity is assigned" }));
    }
    const token = `token-${identityService.asked.length}`;
    tokens.add(token);
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(
      JSON.stringify({
        access_token: token,
        expires_on: Math.floor(Date.now() / 1000) + identityService.lifetimeSeconds,
        resource: "https://cognitiveservices.azure.com",
        token_type: "Bearer",
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("IDENTITY_ENDPOINT", `http://127.0.0.1:${port}/msi/token`);
  vi.stubEnv("IDENTITY_HEADER", "proof");
  emulator = await startModelEmulator({ tokens });
});
beforeEach(() => {
  Object.assign(identityService, { lifetimeSeconds: 3600, refuses: false, held: undefined });
  identityService.asked.length = 0;
  tokens.clear();
  emulator.reset();
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
  await new Promise((resolve) => server.close(resolve));
});

/** A credential of its own each time: the library shares what it keeps between those of one client. */
let identities = 0;
const managed = () => createEntraTokens({ kind: "managed", clientId: `client-${++identities}` }, silentLog);

describe("a managed identity", () => {
  test("is asked for the scope of the endpoint, once for all who wait and for all calls after it", async () => {
    const tokenFor = managed().forScope(scope);
    const first = await Promise.all([tokenFor(), tokenFor(), tokenFor()]);
    expect(new Set([...first, await tokenFor()]).size).toBe(1);
    expect(identityService.asked).toHaveLength(1);
    expect(identityService.asked[0]?.searchParams.get("resource")).toBe("https://cognitiveservices.azure.com");
    expect(identityService.asked[0]?.searchParams.get("client_id")).toMatch(/^client-/);
    expect(identityService.headers[0]).toBe("proof");
  });

  test("gives another token for another scope", async () => {
    const source = managed();
    await source.forScope(scope)();
    await source.forScope("https://ai.azure.com/.default")();
    expect(identityService.asked.map((url) => url.searchParams.get("resource"))).toEqual([
      "https://cognitiveservices.azure.com",
      "https://ai.azure.com",
    ]);
  });

  test("that gives none is a 401 with a sentence, and is left alone for a moment", async () => {
    identityService.refuses = true;
    const said: unknown[] = [];
    const log = { ...silentLog, error: (...entry: unknown[]) => void said.push(entry) };
    const source = createEntraTokens({ kind: "managed", clientId: `client-${++identities}` }, log);
    const refusal = { statusCode: 401, message: expect.stringContaining("Entra ID gave no token for") };
    await expect(source.forScope(scope)()).rejects.toMatchObject(refusal);
    const asked = identityService.asked.length;
    await expect(source.forScope(scope)()).rejects.toMatchObject(refusal);
    expect([identityService.asked.length, said.length]).toEqual([asked, 1]);
  });
});

describe("a token", () => {
  const minutes = 60_000;
  /** Tokens that live for so long from now, one after the other. */
  function source(lifetimeMs: number, fail: () => boolean = () => false) {
    let count = 0;
    const getToken = async () => {
      if (fail()) throw new Error("Entra is down\nwith a long response below");
      count += 1;
      return { token: `token-${count}`, expiresOnTimestamp: Date.now() + lifetimeMs };
    };
    const client = { kind: "managed" } as const;
    const tokenFor = createEntraTokens(client, silentLog, async () => ({ getToken })).forScope(scope);
    return { tokenFor, count: () => count };
  }

  test("is replaced before it expires, without anyone waiting for that", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { tokenFor, count } = source(60 * minutes);
    expect(await tokenFor()).toBe("token-1");
    vi.setSystemTime(Date.now() + 56 * minutes);
    expect(await tokenFor()).toBe("token-1");
    await expect.poll(() => count()).toBe(2);
    await expect.poll(() => tokenFor()).toBe("token-2");
  });

  test("stays in use while Entra is down and it is good, and no longer", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    let down = false;
    const { tokenFor } = source(60 * minutes, () => down);
    await tokenFor();
    down = true;
    vi.setSystemTime(Date.now() + 58 * minutes);
    expect(await tokenFor()).toBe("token-1");
    vi.setSystemTime(Date.now() + 5 * minutes);
    await expect(tokenFor()).rejects.toMatchObject({ statusCode: 401, message: expect.not.stringContaining("below") });
  });
});

describe("deployments with tokens", () => {
  const resource = (region: string, tokenProvider: () => Promise<string>) => ({
    region,
    baseUrl: `${emulator.url}/${region}/openai/v1`,
    credential: { tokenProvider },
  });
  const model = { deployment: "gpt-4.1", model: "gpt-4.1" };
  const messages = [{ role: "user" as const, content: "Hello there" }];

  async function ask(first: () => Promise<string>) {
    const deployments = [
      azureDeployment({ ...resource("eastus", first), ...model }),
      azureDeployment({ ...resource("eastus2", managed().forScope(scope)), ...model, priority: 1 }),
    ];
    const { models, recorded } = emulatedModels(emulator, { deployments });
    const call = models.stream(context, reservation, { messages, signal: context.signal });
    const { parts, error } = await readCall(call);
    return { served: parts.find((part) => part.type === "served"), error, recorded };
  }

  test("are called with the token alone, never with a key beside it", async () => {
    const { served, error } = await ask(managed().forScope(scope));
    expect([error, served]).toEqual([undefined, expect.objectContaining({ region: "eastus" })]);
    expect(emulator.requests[0]?.headers.authorization).toBe("Bearer token-1");
    expect(emulator.requests[0]?.headers).not.toHaveProperty("api-key");
  });

  test("whose token the resource refuses are passed over: another region answers", async () => {
    const { served } = await ask(async () => "token for another audience");
    expect(served).toMatchObject({ region: "eastus2" });
    expect(emulator.requests.map(({ region, status }) => [region, status])).toEqual([
      ["eastus", 401],
      ["eastus2", 200],
    ]);
  });

  test("whose token Entra does not give out are passed over without a call", async () => {
    const broken = createEntraTokens({ kind: "managed" }, silentLog, async () => {
      throw new Error("The secret has expired");
    });
    const { served } = await ask(broken.forScope(scope));
    expect(served).toMatchObject({ region: "eastus2" });
    expect(emulator.requests.map(({ region }) => region)).toEqual(["eastus2"]);
  });

  test("have a raw door with the same token", async () => {
    const deployment = azureDeployment({ ...resource("eastus", managed().forScope(scope)), ...model });
    expect(await deployment.endpoint?.headers()).toEqual({ authorization: "Bearer token-1" });
    expect(deployment.endpoint).toMatchObject({ url: `${emulator.url}/eastus/openai/v1`, deployment: "gpt-4.1" });
  });

  test("embed through the classic address, where v1 takes no token", async () => {
    const embedding = {
      deployment: "text-embedding-3-small",
      model: "text-embedding-3-small",
      dimensions: 64,
      sendDimensions: true,
    };
    const tokenProvider = managed().forScope(scope);
    const classic = {
      ...resource("eastus", tokenProvider),
      baseUrl: `${emulator.url}/openai`,
      apiVersion: "2024-10-21",
    };
    const { embeddingModel } = azureEmbeddingDeployment({ ...classic, ...embedding });
    expect((await embeddingModel.doEmbed({ values: ["Hello"], dimensions: 64 })).embeddings[0]).toHaveLength(64);
    expect(emulator.requests[0]).toMatchObject({
      path: "/openai/deployments/text-embedding-3-small/embeddings",
      query: "?api-version=2024-10-21",
    });
    const v1 = azureEmbeddingDeployment({ ...resource("eastus", tokenProvider), ...embedding });
    await expect(v1.embeddingModel.doEmbed({ values: ["Hello"] })).rejects.toMatchObject({ statusCode: 401 });
  });
});
