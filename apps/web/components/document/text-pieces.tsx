"use client";
import type { PageKind } from "@eai/contract";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { useMessages } from "@/messages/index.tsx";
import type { TextPiece } from "./joined-text.ts";
import { type TableRow, type TextBlock, tellTables } from "./text-tables.ts";

interface TextPiecesProps {
  pieces: readonly TextPiece[];
  /** Which passage is marked; another one is scrolled to. */
  passage: string | undefined;
  pageKind: PageKind;
  before?: ReactNode;
  after?: ReactNode;
}

/** The text of a document, with a passage marked and scrolled to. */
export function TextPieces({ pieces, passage, pageKind, before, after }: TextPiecesProps) {
  const t = useMessages();
  const section = useRef<HTMLElement>(null);
  const blocks = useMemo(() => tellTables(pieces), [pieces]);
  const isFound = pieces.some((piece) => piece.marked);

  // Once for each passage: more text that is read later must not move the reader.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage is another place
  useEffect(() => {
    const frame = section.current;
    const marked = frame?.querySelector("[data-marked]");
    if (!isFound || !marked || !frame) return;
    // Of a passage that is higher than the window the beginning is shown.
    marked.scrollIntoView({ block: marked.getBoundingClientRect().height > frame.clientHeight ? "start" : "center" });
  }, [isFound, passage]);

  if (pieces.length === 0) return <p className="py-16 text-center text-muted-foreground">{t.viewer.noText}</p>;
  return (
    <section
      ref={section}
      aria-label={t.viewer.textLead}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-y-auto bg-muted/40 px-3 py-4 -outline-offset-2 md:px-6 md:py-6"
    >
      <div className="mx-auto max-w-3xl rounded-lg border bg-surface px-4 py-5 shadow-raised md:px-10 md:py-8">
        <p className="mb-6 text-muted-foreground text-xs">{t.viewer.textLead}</p>
        {before && <p className="mb-4 text-center">{before}</p>}
        <div className="text-reading leading-7 [overflow-wrap:anywhere]">
          {blocks.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity and do not move
            <Block key={index} block={block} pageKind={pageKind} />
          ))}
        </div>
        {after && <p className="mt-4 text-center">{after}</p>}
      </div>
    </section>
  );
}

function Block({ block, pageKind }: { block: TextBlock; pageKind: PageKind }) {
  const t = useMessages();
  if (block.kind === "table") return <TableBlock header={block.header} rows={block.rows} />;
  return (
    <div className="whitespace-pre-wrap">
      {block.pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity and do not move
        <span key={index}>
          {piece.page !== null && <PageBreak label={t.citationWords.place[pageKind](piece.page, null)} />}
          {piece.marked ? (
            <mark data-marked className="scroll-mt-6 rounded-sm bg-highlight text-foreground">
              {piece.text}
            </mark>
          ) : (
            piece.text
          )}
        </span>
      ))}
    </div>
  );
}

function TableBlock({ header, rows }: { header: TableRow | null; rows: readonly TableRow[] }) {
  const t = useMessages();
  return (
    <section
      aria-label={t.library.viewer.table}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      className="my-2 overflow-x-auto rounded-md border [overflow-wrap:normal]"
    >
      <table className="w-max min-w-full text-start text-small leading-5 tabular-nums">
        {header && (
          <thead className="bg-muted text-muted-foreground">
            <tr data-marked={header.marked || undefined} className={cn(header.marked && markedRow)}>
              {header.cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
                <th key={column} scope="col" className="min-w-16 max-w-80 px-3 py-2 text-start font-medium">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, index) => (
            <tr
              // biome-ignore lint/suspicious/noArrayIndexKey: rows do not move
              key={index}
              data-marked={row.marked || undefined}
              className={cn("border-t first:border-t-0", row.marked && markedRow)}
            >
              {row.cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
                <td key={column} className="min-w-16 max-w-80 px-3 py-1.5 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const markedRow = "scroll-mt-6 bg-highlight text-foreground";

function PageBreak({ label }: { label: string }) {
  return (
    <span className="my-4 flex select-none items-center gap-3 text-muted-foreground text-xs">
      <span className="h-px grow bg-border" aria-hidden />
      {label}
      <span className="h-px grow bg-border" aria-hidden />
    </span>
  );
}
