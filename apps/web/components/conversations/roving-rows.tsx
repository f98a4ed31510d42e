"use client";
import { createContext, type KeyboardEvent, type ReactNode, useContext, useMemo, useRef, useState } from "react";

/** Every row that can be reached; those of a folded folder are there but hidden. */
const rowSelector = "[data-row]:not([hidden] *)";

interface RovingRows {
  active: string | undefined;
  setActive: (key: string) => void;
}

const RovingContext = createContext<RovingRows>({ active: undefined, setActive: () => undefined });

interface RovingAreaProps {
  /** Every row from the top down. */
  rows: readonly string[];
  /** Where the focus comes in when it has not been here. */
  initial: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A list that is one stop of the Tab key: arrows, Home and End go from row to row. */
export function RovingArea({ rows, initial, className, children }: RovingAreaProps) {
  const [last, setActive] = useState<string>();
  const area = useRef<HTMLDivElement>(null);
  const active = [last, initial].find((key) => key !== undefined && rows.includes(key)) ?? rows[0];
  const value = useMemo(() => ({ active, setActive }), [active]);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const target = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (!target || !area.current) return;
    const all = [...area.current.querySelectorAll<HTMLElement>(rowSelector)];
    const steps: Partial<Record<string, number>> = {
      ArrowDown: Math.min(all.indexOf(target) + 1, all.length - 1),
      ArrowUp: Math.max(all.indexOf(target) - 1, 0),
      Home: 0,
      End: all.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  }

  return (
    <RovingContext value={value}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows in it take the keys */}
      <div ref={area} onKeyDown={onKeyDown} className={className}>
        {children}
      </div>
    </RovingContext>
  );
}

/** What a row needs to take part: its attributes, and the `tabIndex` of what belongs to it. */
export function useRovingRow(key: string) {
  const { active, setActive } = useContext(RovingContext);
  const tabIndex = active === key ? 0 : -1;
  return { row: { "data-row": key, tabIndex, onFocus: () => setActive(key) }, tabIndex };
}

/** Puts the focus on the row after this element's (or before, at the end), because this one goes away. */
export function focusNeighbour(element: Element): void {
  const all = [...document.querySelectorAll<HTMLElement>(rowSelector)];
  const at = all.findIndex((row) => row.isSameNode(element));
  (all[at + 1] ?? all[at - 1])?.focus();
}
