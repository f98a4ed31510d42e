import { renderSourceBlock, type Source } from "@eai/modules/chat";
import { listLedger, openReservations } from "@eai/modules/governance";
import { systemContext } from "@eai/modules/kernel";
import { createModels } from "@eai/modules/models";
import { describe, expect, test } from "vitest";
import { quoteDeployment } from "./quote-deployment.ts";

const context = systemContext("test", { id: "ten_1", path: ["ten_1"] });
const reservation = await openReservations().reserve(context, { tokens: 100, costMicroUsd: 0 });
const models = createModels({
  deployments: [quoteDeployment()],
  embeddingDeployments: [],
  ledger: listLedger(),
  permittedModels: async () => null,
});

async function ask(question: string, sources: readonly Source[]) {
  const messages = [
    { role: "system" as const, content: `Answer from the sources.\n${renderSourceBlock(sources)}` },
    { role: "user" as const, content: question },
  ];
  const call = models.stream(context, reservation, { messages, signal: context.signal });
  const pieces: string[] = [];
  for await (const part of call.parts) if (part.type === "text") pieces.push(part.text);
  return { pieces, text: pieces.join(""), usage: call.usage("ok") };
}

const handbook: Source = {
  number: 3,
  documentName: "Handbook.pdf",
  pageFrom: 12,
  pageTo: 12,
  headingPath: ["Security"],
  text: "Passwords have at least fourteen characters. Lost badges are reported to the gate at once [1].",
};

describe("the quote model, through the gateway like any other", () => {
  test("quotes with the number of the source, streamed, metered, for nothing", async () => {
    const { text, pieces, usage } = await ask("How many characters must passwords have?", [handbook]);
    expect(text).toBe(
      "No language model is configured, so here is what your documents say, word for word:\n\n- “Passwords have at least fourteen characters.” [3]",
    );
    expect(pieces.length).toBeGreaterThan(3);
    expect(usage).toMatchObject({ provider: "quote", outcome: "ok", estimated: false, costMicroUsd: 0 });
    expect(usage.promptTokens).toBeGreaterThan(usage.completionTokens);
  });

  test("a number in a document's own brackets is no citation", async () => {
    const { text } = await ask("Where are lost badges reported?", [handbook]);
    expect(text.match(/\[\d+\]/g)).toEqual(["[3]"]);
    expect(text).toContain("at once (1).");
  });

  test("says honestly when the sources hold nothing", async () => {
    const { text } = await ask("Who won the football match?", [handbook]);
    expect(text).toMatch(/no evidence/);
    expect(text).not.toMatch(/\[\d+\]/);
  });

  test("without sources says what is missing and how to add it", async () => {
    const { text } = await ask("Hello, who are you?", []);
    expect(text).toContain("No language model is configured");
    expect(text).toContain("AZURE_OPENAI_EASTUS_ENDPOINT");
    expect(text).toContain("OPENAI_BASE_URL");
    expect(text).not.toMatch(/\[\d+\]/);
  });

  test("speaks the language of the question where it can", async () => {
    const german = { ...handbook, text: "Passwörter haben mindestens vierzehn Zeichen." };
    const { text } = await ask("Wie viele Zeichen müssen Passwörter haben?", [german]);
    expect(text).toContain("kein Sprachmodell");
    expect(text).toContain("„Passwörter haben mindestens vierzehn Zeichen.“ [3]");
  });

  test("stops when it is aborted", async () => {
    const stop = new AbortController();
    const messages = [{ role: "user" as const, content: "Hello" }];
    const call = models.stream(context, reservation, { messages, signal: stop.signal });
    const read = async () => {
      for await (const part of call.parts) if (part.type === "text") stop.abort(new Error("enough"));
    };
    await expect(read()).rejects.toThrow("enough");
    expect(call.usage("aborted").outcome).toBe("aborted");
  });
});
