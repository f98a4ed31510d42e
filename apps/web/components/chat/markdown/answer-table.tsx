"use client";
import { Check, Copy } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useCopy } from "@/components/ui/use-copy.ts";
import { useMessages } from "@/messages/index.tsx";
import { rowsOf, separatorFor, toCsv } from "./table-csv.ts";

/** A table of an answer: scrolls by itself, and goes into a spreadsheet. */
export function AnswerTable({ children }: { children?: ReactNode }) {
  const t = useMessages();
  const table = useRef<HTMLTableElement>(null);
  const { copied, copy } = useCopy();
  return (
    <div className="grid gap-1">
      <section
        aria-label={t.answers.table.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-lg border"
      >
        <table ref={table} className="w-full border-collapse">
          {children}
        </table>
      </section>
      <button
        type="button"
        onClick={() => table.current && copy(toCsv(rowsOf(table.current), separatorFor(t.language)))}
        className="flex h-7 items-center gap-1.5 justify-self-end rounded-md px-2 text-muted-foreground text-xs hover:bg-hover hover:text-foreground"
      >
        {copied ? <Check className="size-3.5" aria-hidden /> : <Copy className="size-3.5" aria-hidden />}
        {copied ? t.common.copied : t.answers.table.copy}
      </button>
    </div>
  );
}
