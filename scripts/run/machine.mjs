import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { Refusal } from "./say.mjs";

/**
 * @param {string} directory
 * @param {number} megabytes
 * @param {string} purpose
 */
export function requireFreeSpace(directory, megabytes, purpose) {
  let existing = directory;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const free = Math.floor((bavail * bsize) / 1024 / 1024);
  if (free >= megabytes) return;
  throw new Refusal(
    `The disk of ${existing} is almost full: ${free} MB are free, and ${purpose} needs ${megabytes} MB. Make room and start again.`,
  );
}

/**
 * Makes the directory, readable by its owner alone.
 * @param {string} directory
 */
export function requireWritable(directory) {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`The data directory ${directory} cannot be made (${reason}). Choose another with EAI_DATA_DIR.`);
  }
}

/**
 * Refuses ports that are no numbers, the same twice, or taken.
 * @param {{ API_PORT: string, WEB_PORT: string }} ports
 */
export async function requireFreePorts(ports) {
  const entries = Object.entries(ports);
  for (const [variable, value] of entries) {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > 65_535) {
      throw new Refusal(`${variable} is "${value}", which is not a port. Give a number from 1 to 65535.`);
    }
  }
  if (ports.API_PORT === ports.WEB_PORT) {
    throw new Refusal(`API_PORT and WEB_PORT are both ${ports.API_PORT}. Give them different ports.`);
  }
  for (const [variable, value] of entries) {
    const port = Number(value);
    // A browser may turn "localhost" into either address.
    const problems = [await listenProblem(port, "127.0.0.1"), await listenProblem(port, "::1")];
    if (problems.includes("EACCES")) {
      throw new Refusal(
        `Port ${port} may only be opened by the administrator. Choose one above 1023 with ${variable}.`,
      );
    }
    if (!problems.includes("EADDRINUSE")) continue;
    throw new Refusal(
      `Port ${port} is already in use by ${await holder(port)}. Stop it, or choose another port: ${variable}=${port + 100} npm start`,
    );
  }
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>} the code of the error
 */
function listenProblem(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** @param {number} port */
async function holder(port) {
  for (const path of ["/health/live", "/api/v1/system"]) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(1500) });
      const body = await response.json();
      if (typeof body === "object" && body !== null && "version" in body) {
        return "the platform itself, which seems to be running already";
      }
    } catch {
      // Not ours.
    }
  }
  return "another program";
}
