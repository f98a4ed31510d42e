/** What is sent: a POST of JSON. */
export interface RawRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Headers as they came, names in lower case. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Told of an answer as it comes; `end` or `error` is the last. No promise in between, and nothing before `send` has returned. */
export interface RawHandler {
  response(status: number, headers: RawHeaders): void;
  data(bytes: Buffer): void;
  /** The answer is complete as HTTP has it. */
  end(): void;
  /** @param sent false when no server can have seen the request */
  error(error: Error, sent: boolean): void;
}

export interface RawExchange {
  /** Closes the connection; the handler may still be told of an error. Safe to call twice. */
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** Sends bytes over HTTP with nothing read into them: no redirect is followed, nothing is tried twice, no time limit. */
export interface RawTransport {
  send(request: RawRequest, handler: RawHandler): RawExchange;
}
