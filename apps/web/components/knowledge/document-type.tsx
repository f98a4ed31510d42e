import {
  FileSpreadsheet,
  FileText,
  FileType,
  Globe,
  type LucideIcon,
  Mail,
  Presentation,
  ScrollText,
  Table,
} from "lucide-react";
import type { formats } from "@/messages/en/formats.ts";

type FormatName = keyof typeof formats.names;

const formatOf: Readonly<Record<string, FormatName>> = {
  "application/pdf": "pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "sheets",
  "text/html": "web",
  "text/csv": "table",
  "message/rfc822": "mail",
  "text/markdown": "markdown",
};

const icons: Readonly<Record<FormatName, LucideIcon>> = {
  pdf: FileType,
  word: FileText,
  slides: Presentation,
  sheets: FileSpreadsheet,
  web: Globe,
  table: Table,
  mail: Mail,
  markdown: ScrollText,
  text: FileText,
};

/** The key of a format's name in the messages, by the media type of a document. */
export function formatName(mediaType: string): FormatName {
  return formatOf[mediaType] ?? "text";
}

/** Media types with the key of their format's name, in the order they are offered. */
export const mediaTypes: readonly (readonly [mediaType: string, name: FormatName])[] = [
  ...Object.entries(formatOf),
  ["text/plain", "text"],
];

/** What kind of file a document is, as a picture; its name stands in the line beside it. */
export function DocumentTypeIcon({ mediaType }: { mediaType: string }) {
  const Icon = icons[formatName(mediaType)];
  return <Icon className="size-4 shrink-0 text-muted-foreground max-xs:hidden" aria-hidden />;
}
