import { hash, randomBytes } from "node:crypto";

/** What keys begin with: `eai` acts as a person, `eaiscim` is a directory's. */
export type SecretKind = "eai" | "eaiscim";

const secretBytes = 32;
const checksumLength = 6;
const shownLength = 6;

export interface NewSecret {
  /** The whole key, to be shown once. */
  key: string;
  /** Its first characters, to tell keys apart. */
  prefix: string;
  hash: string;
}

/** A new key: its kind, 32 random bytes in base64url, and a checksum by which a typing mistake is seen. */
export function newSecret(kind: SecretKind): NewSecret {
  const body = `${kind}_${randomBytes(secretBytes).toString("base64url")}`;
  const key = body + checksumOf(body);
  return { key, prefix: key.slice(0, kind.length + 1 + shownLength), hash: hashOf(key) };
}

/** @returns the hash to look a key up by, or undefined for what cannot be a key of this kind */
export function hashOfSecret(kind: SecretKind, key: string): string | undefined {
  if (!new RegExp(`^${kind}_[\\w-]{43}[\\w-]{${checksumLength}}$`).test(key)) return undefined;
  const body = key.slice(0, -checksumLength);
  return checksumOf(body) === key.slice(-checksumLength) ? hashOf(key) : undefined;
}

function checksumOf(body: string): string {
  return hash("sha256", body, "base64url").slice(0, checksumLength);
}

/** Plain sha-256: of 256 random bits nobody can try them all. Looked up by hash, so no comparison tells of the key. */
function hashOf(key: string): string {
  return hash("sha256", key, "hex");
}
