import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readJson } from "./exchange.ts";
import { scenarioSchema } from "./scenarios.ts";
import type { EmulatorState } from "./server.ts";

const bodySchema = z.union([scenarioSchema, z.array(scenarioSchema)]);

export function isControlPath(path: string): boolean {
  return path.startsWith("/__emulator/");
}

/**
 * The remote control, for tests in other processes: `POST|DELETE /__emulator/scenarios`, `GET|DELETE /__emulator/journal`,
 * `POST /__emulator/release`. Takes no key: the server listens on loopback only.
 */
export async function answerControl(
  state: EmulatorState,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  switch (`${request.method} ${path.slice("/__emulator/".length)}`) {
    case "POST scenarios": {
      const parsed = bodySchema.safeParse(await readJson(request).catch(() => undefined));
      if (!parsed.success) return send(400, { error: z.prettifyError(parsed.error) });
      state.scenarios.add(...[parsed.data].flat());
      return send(201, { added: [parsed.data].flat().length });
    }
    case "DELETE scenarios":
      state.scenarios.clear();
      state.barrier.release();
      return send(200, {});
    case "GET journal":
      return send(200, { requests: state.journal.entries, held: state.barrier.held });
    case "DELETE journal":
      state.journal.clear();
      return send(200, {});
    case "POST release":
      state.barrier.release();
      return send(200, {});
    default:
      return send(404, { error: "There is no such control" });
  }
}
