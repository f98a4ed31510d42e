/** No deployment is left alone for longer than this without another try: "retry after 86400 seconds" occurs where a minute was meant. */
export const longestWaitMs = 60_000;
/** "Ask again at once" and dates in the past are no invitation to a storm. */
export const shortestWaitMs = 100;

/**
 * The wait a server asks for, in the order well-kept clients read it: `retry-after-ms`, `x-ms-retry-after-ms`,
 * `retry-after` in seconds (decimals too) or as an HTTP date. What is no such value counts as not given: negative,
 * NaN, Infinity, empty. As it stands: bound it with `boundedWaitMs` before use.
 * @param headers with names in lower case
 */
export function readRetryAfterMs(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
    const milliseconds = positive(headers[name]);
    if (milliseconds !== undefined) return milliseconds;
  }
  const retryAfter = headers["retry-after"];
  const seconds = positive(retryAfter);
  if (seconds !== undefined) return seconds * 1000;
  return untilDate(retryAfter, headers.date);
}

/** A wait nobody has to fear: between `shortestWaitMs` and `longestWaitMs`. */
export function boundedWaitMs(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, shortestWaitMs), longestWaitMs);
}

/** By the server's own clock where it tells it, so that a skew between the two does not count. */
function untilDate(value: string | undefined, serverDate: string | undefined): number | undefined {
  const until = httpDate(value);
  if (until === undefined) return undefined;
  return Math.max(0, until - (httpDate(serverDate) ?? Date.now()));
}

/** `Date.parse` alone would take "-5" for a year; the three forms of HTTP all begin with the day of the week. */
function httpDate(value: string | undefined): number | undefined {
  if (value === undefined || !/^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(value.trim())) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function positive(value: string | undefined): number | undefined {
  if (value === undefined || !/^\+?(?:\d+\.?\d*|\.\d+)(?:e\+?\d+)?$/i.test(value.trim())) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
