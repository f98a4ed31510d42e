import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type World } from "../../apps/api/route-matrix/actors.ts";
import { actorFor, bodyOf, isOpenToSomebody, newIds, targetOf } from "../../apps/api/route-matrix/attempt.ts";
import { cases, type NamedCase } from "../../apps/api/route-matrix/cases.ts";
import { createTestApi } from "../../apps/api/testing.ts";

// Names and texts that mean harm, in every text field of every body, each alone in a body that is good otherwise. File
// names and file contents are in the tests of files (`apps/api/files.test.ts`, `test/browser/hostile.spec.ts`).

let world: World;

beforeAll(async () => {
  world = await createWorld(await createTestApi());
});
afterAll(() => world.api[Symbol.asyncDispose]());

const marker = "hostile-marker";

/** Stored and given back letter by letter, or refused. */
const kept: Readonly<Record<string, string>> = {
  "an element that runs": `${marker}<img src=x onerror=alert(1)>`,
  "the end of a script": `${marker}</script><script>alert(1)</script>`,
  "a link that runs": `[${marker}](javascript:alert(1))`,
  "line breaks and a header": `${marker}\r\nSet-Cookie: evil=1\r\n\r\n<html>`,
  "an escape sequence": `${marker}\u001b[31mred\u001b]0;title\u0007`,
  "letters that turn around": `${marker}\u202egnp.exe`,
  "letters of no width": `${marker}\u200b\u2060\ufeff`,
  "a formula": `=${marker}+cmd|' /C calc'!A0`,
  "a way out": `../../${marker}/etc/passwd`,
  SQL: `${marker}'; drop table people; --`,
  "a wildcard": `${marker}%_\\`,
  "a template": `\${${marker}}{{7*7}}<%= 1 %>`,
  quotes: `${marker}"'\`\\`,
  "letters beyond the first plane": `${marker}\u{1f4a9}\u{10ffff}`,
};

/** Not storable, or too much: refused, never a failure. */
const refusedOrKept: Readonly<Record<string, string>> = {
  "a NUL": `${marker}\u0000`,
  "half a letter": `${marker}\ud800`,
  "half a letter, the other": `\udc00${marker}`,
  "20,000 letters": marker.padEnd(20_000, "x"),
  "20,000 marks on one letter": `${marker}${"\u0301".repeat(20_000)}`,
};

async function send(tried: NamedCase, field: string, value: string) {
  const actor = actorFor(tried);
  const ids = await newIds(world, tried);
  const payload = { ...bodyOf(tried, ids, actor), [field]: value };
  return world.person(actor).request({ ...targetOf(tried, ids), payload });
}

/** Found out once: the texts of a good body. */
async function textFieldsOf(tried: NamedCase): Promise<string[]> {
  const good = bodyOf(tried, await newIds(world, tried), actorFor(tried));
  return Object.entries(good ?? {}).flatMap(([field, value]) => (typeof value === "string" ? [field] : []));
}

/** A change of one's own password would end the others: nothing of it is shown anyway. */
const withText = cases.filter(
  (tried) => tried.body !== undefined && tried.path !== "/api/auth/change-password" && isOpenToSomebody(tried),
);

describe("text that means harm", () => {
  test.each(withText)("A46 A54 A74 in $method $path is text, or refused", async (tried) => {
    for (const field of await textFieldsOf(tried)) {
      for (const [about, value] of Object.entries({ ...kept, ...refusedOrKept })) {
        const answer = await send(tried, field, value);
        const where = `${field} is ${about}: ${answer.statusCode} ${answer.body.slice(0, 300)}`;
        expect(answer.statusCode, where).toBeLessThan(500);
        const type = String(answer.headers["content-type"] ?? "application/json");
        expect(type, where).toMatch(/^(application\/(problem\+)?json|text\/(event-stream|plain))/);
        // The one that answers with a file.
        if (type.startsWith("text/plain"))
          expect(answer.headers["content-security-policy"], where).toContain("sandbox");
        expect(JSON.stringify(answer.headers), where).not.toContain(marker);
        expect(
          answer.cookies.map(({ name }) => name),
          where,
        ).not.toContain("evil");
        if (answer.statusCode >= 400 || !type.startsWith("application/json")) continue;
        const given = answer.json<Record<string, unknown>>()[field];
        // An address and other ids are not what was sent; where it comes back, it is as it was.
        if (typeof given === "string" && given.includes(marker) && about in kept)
          expect(given, where).toBe(value.trim());
      }
    }
  });
});
