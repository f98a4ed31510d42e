import type { UsageDraft } from "@eai/modules/governance";
import type { Context } from "@eai/modules/kernel";
import type { Deployment, EmbeddingDeployment } from "../deployment.ts";
import type { RawTransport } from "./raw-transport.ts";
import { type RelayDependencies, startRelay } from "./relay-call.ts";
import type { RawDeployment, Relay, RelayRequest, RelaySink } from "./relay-types.ts";

/** A call that may be made. */
export interface OpenedRelay {
  /**
   * Sends it.
   * @param settled called once when it is over
   */
  start(sink: RelaySink, settled: () => void): Relay;
}

export interface Relays {
  /** Whether a call is passed on whichever of the deployments are permitted. */
  takeAll(deployments: readonly Deployment[]): boolean;
  /** @returns null when none of the deployments takes the format */
  open(
    context: Context,
    request: RelayRequest,
    deployments: readonly (Deployment | EmbeddingDeployment)[],
    noteUse: (used: UsageDraft) => void,
  ): OpenedRelay | null;
}

export function createRelays({
  transport,
  ...rest
}: Omit<RelayDependencies, "transport"> & { transport: RawTransport | undefined }): Relays {
  return {
    takeAll: (deployments) => transport !== undefined && deployments.every(takesFormat),
    open(context, request, deployments, noteUse) {
      const able = deployments.filter(takesFormat);
      if (able.length === 0 || !transport) return null;
      return {
        start: (sink, settled) =>
          startRelay({ ...rest, transport }, { context, request, deployments: able, noteUse, settled }, sink),
      };
    },
  };
}

function takesFormat(deployment: Deployment | EmbeddingDeployment): deployment is RawDeployment {
  return deployment.endpoint?.surface === "chat_completions";
}
