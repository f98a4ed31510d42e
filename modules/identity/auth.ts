import { type Database, type Log, newId } from "@eai/modules/kernel";
import { hashPassword } from "better-auth/crypto";
import { betterAuth } from "better-auth/minimal";
import { jwt } from "better-auth/plugins/jwt";
import { v7 } from "uuid";
import { authAdapter, authRequestScope } from "./auth-adapter.ts";
import type { SignUpPolicy } from "./enrolment.ts";
import { type Directories, directoryProviders } from "./providers/auth-providers.ts";
import { type DirectorySettings, noDirectory } from "./providers/settings.ts";
import { signingAlgorithm, signingKeyDays, signingKeyGraceDays, signingKeyStore } from "./signing-keys.ts";

export const authPath = "/api/auth";
export const cookiePrefix = "eai";
/** The address of the client, decided by the API and by nothing that a client can write. */
export const clientAddressHeader = "x-eai-client-address";

/** The page of the web app that a failed sign-in ends on. */
export const signInPath = "/sign-in";

export const signInDays = 7;
export const passwordLength = { minimum: 8, maximum: 128 } as const;

export interface AuthSettings {
  database: Database;
  secret: string;
  /** What people type to reach the web app; issuer and audience of tokens. */
  webOrigin: string;
  trustedOrigins: readonly string[];
  signUp: SignUpPolicy;
  secureCookies: boolean;
  /** Microsoft Entra ID and other providers. Default: none. */
  directory?: DirectorySettings;
  /** Whether people may sign in with a password. Default: true. */
  localSignIn?: boolean;
  log: Log;
}

/** better-auth, with the parts of it that the platform uses and no other. */
export function createAuth(settings: AuthSettings, directories: Directories) {
  return betterAuth({
    appName: "Enterprise AI Platform",
    baseURL: settings.webOrigin,
    basePath: authPath,
    secret: settings.secret,
    trustedOrigins: [settings.webOrigin, ...settings.trustedOrigins],
    database: authAdapter(settings.database, settings.signUp, settings.directory ?? noDirectory),
    emailAndPassword: {
      enabled: settings.localSignIn ?? true,
      minPasswordLength: passwordLength.minimum,
      maxPasswordLength: passwordLength.maximum,
      password: { hash: preparedHash },
    },
    // No way to sign in is ever joined to an account of another way: a provider's claims of an address prove nothing.
    account: { accountLinking: { enabled: false, disableImplicitLinking: true }, updateAccountOnSignIn: false },
    session: { expiresIn: signInDays * 86_400, updateAge: 86_400, cookieCache: { enabled: false } },
    plugins: [
      directoryProviders(directories, settings.log),
      jwt({
        disableSettingJwtHeader: true,
        jwks: {
          keyPairConfig: { alg: signingAlgorithm },
          rotationInterval: signingKeyDays * 86_400,
          gracePeriod: signingKeyGraceDays * 86_400,
        },
        jwt: {
          issuer: settings.webOrigin,
          audience: settings.webOrigin,
          expirationTime: "5m",
          // Nothing of role or tenant: these are read at each request. `sid` ends the token with its sign-in.
          definePayload: ({ session }) => ({ sid: session.id }),
        },
        adapter: signingKeyStore(settings.database),
      }),
    ],
    rateLimit: {
      enabled: true,
      storage: "memory",
      window: 60,
      max: 300,
      customRules: {
        "/sign-in/*": { window: 60, max: 30 },
        "/sign-up/*": { window: 60, max: 30 },
        "/change-password": { window: 60, max: 10 },
      },
    },
    advanced: {
      cookiePrefix,
      // On, also where better-auth would leave them out: in tests.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: settings.secureCookies,
      ipAddress: { ipAddressHeaders: [clientAddressHeader], ipv6Subnet: 64 },
      database: { generateId: ({ model }) => newAuthId(model), validateSchema: false },
    },
    telemetry: { enabled: false },
    // Its own way with errors is to print them, with the values of the query that failed.
    onAPIError: { throw: true, errorURL: settings.webOrigin + signInPath },
    logger: {
      level: "error",
      // Only the fixed first words: better-auth puts addresses and origins behind them.
      log: (_level, message) => settings.log.warn({ part: "better-auth", about: message.split(":")[0] }, "sign-in"),
    },
  });
}

/** A sign-up hashes in the middle of its transaction, which would hold the embedded database for a tenth of a second. */
async function preparedHash(password: string): Promise<string> {
  return authRequestScope.getStore()?.passwordHash ?? hashPassword(password);
}

function newAuthId(model: string): string {
  switch (model) {
    case "user":
      return newId("usr");
    case "session":
      return newId("sgn");
    case "account":
      return newId("acc");
    default:
      return v7();
  }
}
