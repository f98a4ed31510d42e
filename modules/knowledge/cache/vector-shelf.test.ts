import fc from "fast-check";
import { expect, test } from "vitest";
import { VectorShelf } from "./vector-shelf.ts";

test("leaving early loses nothing: the same as every product in full", () => {
  const dimensions = 300;
  const component = fc.double({ min: -1, max: 1, noNaN: true });
  const vectors = fc.array(fc.array(component, { minLength: dimensions, maxLength: dimensions }), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(vectors, fc.double({ min: -0.2, max: 0.95, noNaN: true }), (drafts, floor) => {
      const [question, ...kept] = drafts.map(unit);
      if (question === undefined) return;
      const shelf = new VectorShelf(dimensions);
      for (const [slot, vector] of kept.entries()) shelf.set(slot, vector);
      const found = new Map(shelf.near(question, kept.keys(), floor).map(({ slot, similarity }) => [slot, similarity]));
      for (const [slot, vector] of kept.entries()) {
        const product = vector.reduce((sum, value, place) => sum + value * (question[place] ?? 0), 0);
        if (Math.abs(product - floor) < 1e-4) continue;
        expect(found.has(slot)).toBe(product > floor);
        if (product > floor) expect(found.get(slot)).toBeCloseTo(product, 4);
      }
    }),
    { numRuns: 60 },
  );
});

function unit(values: readonly number[]): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return Float32Array.from(values, (value) => value / length);
}
