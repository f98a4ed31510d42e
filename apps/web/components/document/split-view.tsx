"use client";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useMessages } from "@/messages/index.tsx";

const narrowest = 260;
const widest = 720;
const standard = 380;
const step = 24;

function clamp(width: number): number {
  return Math.min(Math.max(Math.round(width), narrowest), widest);
}

interface SplitViewProps {
  main: ReactNode;
  side: ReactNode;
  sideLabel: string;
}

/** Two areas beside each other; the line between them is moved by pointer or arrow keys. For windows that have room for both. */
export function SplitView({ main, side, sideLabel }: SplitViewProps) {
  const t = useMessages();
  const [width, setWidth] = useState(standard);
  const frame = useRef<HTMLDivElement>(null);

  function drag(event: PointerEvent<HTMLElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const { left, right } = frame.current.getBoundingClientRect();
    const isRtl = getComputedStyle(frame.current).direction === "rtl";
    setWidth(clamp(isRtl ? event.clientX - left : right - event.clientX));
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const isRtl = getComputedStyle(event.currentTarget).direction === "rtl";
    const wider = isRtl ? "ArrowRight" : "ArrowLeft";
    const narrower = isRtl ? "ArrowLeft" : "ArrowRight";
    if (event.key === wider) setWidth(clamp(width + step));
    else if (event.key === narrower) setWidth(clamp(width - step));
    else if (event.key === "Home") setWidth(narrowest);
    else if (event.key === "End") setWidth(widest);
    else return;
    // The document beside it would turn its pages.
    event.stopPropagation();
    event.preventDefault();
  }

  return (
    <div ref={frame} className="flex h-full min-h-0">
      <div className="min-w-0 grow">{main}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a line that is moved is no thematic break */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={t.library.viewer.resize}
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => setWidth(standard)}
        className="relative w-px shrink-0 cursor-col-resize touch-none bg-border after:absolute after:inset-y-0 after:-inset-x-1.5 hover:bg-accent focus-visible:bg-accent"
      />
      <aside aria-label={sideLabel} className="max-w-[60%] shrink-0 bg-sidebar" style={{ width }}>
        {side}
      </aside>
    </div>
  );
}
