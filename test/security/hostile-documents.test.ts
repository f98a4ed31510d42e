import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { detectFileType } from "../../modules/knowledge/ingest/detect-type.ts";
import {
  defaultExtractionLimits,
  extractDocument,
  stopIdleExtractors,
} from "../../modules/knowledge/ingest/extract.ts";
import {
  cyclicPdf,
  docxOf,
  docxParagraph,
  docxWithEntities,
  docxWithExternalImage,
  docxWithManyEntries,
  encryptedPdf,
  pdfDrawingItself,
  pdfWithDeclaredPages,
  pdfWithHugePicture,
  truncatedPdf,
  zipBombDocx,
} from "../hostile-files.ts";

let folder: string;
let peakMegabytes = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostile-"));
});
afterAll(async () => {
  stopIdleExtractors();
  await rm(folder, { recursive: true });
});

const limits = { ...defaultExtractionLimits, recognition: { languages: "eng", timeoutSeconds: 60 } };

/** As an upload goes: `refused`, the reason code, or `ready` with the text. */
async function outcomeOf(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, "upload");
  await writeFile(path, content);
  const type = await detectFileType({ path, name });
  if (type === null) return "refused";
  const signal = AbortSignal.timeout(110_000);
  return extractDocument({ path, name, mediaType: type.mediaType }, limits, signal, {
    measured: (megabytes) => {
      peakMegabytes = Math.max(peakMegabytes, megabytes);
    },
  }).then(
    () => "ready",
    (error: { name: string; code?: string }) => (error.name === "ExtractionError" ? String(error.code) : error.name),
  );
}

describe("a hostile document ends alone, with a reason, within its limits", () => {
  it("A43 A reference to a file or an address outside a document is not followed", async () => {
    for (const target of ["file:///etc/passwd", "/dev/zero", "http://127.0.0.1:9/x.png"])
      expect(await outcomeOf("a.docx", docxWithExternalImage(target))).toBe("ready");
  });

  it.each<[string, string, () => Uint8Array]>([
    ["40 MB of one letter", "too_large_when_unpacked", () => zipBombDocx(40)],
    ["10,000 entries", "too_large_when_unpacked", () => docxWithManyEntries()],
    ["an archive in an archive", "ready", () => docxOf(docxParagraph("x"), { "word/media/a.zip": zipBombDocx(4) })],
  ])("A44 An archive that grows when it is unpacked: %s", async (_, outcome, make) => {
    expect(await outcomeOf("bomb.docx", make())).toBe(outcome);
  });

  it.each<[string, string | RegExp, string, () => Promise<Uint8Array> | Uint8Array | string]>([
    ["XML entities", "file_damaged", "a.docx", docxWithEntities],
    ["numeric references", "too_large_when_unpacked", "a.docx", () => docxOf(docxParagraph("&#65;".repeat(2_100_000)))],
    ["XML nested 100,000 deep", "file_damaged", "a.docx", () => docxOf("<w:p>".repeat(100_000))],
    ["a million declared pages", /extraction_failed|file_damaged|no_text_found/, "a.pdf", () => pdfWithDeclaredPages()],
    ["pages that contain themselves", /file_damaged|no_text_found/, "a.pdf", cyclicPdf],
    ["a form that draws itself", /no_text_found|extraction_out_of_memory/, "a.pdf", pdfDrawingItself],
    ["a picture of 100 million pixels", /no_text_found|extraction_out_of_memory/, "a.pdf", pdfWithHugePicture],
    ["a password", "password_protected", "a.pdf", encryptedPdf],
    ["half a PDF", "file_damaged", "a.pdf", truncatedPdf],
    ["100,000 nested quotes", "ready", "a.md", () => `${">".repeat(100_000)} text`],
    ["100,000 nested brackets", "ready", "a.md", () => `${"[".repeat(100_000)}x${"](y)".repeat(100_000)}`],
    ["a line of 20 MB", "ready", "a.txt", () => "word ".repeat(4_000_000)],
    ["broken UTF-8", "ready", "a.txt", () => Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x20, 0xe2, 0x82, 0x20, 0x62])],
    ["broken UTF-16", "ready", "a.txt", () => Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8, 0x62, 0x00, 0x63])],
  ])("A45 A file made to break its reader: %s", async (_, outcome, name, make) => {
    expect(await outcomeOf(name, await make())).toMatch(outcome);
  });

  it("A45 The process that reads files stays within its memory", () => {
    expect(peakMegabytes).toBeGreaterThan(0);
    expect(peakMegabytes).toBeLessThanOrEqual(limits.memoryMegabytes);
  });
});
