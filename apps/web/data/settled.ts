import { useEffect, useState } from "react";

export interface Settled<Value> {
  value: Value;
  key: string;
}

/**
 * A value once it has not changed for a moment: what somebody types asks the server nothing letter by letter.
 * @param key tells one value from another
 */
export function useSettled<Value>(value: Value, key: string, milliseconds = 400): Settled<Value> {
  const [settled, setSettled] = useState({ value, key });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ value, key }), milliseconds);
    return () => clearTimeout(timer);
  }, [key, milliseconds]);
  return settled;
}
