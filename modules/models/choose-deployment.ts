import { createHash } from "node:crypto";

/** What choosing needs to know of a deployment. */
export interface Choosable {
  id: string;
  /** The lowest number is asked first. */
  priority: number;
  weight: number;
}

/**
 * The order in which deployments are asked: priority groups in order, each in weighted rendezvous order by key. Every
 * key has its own stable order, and a deployment that goes away moves only its own keys, which come back with it
 * (Thaler and Ravishankar 1998; weights after Schindelhauer 2005).
 */
export function orderDeployments<Option extends Choosable>(options: readonly Option[], key: string): Option[] {
  if (options.length < 2) return [...options];
  const scored = options.map((option) => ({
    option,
    score: -option.weight / Math.log(unitInterval(`${key}\n${option.id}`)),
  }));
  return scored
    .toSorted((left, right) => left.option.priority - right.option.priority || right.score - left.score)
    .map(({ option }) => option);
}

/** A number strictly between 0 and 1. */
function unitInterval(text: string): number {
  return (createHash("sha256").update(text).digest().readUInt32BE() + 0.5) / 2 ** 32;
}
