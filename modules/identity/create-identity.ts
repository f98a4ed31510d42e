import type { Me } from "@eai/contract";
import { type Changes, type Context, noChanges } from "@eai/modules/kernel";
import { type AnswerAuth, createAnswerAuth } from "./answer-auth.ts";
import { type ApiKeyVerbs, apiKeyVerbs } from "./api-keys.ts";
import { type AuthSettings, createAuth } from "./auth.ts";
import type { SignInMethod } from "./auth-routes.ts";
import { createAuthenticate, type IncomingRequest } from "./authenticate.ts";
import type { Authenticated } from "./authenticated-person.ts";
import { type DirectoryConnectionVerbs, directoryConnectionVerbs } from "./directory-connections.ts";
import { isFirstRun, readMe } from "./people.ts";
import { type PersonView, viewPerson } from "./person-view.ts";
import { type Directories, openDirectories } from "./providers/auth-providers.ts";
import { createEntraTokens, type EntraTokens } from "./providers/entra-access-token.ts";
import { createRefreshGroups } from "./providers/refresh-groups.ts";
import { noDirectory } from "./providers/settings.ts";
import { createScim, type Scim } from "./scim/create-scim.ts";
import { type SignInVerbs, signInVerbs } from "./sign-ins.ts";
import { publicKeys } from "./signing-keys.ts";

export interface IdentityDependencies extends AuthSettings {
  /** Left out: nothing is kept in memory. */
  changes?: Changes;
  /** Whether `X-Dev-Bypass: true` from this very machine acts as the fixed developer. */
  devBypass: boolean;
}

export interface Identity extends ApiKeyVerbs, SignInVerbs, DirectoryConnectionVerbs {
  authenticate(request: IncomingRequest): Promise<Authenticated | null>;
  /** Has better-auth answer one of `authRoutes`; body and query must be validated before. */
  answerAuth: AnswerAuth;
  /** The ways to sign in that are configured, as the sign-in page offers them. */
  signInMethods: readonly SignInMethod[];
  /** What people call the provider `oidc`; null without one. */
  oidcName: string | null;
  /** Origins whose sign-out page may show ours in a frame. */
  frontChannelOrigins: readonly string[];
  /** New cookies for a sign-in that is more than a day old. */
  renewSignIn(request: IncomingRequest): Promise<string[]>;
  me(context: Context): Promise<Me>;
  /** Another person's context, for explaining; see `viewPerson`. @throws ProblemError `not_found` */
  viewPerson(context: Context, personId: string): Promise<PersonView>;
  scim: Scim;
  isFirstRun(): Promise<boolean>;
  /** Whether the next person who asks may make an account with a password. */
  isSignUpOpen(): Promise<boolean>;
}

/** Sign-in, people and tenants, over one database. */
export async function createIdentity(dependencies: IdentityDependencies): Promise<Identity> {
  const { database, secret, webOrigin, signUp, log } = dependencies;
  const { directory = noDirectory, localSignIn = true } = dependencies;
  const directories = openDirectories(directory, log);
  const auth = createAuth(dependencies, directories);
  const { authCookies } = await auth.$context;
  const cookieName = authCookies.sessionToken.name;
  const allowedOrigins = new Set([webOrigin, ...dependencies.trustedOrigins]);
  const signInMethods = methodsOf(directories, localSignIn);
  const authenticate = createAuthenticate({
    database,
    changes: dependencies.changes ?? noChanges,
    keys: publicKeys(database),
    secret,
    cookieName,
    webOrigin,
    allowedOrigins,
    signUp,
    devBypass: dependencies.devBypass,
    entra: openEntraTokens(directories),
    refreshGroups: createRefreshGroups({ database, graph: directories.entra?.graph, settings: directory }),
    log,
  });
  const answerAuth = createAnswerAuth({
    database,
    log,
    auth,
    directories,
    methods: signInMethods,
    secret,
    cookieName,
    webOrigin,
    allowedOrigins,
    signUp,
  });

  return {
    ...apiKeyVerbs(database),
    ...signInVerbs(database),
    ...directoryConnectionVerbs(database, webOrigin, directory.tenantMap),
    scim: createScim(database, webOrigin, log, directory.oidc?.issuer),
    authenticate,
    answerAuth,
    signInMethods,
    oidcName: directory.oidc?.name ?? null,
    frontChannelOrigins: [directory.entra?.authority, directory.oidc?.issuer].flatMap((address) =>
      address === undefined ? [] : [new URL(address).origin],
    ),
    async renewSignIn(request) {
      const answer = await answerAuth(
        { method: "GET", path: "/get-session" },
        { ...request, method: "GET" },
        undefined,
      );
      return answer.status === 200 ? answer.setCookies : [];
    },
    me: (context) => readMe(database, context),
    viewPerson: (context, personId) => viewPerson(database, context, personId),
    isFirstRun: () => isFirstRun(database),
    isSignUpOpen: async () => localSignIn && (signUp === "open" || isFirstRun(database)),
  };
}

function methodsOf({ entra, oidc }: Directories, localSignIn: boolean): SignInMethod[] {
  return [
    ...(entra ? (["microsoft"] as const) : []),
    ...(oidc ? (["oidc"] as const) : []),
    ...(localSignIn ? (["password"] as const) : []),
  ];
}

function openEntraTokens({ entra }: Directories): EntraTokens | undefined {
  const api = entra?.settings.api;
  return entra && api ? createEntraTokens(entra.settings, entra.keys, api) : undefined;
}
