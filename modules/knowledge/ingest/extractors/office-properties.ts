import { documentDate } from "../document-date.ts";
import { readXml, unescapeXml } from "./read-xml.ts";

/** What an Office file says of itself. */
export interface CoreProperties {
  title: string | null;
  /** When it was last changed, else when it was made; RFC 3339. */
  datedAt: string | null;
}

/** @param coreXml `docProps/core.xml`; may be empty */
export function readCoreProperties(coreXml: string): CoreProperties {
  const values = new Map<string, string>();
  let element = "";
  readXml(coreXml, {
    open: (name) => {
      element = name;
    },
    close: () => {
      element = "";
    },
    text: (raw) => {
      if (element !== "") values.set(element, (values.get(element) ?? "") + unescapeXml(raw));
    },
  });
  return {
    title: values.get("title")?.trim() || null,
    datedAt: documentDate(values.get("modified")) ?? documentDate(values.get("created")),
  };
}
