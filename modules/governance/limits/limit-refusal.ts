import type { LimitState } from "@eai/contract";
import { ProblemError } from "@eai/modules/kernel";
import type { LimitRefusal } from "./rate-limiters.ts";

const number = new Intl.NumberFormat("en");

/** The error for whoever was refused: whose limit it was, and when to come back. */
export function limitProblem(refusal: LimitRefusal, limits: LimitState | null): ProblemError {
  const { waitMs } = refusal;
  const sentence = waitMs === null ? neverFits(refusal) : `${usedUp(refusal)} Try again in ${secondsOf(waitMs)}.`;
  return new ProblemError("too_many_requests", sentence, {
    ...(waitMs !== null && { retryAfterSeconds: waitMs / 1000 }),
    ...(limits !== null && { limits }),
  });
}

function usedUp({ level, kind, limit, wanted }: LimitRefusal): string {
  const most = `${amountOf(kind, limit)} a minute`;
  const need = kind === "tokens" ? `, and this needs about ${number.format(wanted)}` : "";
  return level.kind === "person"
    ? `You may use ${most}${need}: there is no room right now.`
    : `The tenant "${level.name}" may use ${most} in all${need}: there is no room right now.`;
}

function neverFits({ level, kind, limit, wanted }: LimitRefusal): string {
  const whose = level.kind === "person" ? "you may use" : `the tenant "${level.name}" may use`;
  return (
    `This needs about ${amountOf(kind, wanted)}, and ${whose} ${number.format(limit)} a minute: waiting does not ` +
    "help. Ask for less at once, choose a model with a smaller window, or ask an administrator for a higher limit."
  );
}

function amountOf(kind: LimitRefusal["kind"], amount: number): string {
  const unit = kind === "tokens" ? "model token" : "request";
  return `${number.format(amount)} ${unit}${amount === 1 ? "" : "s"}`;
}

function secondsOf(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}
