import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkDocument } from "../chunk.ts";
import { extractCsv } from "./csv.ts";
import { readCsv } from "./read-csv.ts";

function tableOf(text: string): string {
  return extractCsv(Buffer.from(text)).text;
}

describe("extractCsv", () => {
  it.each([",", ";", "\t", "|"])("finds the separator %j, also beside others in quotation marks", (separator) => {
    const quoted = (text: string) => `"${text}"`;
    const rows = [
      ["Name", "Price", "Note"],
      ["Box", "1.5", quoted(`big${separator} red`)],
      ["Bag", "2", quoted('a ""soft""\r\none')],
    ];
    const text = tableOf(rows.map((row) => row.join(separator)).join("\r\n"));
    const escaped = separator === "|" ? "\\|" : separator === "\t" ? "" : separator;
    expect(text).toBe(
      `| Name | Price | Note |\n| --- | --- | --- |\n| Box | 1.5 | big${escaped} red |\n| Bag | 2 | a "soft" one |`,
    );
  });

  it("fills up short rows, keeps long ones, and takes lines before the header as text", () => {
    expect(tableOf("Report of May\n\na,b,c\n1,2\n3,4,5,6\n7,8,9\n")).toBe(
      "Report of May\n\n| a | b | c |  |\n| --- | --- | --- | --- |\n| 1 | 2 |  |  |\n| 3 | 4 | 5 | 6 |\n| 7 | 8 | 9 |  |",
    );
  });

  it("reads marks that are never closed as letters, and other encodings", () => {
    expect(tableOf('size,name\n3",pipe\n"4,tube\n')).toContain('| 3" | pipe |');
    expect(extractCsv(Buffer.from("Straße;Ort\nGr\u00fcner Weg;K\u00f6ln\n", "latin1")).text).toContain(
      "| Grüner Weg | Köln |",
    );
    expect(extractCsv(Buffer.from("\ufeffsep=;\r\na;b\r\n1;2\r\n", "utf16le")).text).toContain("| 1 | 2 |");
  });

  it("says that there is nothing in it", () => {
    expect(() => tableOf(" \n\n")).toThrow(expect.objectContaining({ code: "empty_document" }));
    expect(() => tableOf(",,\n,,\n")).toThrow(expect.objectContaining({ code: "empty_document" }));
  });

  it("gives every chunk of a long table its header", () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `${index},name ${index},city`);
    const document = extractCsv(Buffer.from(["id,name,city", ...rows].join("\n")));
    const chunking = { strategy: "structure", size_tokens: 400, overlap_tokens: 40, contextual_prefix: false } as const;
    const chunks = chunkDocument(document, chunking, (text) => Math.ceil(text.length / 4));
    expect(chunks.length).toBeGreaterThan(30);
    for (const { text } of chunks) expect(text).toMatch(/^\| id \| name \| city \|\n\| --- /);
    expect(chunks.some(({ text }) => text.includes("| 2999 | name 2999 | city |"))).toBe(true);
  });
});

describe("readCsv", () => {
  it("reads back what was written, whatever the fields hold", () => {
    const field = fc.string({ unit: fc.constantFrom("a", "ü", '"', ",", ";", "\n", "\r", " ", "\t"), maxLength: 8 });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n", "\r"),
        (rows, delimiter, end) => {
          const text = rows
            .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
            .join(end);
          const read: string[][] = [];
          expect(readCsv(text, { delimiter, quote: true }, (record) => read.push(record))).toBe(true);
          expect(read).toEqual(rows);
        },
      ),
    );
  });

  it("reads what csv-parse reads, where marks stand only where they should", () => {
    const plain = fc.string({ unit: fc.constantFrom("a", "ü", " ", "'", "-"), minLength: 1, maxLength: 6 });
    const quoted = fc.string({ unit: fc.constantFrom("b", ",", "\n", '""'), maxLength: 6 }).map((text) => `"${text}"`);
    const table = fc.array(fc.array(fc.oneof(plain, quoted), { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), fc.boolean(), (rows, end, endsWithLine) => {
        const text = rows.map((row) => row.join(",")).join(end) + (endsWithLine ? end : "");
        const read: string[][] = [];
        expect(readCsv(text, { delimiter: ",", quote: true }, (record) => read.push(record))).toBe(true);
        expect(read).toEqual(parse(text, { record_delimiter: end, relax_column_count: true }));
      }),
    );
  });
});
