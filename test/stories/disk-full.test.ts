import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Document, Problem, Readiness } from "@eai/contract";
import { describe, expect, test } from "vitest";
import { startProduct } from "../product.ts";

const mayMount = process.platform === "linux" && process.getuid?.() === 0;

/** A disk that is really full: a small file system for the files alone. */
describe.runIf(mayMount)("when the disk for files is full", () => {
  test("an upload is refused with a sentence, nothing of it is kept, and everything else goes on", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "eai-full-"));
    const files = join(dataDirectory, "files");
    execFileSync("mkdir", ["-m", "700", files]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", files]);
    try {
      await using product = await startProduct({ dataDirectory });
      const anna = await product.signUp({ name: "Anna", email: "anna@example.com" });
      const knowledgeBase = await anna.createKnowledgeBase({ name: "Full" });
      const refused = await anna.upload(knowledgeBase.id, "big.txt", "word ".repeat(1_000_000));
      expect(refused.status).toBe(507);
      expect(((await refused.json()) as Problem).code).toBe("storage_full");
      const small = await anna.ingest(knowledgeBase.id, "small.txt", "The canteen opens at noon.");
      expect(small.state).toBe("ready");
      const answer = await anna.ask("When does the canteen open?", { knowledge_base_ids: [knowledgeBase.id] });
      expect(answer.message.text).toContain("noon");
      const list = await anna.call<{ data: Document[] }>(
        "GET",
        `/api/v1/knowledge-bases/${knowledgeBase.id}/documents`,
      );
      expect(list.data.map((document) => document.name)).toEqual(["small.txt"]);
      const ready = await fetch(`${product.url}/health/ready`);
      expect(ready.status).toBe(200);
      expect(((await ready.json()) as Readiness).dependencies.find(({ name }) => name === "files")?.state).toBe("down");
    } finally {
      execFileSync("umount", ["-l", files]);
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});
