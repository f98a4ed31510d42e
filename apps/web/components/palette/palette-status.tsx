"use client";
import { LoaderCircle } from "lucide-react";
import { useSettled } from "@/data/settled.ts";
import { useMessages } from "@/messages/index.tsx";

interface PaletteStatusProps {
  wanted: string;
  count: number;
  searching: boolean;
  failed: boolean;
}

const saidAfterMilliseconds = 600;

/** Says that nothing was found, that something could not be asked, and (to screen readers) how much there is. */
export function PaletteStatus({ wanted, count, searching, failed }: PaletteStatusProps) {
  const t = useMessages();
  const words = t.palette;
  const spoken = useSettled(wanted === "" || searching ? "" : words.count(count), saidAfterMilliseconds);
  return (
    <>
      {count === 0 && (
        <p className="flex min-h-20 items-center justify-center gap-2 px-4 text-center text-muted-foreground [overflow-wrap:anywhere]">
          {searching && <LoaderCircle className="size-4 shrink-0 animate-spin" aria-hidden />}
          {searching ? words.searching : words.empty(wanted)}
        </p>
      )}
      {failed && <p className="shrink-0 px-4 py-2 text-warning-text text-xs">{words.partFailed}</p>}
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </>
  );
}
