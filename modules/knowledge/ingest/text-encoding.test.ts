import { describe, expect, it } from "vitest";
import { encodedText, sampleText } from "../../../test/sample-files.ts";
import { decodeText, detectEncoding } from "./text-encoding.ts";

const russian = "Сотрудники компании получают двадцать восемь дней оплачиваемого отпуска в год. ".repeat(4);
const japanese = "従業員には年間二十八日の有給休暇があります。申請は二週間前までに提出してください。".repeat(4);

function roundTrip(bytes: Uint8Array): string {
  const encoding = detectEncoding(bytes);
  return encoding === null ? "no text" : decodeText(bytes, encoding);
}

function utf32(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer([...text].length * 4));
  for (const [index, character] of [...text].entries())
    view.setUint32(index * 4, character.codePointAt(0) ?? 0, littleEndian);
  return new Uint8Array(view.buffer);
}

describe("detectEncoding", () => {
  it.each(["utf-8", "utf-8-bom", "utf-16le", "utf-16le-bom", "utf-16be-bom", "windows-1252"] as const)(
    "reads German in %s",
    (encoding) => {
      expect(roundTrip(encodedText(encoding))).toBe(sampleText);
    },
  );

  it("reads UTF-16 without a mark in a script other than Latin, by its blanks", () => {
    expect(roundTrip(Buffer.from(russian, "utf16le"))).toBe(russian);
    expect(roundTrip(Buffer.from(russian, "utf16le").swap16())).toBe(russian);
  });

  it("reads UTF-32", () => {
    expect(roundTrip(utf32("Wärme 🌍", true))).toBe("Wärme 🌍");
    expect(roundTrip(utf32("Wärme 🌍", false))).toBe("Wärme 🌍");
  });

  it("reads Shift_JIS and KOI8-R by their statistics", () => {
    // 「年」「休」 and so on, encoded by hand: Node only decodes these encodings.
    const table = new Map<string, number[]>();
    const decoder = new TextDecoder("shift_jis");
    for (let lead = 0x81; lead <= 0x9f; lead += 1) {
      for (let trail = 0x40; trail <= 0xfc; trail += 1)
        table.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
    const known = [...japanese].filter((character) => table.has(character)).join("");
    expect(roundTrip(Uint8Array.from([...known].flatMap((character) => table.get(character) ?? [])))).toBe(known);

    const koi8 = new Map(
      [...Array(128).keys()].map((byte) => [new TextDecoder("koi8-r").decode(Uint8Array.of(byte + 128)), byte + 128]),
    );
    const bytes = [...russian].map((character) => koi8.get(character) ?? character.charCodeAt(0));
    expect(roundTrip(Uint8Array.from(bytes))).toBe(russian);
  });

  it.each(["windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic", "ibm855"])(
    "reads Russian in %s",
    (encoding) => {
      const bytesOf = new Map(
        [...Array(128).keys()].map((low) => [decodeText(Uint8Array.of(low + 128), encoding), low + 128]),
      );
      const bytes = [...russian].map((character) => bytesOf.get(character) ?? character.charCodeAt(0));
      expect(roundTrip(Uint8Array.from(bytes))).toBe(russian);
    },
  );

  it("reads seven-bit Korean", () => {
    const bytes = Buffer.from("\u001b$)C\u000e?*;g@{\u000f text\n", "latin1");
    expect(roundTrip(bytes)).toBe("역사적 text\n");
  });

  it("finds the letters beyond ASCII far from the beginning", () => {
    const text = `${"plain words, nothing else. ".repeat(10_000)}Größe Übung Maß für Straße`;
    expect(roundTrip(Buffer.from(text, "latin1"))).toBe(text);
  });

  it("keeps a UTF-8 character cut at the end of a sample", () => {
    expect(detectEncoding(Buffer.from("grün ü").subarray(0, 6))).toBe("utf-8");
  });

  it("knows bytes that are no text", () => {
    expect(detectEncoding(Uint8Array.of(1, 0, 0, 5, 7, 0, 9, 0, 0, 3, 0, 0, 1, 2, 0, 0))).toBeNull();
  });
});
