export { inBatches } from "./batches.ts";
export { type Changes, changesChannel, createKept, type Kept, noChanges } from "./changes.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  type Actor,
  actorId,
  type Context,
  organizationOf,
  ownOrganization,
  type PersonActor,
  type SystemActor,
  systemContext,
  type TenantPlace,
} from "./context.ts";
export {
  behind,
  behindName,
  behindNumber,
  behindOrdinal,
  decodeCursor,
  encodeCursor,
  ordinalOf,
  type Page,
  type PageInput,
  pageOf,
  toPage,
} from "./cursor.ts";
export {
  containing,
  type Database,
  intArray,
  isForeignKeyViolation,
  isRefusedData,
  isUniqueViolation,
  rowsOf,
  type Transaction,
  textArray,
} from "./database.ts";
export { describeError } from "./describe-error.ts";
export { type FieldError, notFound, ProblemError } from "./errors.ts";
export { createOnce, forgetIdempotencyKeys, type Made, madeBefore } from "./idempotency.ts";
export { type IdPrefix, newId } from "./ids.ts";
export { isRecord } from "./is-record.ts";
export type { JobQueue } from "./job-queue.ts";
export { type Log, silentLog } from "./log.ts";
export { idempotencyKeys, instant, intArrayColumn } from "./tables.ts";
export {
  inSpan,
  type OpenSpan,
  observationAttribute,
  observationRootAttribute,
  openSpan,
  placeOf,
  type SpanAttributes,
  type SpanOptions,
  traceIds,
  traceWith,
} from "./tracing.ts";
