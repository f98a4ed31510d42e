"use client";
import { Command } from "cmdk";
import { type ReactNode, useEffect, useRef } from "react";
import { useMessages } from "@/messages/index.tsx";

interface PaletteResultsProps {
  wanted: string;
  /** Entries that are drawn. */
  children: ReactNode;
  empty: boolean;
  /** What is said beside them; not a part of the list. */
  note?: ReactNode;
}

/** The list of what can be chosen, with what is said about it below. */
export function PaletteResults({ wanted, children, empty, note }: PaletteResultsProps) {
  const t = useMessages();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other results begin at their top
  useEffect(() => {
    list.current?.scrollTo({ top: 0 });
  }, [wanted]);
  return (
    <>
      <Command.List
        ref={list}
        label={t.palette.list}
        hidden={empty}
        className="min-h-0 grow scroll-py-2 overflow-y-auto overscroll-contain px-2 py-2"
      >
        {children}
      </Command.List>
      {note}
    </>
  );
}
