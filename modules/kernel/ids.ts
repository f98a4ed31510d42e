import { v7 } from "uuid";

export type IdPrefix =
  | "ten"
  | "usr"
  | "kb"
  | "doc"
  | "ver"
  | "chk"
  | "ses"
  | "msg"
  | "aud"
  | "use"
  | "rsv"
  | "req"
  | "sgn"
  | "acc"
  | "grp"
  | "key"
  | "grn"
  | "inv"
  | "dir"
  | "bud";

/** A new id: a prefix that names the kind over a UUIDv7, so ids sort by time of creation. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${v7()}`;
}
