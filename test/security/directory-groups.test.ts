import type { Me } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type EmulatedPerson,
  type GraphMode,
  type IdentityEmulator,
  startIdentityEmulator,
} from "../../ops/dev/identity-emulator/index.ts";
import { type Person, type Product, startProduct } from "../product.ts";
import { signInWithMicrosoft } from "../sign-in-with-microsoft.ts";

// A9: groups that do not fit into a token are read from Graph, at our own address of it, or none of them counts.

let entra: IdentityEmulator;
let withoutGraph: Product;
let withGraph: Product;
let engineering: string;
let everyone: string;

beforeAll(async () => {
  entra = await startIdentityEmulator();
  engineering = entra.directory.addGroup("Engineering");
  everyone = entra.directory.addGroup("All employees");
  const environment = { ...entra.entraEnvironment(), IDENTITY_ROLE_MAP: `${engineering}=editor` };
  withoutGraph = await startProduct({ environment });
  withGraph = await startProduct({ environment: { ...environment, ENTRA_GRAPH_GROUPS: "true" } });
  for (const product of [withoutGraph, withGraph]) await product.signUp({ name: "Admin", email: "admin@example.com" });
});
afterAll(async () => {
  await withoutGraph[Symbol.asyncDispose]();
  await withGraph[Symbol.asyncDispose]();
  await entra.close();
});

const me = (person: Person) => person.call<Me>("GET", "/api/v1/me");
const signIn = async (product: Product, account: EmulatedPerson) =>
  me(await signInWithMicrosoft(product, entra, account));

test.each(["claim_names", "hasgroups"] as const)(
  "A9 without Graph, %s means that no group counts, and last week's least of all",
  async (groupsInToken) => {
    const grace = entra.directory.addPerson({ name: `Grace ${groupsInToken}`, groups: [engineering, everyone] });
    const lastWeek = await signIn(withoutGraph, grace);
    expect(lastWeek).toMatchObject({ role: "editor", groups_unavailable: null });
    expect(lastWeek.groups).toHaveLength(2);

    grace.groupsInToken = groupsInToken;
    const now = await signIn(withoutGraph, grace);
    expect(now).toMatchObject({ id: lastWeek.id, groups: [], role: "member" });
    expect(now.groups_unavailable).toMatch(/more groups than fit into a sign-in.*Microsoft Graph/);

    grace.groupsInToken = "claim";
    expect(await signIn(withoutGraph, grace)).toMatchObject({ role: "editor", groups_unavailable: null });
    expect(entra.strayRequests).toEqual([]);
  },
);

test("A9 more than 200 groups in Entra's own way", async () => {
  const many = Array.from({ length: 201 }, (_, index) => entra.directory.addGroup(`Group ${index}`));
  const mia = entra.directory.addPerson({ name: "Mia", groups: [...many, engineering] });
  expect(await signIn(withoutGraph, mia)).toMatchObject({ groups: [], role: "member" });
  entra.graph.pageSize = 100;
  entra.graph.requests.length = 0;
  const read = await signIn(withGraph, mia);
  expect(read.groups).toHaveLength(202);
  expect(read).toMatchObject({ role: "editor", groups_unavailable: null });
  expect(read.groups.map(({ name }) => name)).toContain("Engineering");
  expect(entra.graph.requests).toHaveLength(3);
  expect(entra.strayRequests).toEqual([]);
  entra.graph.pageSize = 999;
});

test("A9 a group of another name is the same group, and one of the same name another", async () => {
  const [first, second] = [entra.directory.addGroup("Twins"), entra.directory.addGroup("Twins")];
  const kim = entra.directory.addPerson({ name: "Kim", groups: [first] });
  const lee = entra.directory.addPerson({ name: "Lee", groups: [second] });
  const [kims, lees] = [await signIn(withGraph, kim), await signIn(withGraph, lee)];
  expect(kims.groups[0]?.id).not.toBe(lees.groups[0]?.id);
  entra.directory.groupNames.set(first, "Renamed");
  expect((await signIn(withGraph, kim)).groups).toEqual([{ ...kims.groups[0], name: "Renamed" }]);
});

const troubles: [GraphMode, RegExp][] = [
  ["forbidden", /refuses to tell/],
  ["failing", /did not tell your groups in time/],
  ["throttled", /did not tell your groups in time/],
  ["slow", /did not tell your groups in time/],
  ["endless", /more groups than the platform reads/],
  ["foreign_next_link", /did not tell your groups in time/],
];
test.each(troubles)("A9 while Graph is %s one can sign in, and no group counts", async (mode, sentence) => {
  const nora = entra.directory.addPerson({ name: `Nora ${mode}`, groups: [engineering], roles: ["Unmapped"] });
  expect((await signIn(withGraph, nora)).groups).toHaveLength(1);
  nora.groupsInToken = "claim_names";
  entra.graph.mode = mode;
  // A slow answer would hold the groups: that none counts shows that it was not waited for.
  const told = await signIn(withGraph, nora);
  expect(told).toMatchObject({ groups: [], role: "member", groups_unavailable: expect.stringMatching(sentence) });
  entra.graph.mode = "up";
  expect(entra.strayRequests).toEqual([]);
  expect(await signIn(withGraph, nora)).toMatchObject({ role: "editor", groups_unavailable: null });
});

test("A9 an application that sends no groups has people without groups", async () => {
  const olga = entra.directory.addPerson({ name: "Olga", groups: [engineering], groupsInToken: "omitted" });
  expect(await signIn(withoutGraph, olga)).toMatchObject({ groups: [], role: "member", groups_unavailable: null });
});
