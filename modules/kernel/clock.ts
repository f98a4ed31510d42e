/** Milliseconds since the epoch; replaced in tests that need another time. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
