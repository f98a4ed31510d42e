import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "@eai/modules/kernel";
import { createPlatform, loadConfig, type Platform, type PlatformOptions } from "@eai/platform";
import { createTestDatabase } from "@eai/platform/testing";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { type Api, createApi } from "./create-api.ts";

export const password = "correct horse battery staple";

/** The API over a real database, without a port. */
export interface TestApi extends AsyncDisposable {
  api: Api;
  app: FastifyInstance;
  platform: Platform;
  webOrigin: string;
  /** Takes the database away, as a crash of its server would. */
  loseDatabase(): Promise<void>;
  request(options: InjectOptions): Promise<LightMyRequestResponse>;
  signUp(email: string): Promise<TestPerson>;
}

/** A signed-in person; their requests come from the web app's own page. */
export interface TestPerson {
  id: string;
  cookie: string;
  request(options: InjectOptions): Promise<LightMyRequestResponse>;
}

export interface TestApiOptions {
  environment?: Record<string, string>;
  log?: Log;
  modelTimeouts?: PlatformOptions["modelTimeouts"];
}

export async function createTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const directory = await mkdtemp(join(tmpdir(), "eai-api-"));
  const { config, secrets } = loadConfig({ EAI_DATA_DIR: directory, ...options.environment });
  const opened = await createTestDatabase();
  const log = options.log ?? pino({ level: "silent" });
  const { modelTimeouts } = options;
  const platform = await createPlatform(config, secrets, { log, opened, ...(modelTimeouts && { modelTimeouts }) });
  const api = await createApi(platform);
  const { app } = api;
  let address = 0;

  function request(wanted: InjectOptions): Promise<LightMyRequestResponse> {
    // A new address each time keeps the limit for one address out of the way.
    const forwarded = `10.1.${Math.floor(++address / 250)}.${address % 250}`;
    return app.inject({ ...wanted, headers: { "x-forwarded-for": forwarded, ...wanted.headers } });
  }

  return {
    api,
    app,
    platform,
    webOrigin: config.web.origin,
    loseDatabase: () => opened.close(),
    request,
    async signUp(email) {
      const answer = await request({
        method: "POST",
        url: "/api/auth/sign-up/email",
        headers: { origin: config.web.origin },
        payload: { name: email.split("@")[0], email, password },
      });
      if (answer.statusCode !== 200) throw new Error(`sign-up: ${answer.statusCode} ${answer.body}`);
      const cookie = answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
      return {
        id: answer.json<{ user: { id: string } }>().user.id,
        cookie,
        request: (wanted) => request({ ...wanted, headers: { cookie, origin: config.web.origin, ...wanted.headers } }),
      };
    },
    async [Symbol.asyncDispose]() {
      await api.finishStop(0);
      await platform[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
