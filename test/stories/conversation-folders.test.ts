import { sessionFolderSchema } from "@eai/contract";
import { conversationFolders } from "@eai/modules/chat";
import { actorId } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditCount, type ChatWorld, createChatWorld } from "./chat-world.ts";

let world: ChatWorld;
beforeAll(async () => {
  world = await createChatWorld(await createTestDatabase());
});
afterAll(() => world[Symbol.asyncDispose]());

test("folders are made, listed by name, renamed and removed; their conversations stay", async () => {
  const { chat, alice, database } = world;
  const tenders = await chat.createFolder(alice, { name: "tenders" });
  expect(sessionFolderSchema.safeParse(tenders).error).toBeUndefined();
  const archive = await chat.createFolder(alice, { name: "Archive" });
  expect((await chat.listFolders(alice)).map(({ name }) => name)).toEqual(["Archive", "tenders"]);
  await expect(chat.createFolder(alice, { name: "TENDERS" })).rejects.toMatchObject({ code: "conflict" });
  await expect(chat.renameFolder(alice, archive.id, { name: "Tenders" })).rejects.toMatchObject({ code: "conflict" });
  expect(await chat.renameFolder(alice, tenders.id, { name: "Tenders" })).toMatchObject({ name: "Tenders" });

  const session = await chat.createConversation(alice, { title: "Bridge", knowledge_base_ids: [] });
  expect(session.folder_id).toBeNull();
  const moved = await chat.updateConversation(alice, session.id, { folder_id: tenders.id });
  expect(moved.folder_id).toBe(tenders.id);
  // What else is changed leaves it where it is.
  expect(await chat.updateConversation(alice, session.id, { pinned: true })).toMatchObject({ folder_id: tenders.id });
  await chat.removeFolder(alice, tenders.id);
  expect(await chat.getConversation(alice, session.id)).toMatchObject({ title: "Bridge", folder_id: null });
  for (const action of ["create", "update", "delete"]) {
    expect(await auditCount(database, `session_folder.${action}`, tenders.id)).toBe(1);
  }
  await chat.updateConversation(alice, session.id, { folder_id: archive.id });
  expect(await chat.updateConversation(alice, session.id, { folder_id: null })).toMatchObject({ folder_id: null });
});

test("another's folder does not exist, also as a place for one's own conversation", async () => {
  const { chat, alice, bob } = world;
  const { id } = await chat.createFolder(alice, { name: "Alice's" });
  const session = await chat.createConversation(bob, { knowledge_base_ids: [] });
  for (const folder of [id, "fld_none", "fld_\u0000"]) {
    const refusals = [
      () => chat.updateConversation(bob, session.id, { folder_id: folder }),
      () => chat.renameFolder(bob, folder, { name: "Taken" }),
      () => chat.removeFolder(bob, folder),
    ];
    for (const refused of refusals) await expect(refused()).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await chat.listFolders(bob)).toEqual([]);
  // The same name is free for everybody else.
  expect(await chat.createFolder(bob, { name: "Alice's" })).toMatchObject({ name: "Alice's" });
});

test("there are a hundred at most, also of those made at once", async () => {
  const { chat, database } = world;
  const carol = await world.person("member", "Carol");
  const personId = actorId(carol.actor);
  const rows = Array.from({ length: 98 }, (_, index) => ({
    id: `fld_${index}`,
    tenantId: carol.tenantId,
    personId,
    name: `Folder ${index}`,
  }));
  await database.insert(conversationFolders).values(rows);
  const made = await Promise.allSettled(
    [1, 2, 3, 4].map((count) => chat.createFolder(carol, { name: `More ${count}` })),
  );
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  expect(await database.$count(conversationFolders, eq(conversationFolders.personId, personId))).toBe(100);
});

test("making one twice with the same key gives the same", async () => {
  const { chat, alice } = world;
  const context = { ...alice, idempotencyKey: "folder-1" };
  const first = await chat.createFolder(context, { name: "Once" });
  expect(await chat.createFolder(context, { name: "Once" })).toEqual(first);
});
