import { listLedger, openReservations } from "@eai/modules/governance";
import { silentLog } from "@eai/modules/kernel";
import { expect, test } from "vitest";
import { context, emulatedModels } from "../../../ops/dev/model-emulator/emulated-models.ts";
import { startModelEmulator } from "../../../ops/dev/model-emulator/index.ts";
import { budgetOf } from "../model-budget.ts";
import { toldConversation } from "./messages-of.ts";
import { type CompletionPart, type WriteDependencies, writeCompletion } from "./write-completion.ts";

test("nobody waits for the record of a completion, however long it takes to write", async () => {
  const emulator = await startModelEmulator();
  const recorded: string[] = [];
  const slow = {
    ...listLedger(),
    begin: () => ({
      end({ outcome }: { outcome: string }) {
        recorded.push(outcome);
        return new Promise<void>(() => {});
      },
      drop() {},
    }),
  };
  const { models } = emulatedModels(emulator, { ledger: slow });
  const reservations = openReservations();
  const reservation = await reservations.reserve(context, { tokens: 10, costMicroUsd: 0 });
  const model = await models.resolve(context);
  const parts: CompletionPart[] = [];
  for await (const part of writeCompletion(
    {
      models,
      reservations,
      log: silentLog,
      rewriting: "off",
      entailmentModel: null,
      knowledge: {} as WriteDependencies["knowledge"],
    },
    context,
    {
      model,
      reservation,
      conversation: toldConversation({ messages: [{ role: "user", content: "Count" }] }),
      knowledgeBaseIds: [],
      budget: budgetOf(model, 50),
      maxOutputTokens: 50,
      affinityKey: undefined,
    },
  )) {
    parts.push(part);
  }
  expect(parts.at(-1)).toMatchObject({ type: "finish", reason: "stop" });
  expect(recorded).toEqual(["ok"]);
  await emulator.close();
});
