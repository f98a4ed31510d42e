export { createUndiciTransport, type OpenedTransport } from "./undici-transport.ts";
