"use client";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

interface VirtualRowsProps<Item> {
  items: readonly Item[];
  /** Stays with an item while the list around it changes. */
  keyOf: (item: Item) => string | number;
  /** What is scrolled; rows are drawn where it shows them. May hold more than this list. */
  scrollArea: HTMLElement | null;
  /** Of a row nobody has seen yet, in pixels. */
  estimatedHeight: number;
  /** Of all rows, where more are to come; default: those given. */
  total?: number;
  label: string;
  className?: string;
  rowClassName?: string;
  /** Keeps this row in view. */
  active?: number | undefined;
  render: (item: Item, index: number) => ReactNode;
  /** The last rows come into view: more may be read. */
  onNearEnd?: (() => void) | undefined;
}

const rowsBeyondView = 8;
const nearEndRows = 25;

/**
 * A list of any length of which only what is in view is drawn. The row that has the focus stays, wherever one scrolls, so that
 * neither a change of the list nor the wheel takes the focus from somebody.
 */
export function VirtualRows<Item>(props: VirtualRowsProps<Item>) {
  const {
    items,
    keyOf,
    scrollArea,
    estimatedHeight,
    total,
    label,
    className,
    rowClassName,
    active,
    render,
    onNearEnd,
  } = props;
  const list = useRef<HTMLUListElement>(null);
  const margin = useDistanceToTop(list, scrollArea);
  const [focusedKey, setFocusedKey] = useState<string | number>();
  const focused = focusedKey === undefined ? -1 : items.findIndex((item) => keyOf(item) === focusedKey);
  const rows = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: items.length,
    getScrollElement: () => scrollArea,
    estimateSize: () => estimatedHeight,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan: rowsBeyondView,
    scrollMargin: margin,
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range);
      return focused < 0 || drawn.includes(focused) ? drawn : [...drawn, focused].toSorted((one, other) => one - other);
    },
  });
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? -1;

  useEffect(() => {
    if (lastShown >= items.length - nearEndRows) onNearEnd?.();
  }, [lastShown, items.length, onNearEnd]);

  useEffect(() => {
    if (active !== undefined && active >= 0) rows.scrollToIndex(active, { align: "auto" });
  }, [active, rows]);

  return (
    <ul
      ref={list}
      aria-label={label}
      className={className}
      style={{ position: "relative", height: rows.getTotalSize() }}
    >
      {shown.map(({ key, index, start }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={total ?? items.length}
            aria-posinset={index + 1}
            onFocus={() => setFocusedKey(keyOf(item))}
            className={rowClassName}
            style={{ position: "absolute", insetInline: 0, top: 0, transform: `translateY(${start - margin}px)` }}
          >
            {render(item, index)}
          </li>
        );
      })}
    </ul>
  );
}

/** How far below the beginning of what is scrolled a list begins; what stands above it may grow. */
function useDistanceToTop(list: RefObject<HTMLElement | null>, scrollArea: HTMLElement | null): number {
  const [distance, setDistance] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element || !scrollArea) return;
    function measure() {
      if (!element || !scrollArea) return;
      const above = element.getBoundingClientRect().top - scrollArea.getBoundingClientRect().top;
      setDistance(Math.round(above + scrollArea.scrollTop));
    }
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scrollArea);
    for (const child of scrollArea.children) observer.observe(child);
    return () => observer.disconnect();
  }, [list, scrollArea]);
  return distance;
}
