"use client";
import { type DragEvent, useRef, useState } from "react";

/** Files and texts that are dragged over the page have other types. */
const dragType = "application/x-eai-session";

/** Makes an element one that can be dragged into a folder; what drops it elsewhere gets the address. */
export function dragSession(event: DragEvent, id: string): void {
  event.dataTransfer.setData(dragType, id);
  event.dataTransfer.effectAllowed = "copyMove";
}

const openAfterMilliseconds = 600;

/**
 * Where a dragged conversation can be dropped.
 * @param onStay it is held above for a moment (a folded folder opens)
 */
export function useSessionDrop(onDrop: (sessionId: string) => void, onStay?: () => void) {
  const [over, setOver] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  function accepts(event: DragEvent): boolean {
    return event.dataTransfer.types.includes(dragType);
  }

  function leave() {
    setOver(false);
    clearTimeout(timer.current);
    timer.current = undefined;
  }

  const target = {
    onDragOver(event: DragEvent) {
      if (!accepts(event)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "move";
      setOver(true);
      if (onStay) timer.current ??= setTimeout(onStay, openAfterMilliseconds);
    },
    onDragLeave(event: DragEvent) {
      const into = event.relatedTarget;
      if (!(into instanceof Node && event.currentTarget.contains(into))) leave();
    },
    onDrop(event: DragEvent) {
      leave();
      if (!accepts(event)) return;
      event.preventDefault();
      event.stopPropagation();
      onDrop(event.dataTransfer.getData(dragType));
    },
  };
  return { over, target };
}
