import { createHash } from "node:crypto";
import { type Clock, ProblemError } from "@eai/modules/kernel";

const limit = 20;
const windowMs = 5 * 60_000;
const mostAccounts = 10_000;

interface Refusal {
  error: ProblemError;
  /** The first one since the limit was reached. */
  isFirst: boolean;
}

export interface FailedSignIns {
  /** What to answer after too many wrong passwords for one account; null while more are let in. */
  refusal(email: string): Refusal | null;
  /** Counts an attempt as failed, before its password is tried: else many at once would all find the door open. */
  add(email: string): void;
  /** Takes an attempt back that was neither right nor wrong. */
  takeBack(email: string): void;
  /** The password was right. */
  forget(email: string): void;
}

interface Entry {
  since: number;
  count: number;
  refused: boolean;
}

/**
 * Counts wrong passwords by account, from whatever addresses they come: beside the limit for each address, which
 * somebody with many addresses gets around. Short enough that nobody is locked out for long by a stranger.
 */
export function createFailedSignIns(clock: Clock): FailedSignIns {
  // In the order of their begin, so that the oldest are dropped first.
  const accounts = new Map<string, Entry>();

  function find(key: string): Entry | undefined {
    const entry = accounts.get(key);
    if (entry && clock() - entry.since < windowMs) return entry;
    accounts.delete(key);
    return undefined;
  }

  return {
    refusal(email) {
      const entry = find(keyOf(email));
      if (!entry || entry.count < limit) return null;
      const isFirst = !entry.refused;
      entry.refused = true;
      const retryAfterSeconds = Math.ceil((entry.since + windowMs - clock()) / 1000);
      const detail = "Too many wrong passwords for this account. Wait a few minutes and try again.";
      return { error: new ProblemError("too_many_requests", detail, { retryAfterSeconds }), isFirst };
    },
    add(email) {
      const key = keyOf(email);
      const entry = find(key);
      if (entry) entry.count++;
      else accounts.set(key, { since: clock(), count: 1, refused: false });
      const [oldest] = accounts.keys();
      if (accounts.size > mostAccounts && oldest !== undefined) accounts.delete(oldest);
    },
    takeBack(email) {
      const entry = find(keyOf(email));
      if (entry && entry.count > 0) entry.count--;
    },
    forget: (email) => void accounts.delete(keyOf(email)),
  };
}

/** No addresses are kept in memory: only what tells them apart. */
function keyOf(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");
}
