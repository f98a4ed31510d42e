import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { migrateDatabase } from "@eai/adapters/postgres";
import { signingKeys } from "@eai/modules/identity";
import { symmetricEncrypt } from "better-auth/crypto";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** What a header may list as `crit`, and nobody understands. */
export const unknownExtension = "urn:example:unknown";

export interface SigningKey {
  id: string;
  /** As it is published. */
  publicKey: string;
  sign(claims: JWTPayload, header?: object): Promise<string>;
}

/**
 * Makes a data directory whose product signs its tokens with a key that the test has too: what a token of another
 * purpose by the same signer would be.
 * @param secret the product's `EAI_SECRET`
 */
export async function prepareSigningKey(dataDirectory: string, secret: string): Promise<SigningKey> {
  const id = "key-that-the-test-has-too";
  const pair = await generateKeyPair("ES256", { extractable: true });
  const publicKey = JSON.stringify(await exportJWK(pair.publicKey));
  const data = JSON.stringify(await exportJWK(pair.privateKey));
  const privateKey = JSON.stringify(await symmetricEncrypt({ key: secret, data }));
  await mkdir(dataDirectory, { recursive: true });
  const { database, close } = await openEmbeddedDatabase(join(dataDirectory, "database"));
  await migrateDatabase(database);
  await database.insert(signingKeys).values({ id, publicKey, privateKey, createdAt: new Date() });
  await close();
  return {
    id,
    publicKey,
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "ES256", kid: id, ...header })
        .sign(pair.privateKey, { crit: { [unknownExtension]: true } }),
  };
}
