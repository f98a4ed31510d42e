import { analyse } from "chardet";
import { decodeCyrillic, detectCyrillic } from "./cyrillic-encoding.ts";

const sampleBytes = 65_536;

/**
 * Names the encoding of a text: byte order mark, UTF-16/32 by their pattern of zero bytes, valid UTF-8, then statistics.
 * @param bytes the whole file, or its beginning; a character cut at the end does not matter
 * @returns a label for `decodeText`, or null when the bytes are no text in any encoding known here
 */
export function detectEncoding(bytes: Uint8Array): string | null {
  const marked = encodingOfMark(bytes);
  if (marked !== null) return marked;
  const wide = encodingOfZeros(bytes.subarray(0, sampleBytes));
  if (wide !== null) return wide;
  if (bytes.subarray(0, sampleBytes).includes(0)) return null;
  if (isUtf8(bytes)) return encodingOfEscapes(bytes) ?? "utf-8";
  return encodingByStatistics(bytes);
}

/**
 * @param encoding as `detectEncoding` gives it
 * @returns the text without its byte order mark; bytes that mean nothing become U+FFFD
 */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  if (encoding === "utf-32le" || encoding === "utf-32be") return decodeUtf32(bytes, encoding === "utf-32le");
  if (encoding === "ibm855") return decodeCyrillic(bytes, encoding);
  if (encoding === "iso-2022-kr") return decodeShiftedKorean(bytes);
  return new TextDecoder(encoding).decode(bytes);
}

function encodingOfMark(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? "utf-32le" : "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return "utf-32be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : null;
}

/** Latin letters, blanks and line ends leave zero bytes always on the same side in UTF-16 and UTF-32. */
function encodingOfZeros(sample: Uint8Array): string | null {
  const usable = sample.length - (sample.length % 4);
  if (usable < 4) return null;
  const zeros = [0, 0, 0, 0];
  for (let index = 0; index < usable; index += 1) {
    if (sample[index] === 0) zeros[index % 4] = (zeros[index % 4] ?? 0) + 1;
  }
  const [a = 0, b = 0, c = 0, d = 0] = zeros.map((count) => count / (usable / 4));
  if (c > 0.8 && d > 0.95 && a < 0.2) return "utf-32le";
  if (a > 0.95 && b > 0.8 && d < 0.2) return "utf-32be";
  const [even, odd] = [(a + c) / 2, (b + d) / 2];
  // Text of other scripts has few zeros, those of its blanks and line ends; binary data has them on both sides.
  if (odd > 0.02 && even < odd * 0.1 && isUtf16Text(sample.subarray(0, usable), "utf-16le")) return "utf-16le";
  if (even > 0.02 && odd < even * 0.1 && isUtf16Text(sample.subarray(0, usable), "utf-16be")) return "utf-16be";
  return null;
}

function isUtf16Text(sample: Uint8Array, encoding: "utf-16le" | "utf-16be"): boolean {
  const text = new TextDecoder(encoding).decode(sample);
  const odd =
    text.match(/[\ufffd\p{Cn}\p{Co}\p{Cc}]/gu)?.filter((character) => !/[\t\r\n\f]/.test(character)).length ?? 0;
  return odd <= text.length * 0.02;
}

/** Strict UTF-8; only a character cut off at the very end is forgiven. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** ISO-2022-JP and -KR are seven-bit: valid UTF-8 that switches its alphabet with escape sequences. */
function encodingOfEscapes(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, sampleBytes);
  for (let index = sample.indexOf(0x1b); index >= 0; index = sample.indexOf(0x1b, index + 1)) {
    if (sample[index + 1] !== 0x24) continue;
    if (sample[index + 2] === 0x42 || sample[index + 2] === 0x40) return "iso-2022-jp";
    if (sample[index + 2] === 0x29 && sample[index + 3] === 0x43) return "iso-2022-kr";
  }
  return null;
}

function encodingByStatistics(bytes: Uint8Array): string | null {
  const sample = interestingPart(bytes);
  const cyrillic = detectCyrillic(sample);
  if (cyrillic !== null) return cyrillic;
  for (const { name } of analyse(sample)) {
    const label = name.toLowerCase();
    if (label.startsWith("utf-") || label === "ascii") continue;
    try {
      return new TextDecoder(label).encoding;
    } catch {
      // Not an encoding this platform can decode; the next best guess.
    }
  }
  return "windows-1252";
}

/** Statistics need the letters beyond ASCII, which may begin late in the file. */
function interestingPart(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= sampleBytes) return bytes;
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, Math.min(first - 1024, bytes.length - sampleBytes));
  return bytes.subarray(from, from + sampleBytes);
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let offset = 0; offset + 4 <= bytes.byteLength; offset += 4) {
    const code = view.getUint32(offset, littleEndian);
    if (code === 0xfeff && offset === 0) continue;
    parts.push(code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd");
  }
  return parts.join("");
}

/** ISO-2022-KR (RFC 1557) is EUC-KR without the eighth bit, between the marks for shifting out and in. */
function decodeShiftedKorean(bytes: Uint8Array): string {
  const unshifted: number[] = [];
  let isOut = false;
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0x0e || byte === 0x0f) isOut = byte === 0x0e;
    else if (byte === 0x0a) {
      isOut = false;
      unshifted.push(byte);
    } else if (byte === 0x1b || bytes.subarray(Math.max(0, index - 3), index).includes(0x1b)) continue;
    else unshifted.push(isOut ? byte | 0x80 : byte);
  }
  return new TextDecoder("euc-kr").decode(Uint8Array.from(unshifted));
}
