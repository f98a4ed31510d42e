import { posix } from "node:path";
import type { OfficePackage } from "./office-package.ts";
import { readXml, xmlAttribute } from "./read-xml.ts";

export interface Relationship {
  /** The last word of its type: `slide`, `chart`, `worksheet`. */
  kind: string;
  /** Of the part it points at, inside the package. */
  path: string;
}

/** What a part points at, by relationship id; what lies outside the package is left out. */
export function readRelationships(file: OfficePackage, part: string): Map<string, Relationship> {
  const found = new Map<string, Relationship>();
  const folder = posix.dirname(part);
  readXml(file.xml(posix.join(folder, "_rels", `${posix.basename(part)}.rels`)), {
    open: (name, attributes) => {
      if (name !== "Relationship" || xmlAttribute(attributes, "TargetMode") === "External") return;
      const id = xmlAttribute(attributes, "Id");
      const target = xmlAttribute(attributes, "Target");
      if (id === null || target === null) return;
      const kind = (xmlAttribute(attributes, "Type") ?? "").split("/").at(-1) ?? "";
      const path = target.startsWith("/") ? target.slice(1) : posix.join(folder, target);
      found.set(id, { kind, path });
    },
  });
  return found;
}
