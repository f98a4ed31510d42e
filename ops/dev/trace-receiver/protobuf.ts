/** One field of a protobuf message: its number, and its value as it stands in the bytes. */
export interface Field {
  number: number;
  value: bigint | Uint8Array;
}

/**
 * The fields of a protobuf message, in order.
 * @throws Error for bytes that are no message
 */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function readVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error("A number has no end");
  }

  while (at < bytes.length) {
    const tag = Number(readVarint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: readVarint() };
        break;
      case 1:
        yield { number, value: view.getBigUint64(at, true) };
        at += 8;
        break;
      case 2: {
        const length = Number(readVarint());
        if (at + length > bytes.length) throw new Error("A field is longer than its message");
        yield { number, value: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        yield { number, value: BigInt(view.getUint32(at, true)) };
        at += 4;
        break;
      default:
        throw new Error(`Field ${number} has an unknown kind`);
    }
  }
}
