import { v7 } from "uuid";

export type IdPrefix =
  | "ten"
  | "usr"
  | "kb"
  | "doc"
  | "ver"
  | "chk"
  | "ses"
  | "fld"
  | "shr"
  | "msg"
  | "aud"
  | "use"
  | "rsv"
  | "req"
  | "sgn"
  | "acc"
  | "grp"
  | "key"
  | "grn"
  | "inv"
  | "dir"
  | "bud"
  | "rix"
  | "gqn"
  | "evl";

// Random bytes are drawn for many ids at once: asking the system for each costs more than all the rest of an id.
const pool = new Uint8Array(16 * 256);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

/** A new id: a prefix that names the kind over a UUIDv7 (RFC 9562), so ids of a process sort in the order they were made. */
export function newId(prefix: IdPrefix): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 16);
  used += 16;
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // 31 bits at random, so that there is room to count up within the millisecond.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fff_ffff;
  } else {
    sequence = (sequence + 1) | 0;
    if (sequence === 0) lastMs += 1;
  }
  return `${prefix}_${v7({ random, msecs: lastMs, seq: sequence })}`;
}
