import { describe, expect, test } from "vitest";
import { judge, readClaim } from "./claim-support.ts";
import { labelledPassages } from "./claim-support-pairs.ts";
import { type Ground, readGround } from "./grounding/ground.ts";

function ground(passage: string, context: string[] = []): Ground {
  return readGround({ passage, context }, null);
}

describe("the rules on statements labelled by hand", () => {
  const rows = labelledPassages.flatMap(({ language, name, heading, passage, supported, unsupported, hard }) => {
    const read = ground(passage, [name, ...heading]);
    const row = (label: boolean, isHard: boolean) => (claim: string) => {
      const { doubt } = judge(readClaim(claim, language), read);
      return { claim, label, isHard, said: doubt === null, doubt };
    };
    return [...supported.map(row(true, false)), ...unsupported.map(row(false, false)), ...hard.map(row(false, true))];
  });

  test("precision and recall of what is left to stand", () => {
    const count = (label: boolean, said: boolean) =>
      rows.filter((row) => row.label === label && row.said === said).length;
    const [right, wrong, lost] = [count(true, true), count(false, true), count(true, false)];
    const mistakes = rows.filter(({ label, said, isHard }) => label !== said && !isHard);
    console.log(rows.length, right / (right + wrong), right / (right + lost), mistakes);
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });
});
