export type { Directory, EmulatedPerson, PersonInput } from "./directory.ts";
export type { TokenDraft } from "./entra-tokens.ts";
export type { GraphMode } from "./graph.ts";
export { type IdentityEmulator, type IdentityEmulatorOptions, startIdentityEmulator } from "./server.ts";
export { consumerTenantId } from "./signing-keys.ts";
export { createBrowser, pickAccount, type UnattendedBrowser } from "./unattended-browser.ts";
