import { type Field, readFields } from "./protobuf.ts";

export type AttributeValue = string | number | boolean | AttributeValue[] | null;

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace. */
  parentSpanId: string;
  name: string;
  kind: "internal" | "server" | "client" | "other";
  startNanoseconds: bigint;
  endNanoseconds: bigint;
  attributes: Record<string, AttributeValue>;
  eventCount: number;
  failed: boolean;
  statusMessage: string;
  resource: Record<string, AttributeValue>;
}

/** The spans of an OTLP request (`ExportTraceServiceRequest`), read field by field from opentelemetry-proto 1.x. */
export function readSpans(body: Uint8Array): ReceivedSpan[] {
  return messagesOf(body, 1).flatMap((resourceSpans) => {
    const resource = Object.assign({}, ...messagesOf(resourceSpans, 1).map((message) => attributesOf(message, 1)));
    return messagesOf(resourceSpans, 2)
      .flatMap((scopeSpans) => messagesOf(scopeSpans, 2))
      .map((span) => readSpan(span, resource));
  });
}

const kinds: Readonly<Record<number, ReceivedSpan["kind"]>> = { 1: "internal", 2: "server", 3: "client" };

function readSpan(bytes: Uint8Array, resource: ReceivedSpan["resource"]): ReceivedSpan {
  const [status] = messagesOf(bytes, 15);
  return {
    traceId: hexOf(bytes, 1),
    spanId: hexOf(bytes, 2),
    parentSpanId: hexOf(bytes, 4),
    name: textOf(bytes, 5),
    kind: kinds[Number(numberOf(bytes, 6))] ?? "other",
    startNanoseconds: numberOf(bytes, 7),
    endNanoseconds: numberOf(bytes, 8),
    attributes: attributesOf(bytes, 9),
    eventCount: messagesOf(bytes, 11).length,
    failed: status !== undefined && numberOf(status, 3) === 2n,
    statusMessage: status === undefined ? "" : textOf(status, 2),
    resource,
  };
}

function attributesOf(bytes: Uint8Array, number: number): Record<string, AttributeValue> {
  return Object.fromEntries(
    messagesOf(bytes, number).map((pair) => [
      textOf(pair, 1),
      attributeValue(messagesOf(pair, 2)[0] ?? new Uint8Array()),
    ]),
  );
}

function attributeValue(bytes: Uint8Array): AttributeValue {
  const [field] = readFields(bytes);
  if (field === undefined) return null;
  const { number, value } = field;
  if (value instanceof Uint8Array) {
    if (number === 1) return decode(value);
    return number === 5 ? messagesOf(value, 1).map(attributeValue) : null;
  }
  if (number === 2) return value === 1n;
  return number === 4 ? doubleOf(value) : Number(BigInt.asIntN(64, value));
}

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

function messagesOf(bytes: Uint8Array, number: number): Uint8Array[] {
  return fieldsOf(bytes, number).flatMap(({ value }) => (value instanceof Uint8Array ? [value] : []));
}

function fieldsOf(bytes: Uint8Array, number: number): Field[] {
  return [...readFields(bytes)].filter((field) => field.number === number);
}

function numberOf(bytes: Uint8Array, number: number): bigint {
  const value = fieldsOf(bytes, number)[0]?.value;
  return typeof value === "bigint" ? value : 0n;
}

function textOf(bytes: Uint8Array, number: number): string {
  return decode(messagesOf(bytes, number)[0] ?? new Uint8Array());
}

function hexOf(bytes: Uint8Array, number: number): string {
  return Buffer.from(messagesOf(bytes, number)[0] ?? []).toString("hex");
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
