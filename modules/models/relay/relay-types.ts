import type { Deployment, EmbeddingDeployment, RawEndpoint } from "../deployment.ts";

/** Who answers. */
export interface Served {
  deploymentId: string;
  region: string | null;
}

/** Where an answer goes as it comes. Called without promises in between; `end` or `fail` is the last, once. */
export interface RelaySink {
  /** Called once, before anything else: from here on no other deployment is tried. */
  start(served: Served): void;
  /**
   * Bytes for the client as they are: frames of a stream, or the whole body of an answer that is not streamed.
   * @returns false when the reader is behind: nothing more comes until `resume`
   */
  data(bytes: Buffer): boolean;
  /** It is complete. A stream still wants its `[DONE]`. */
  end(): void;
  /**
   * @param error a ProblemError; before `start` the answer to the request, after it the last event of a stream that is
   * not complete
   */
  fail(error: Error): void;
}

/** A call that is being passed on. */
export interface Relay {
  /** The reader has room again. */
  resume(): void;
  /** The client is gone: the call ends upstream, and what was delivered is recorded. Safe to call twice, and late. */
  leave(): void;
  /** Ends it for a reason of ours, which the client is told. */
  interrupt(reason: Error): void;
}

/** What is asked in OpenAI's own format, to be passed on. */
export interface RelayRequest {
  kind: "chat" | "embeddings";
  /** A name of the list. */
  model: string;
  /** JSON as the client sent it; of a checked shape. */
  body: Readonly<Record<string, unknown>>;
  stream: boolean;
  /** The client asked for the chunk with usage at the end of the stream. */
  wantsUsage: boolean;
  /** As it was reserved: what the call is noted with until the provider's figures come. */
  estimatedPromptTokens: number;
  affinityKey?: string | undefined;
}

/** A deployment that is called with the body of a client. */
export type RawDeployment = (Deployment | EmbeddingDeployment) & { endpoint: RawEndpoint };
