import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docxOf, docxParagraph, zipBombDocx } from "../../../test/hostile-files.ts";
import { hundredPagePdf, sampleMarkdown } from "../../../test/sample-files.ts";
import { mediaTypes } from "./detect-type.ts";
import { defaultExtractionLimits, extractDocument, stopIdleExtractors } from "./extract.ts";

let directory: string;
let manual: string;
let notes: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "extract-"));
  manual = await fileOf(await hundredPagePdf());
  notes = await fileOf(sampleMarkdown);
});
afterAll(async () => {
  stopIdleExtractors();
  await rm(directory, { recursive: true });
});

let count = 0;
async function fileOf(content: Uint8Array | string): Promise<string> {
  const path = join(directory, `file-${count++}`);
  await writeFile(path, content);
  return path;
}

function extract(path: string, mediaType: string, limits = {}, signal = new AbortController().signal) {
  return extractDocument({ path, mediaType, name: "file" }, { ...defaultExtractionLimits, ...limits }, signal);
}

async function childProcesses(parent = process.pid): Promise<number[]> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8").catch(() => "");
  return children.trim().split(" ").filter(Boolean).map(Number);
}

describe("extractDocument", () => {
  it("reads a document in another process, with the text of its blocks", async () => {
    const document = await extract(notes, mediaTypes.markdown);
    expect(document.title).toBe("Release Notes");
    for (const block of document.blocks) expect(block.text).toBe(document.text.slice(block.start, block.end));
    expect(document.blocks.length).toBeGreaterThan(5);
  });

  it.runIf(process.platform === "linux")("keeps the process for the next document, until it failed", async () => {
    stopIdleExtractors();
    await extract(notes, mediaTypes.markdown);
    const before = await childProcesses();
    await extract(manual, mediaTypes.pdf);
    expect(await childProcesses()).toEqual(before);
    await expect(extract(manual, mediaTypes.pdf, { timeoutSeconds: 0.001 })).rejects.toThrow();
    await extract(notes, mediaTypes.markdown);
    expect(await childProcesses()).not.toEqual(before);
  });

  it("ends what takes too long", async () => {
    stopIdleExtractors();
    await expect(extract(manual, mediaTypes.pdf, { timeoutSeconds: 0.05 })).rejects.toMatchObject({
      name: "ExtractionError",
      code: "extraction_timed_out",
    });
  });

  it("ends what takes too much memory, and works on", async () => {
    const large = await fileOf(zipBombDocx(30));
    await expect(extract(large, mediaTypes.docx, { memoryMegabytes: 200 })).rejects.toMatchObject({
      name: "ExtractionError",
      code: "extraction_out_of_memory",
    });
    await expect(extract(notes, mediaTypes.markdown, { memoryMegabytes: 200 })).resolves.toMatchObject({
      language: "en",
    });
  });

  it("runs out of heap in the process only", async () => {
    const paragraphs = await fileOf(docxOf(docxParagraph("x").repeat(500_000)));
    await expect(extract(paragraphs, mediaTypes.docx, { memoryMegabytes: 300 })).rejects.toMatchObject({
      code: "extraction_out_of_memory",
    });
  });

  it("stops with the signal, and throws its reason", async () => {
    stopIdleExtractors();
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("the server stops")), 20);
    await expect(extract(manual, mediaTypes.pdf, {}, controller.signal)).rejects.toThrow("the server stops");
    await expect(extract(manual, mediaTypes.pdf, {}, controller.signal)).rejects.toThrow("the server stops");
  });

  it("says what is missing, empty or not readable", async () => {
    await expect(extract(join(directory, "gone"), mediaTypes.pdf)).rejects.toMatchObject({ code: "original_missing" });
    await expect(extract(await fileOf(""), mediaTypes.text)).rejects.toMatchObject({ code: "empty_document" });
    await expect(extract(notes, "image/png")).rejects.toMatchObject({ code: "file_type_unsupported" });
  });

  it("reads several at once", async () => {
    const documents = await Promise.all([manual, manual, manual].map((path) => extract(path, mediaTypes.pdf)));
    expect(documents.map((document) => document.pageCount)).toEqual([100, 100, 100]);
  });

  it.runIf(process.platform === "linux")(
    "leaves no process behind when the program is killed in the middle",
    async () => {
      const program = `
      import { extractDocument } from ${JSON.stringify(join(import.meta.dirname, "extract.ts"))};
      const limits = { timeoutSeconds: 60, memoryMegabytes: 512 };
      for (;;) await extractDocument({ path: ${JSON.stringify(manual)}, mediaType: "application/pdf", name: "x" }, limits, new AbortController().signal);
    `;
      const parent = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "ignore" });
      const children = await eventually(async () => {
        const found = await childProcesses(parent.pid);
        return found.length > 0 ? found : null;
      });
      parent.kill("SIGKILL");
      await eventually(async () => {
        const processes = await readdir("/proc");
        return children.some((id) => processes.includes(String(id))) ? null : true;
      });
    },
  );
});

async function eventually<Value>(look: () => Promise<Value | null>): Promise<Value> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not happen within ten seconds");
}
