export type { AttributeValue, ReceivedSpan } from "./read-spans.ts";
export { type ReceivedRequest, type ReceiverMood, startTraceReceiver, type TraceReceiver } from "./server.ts";
