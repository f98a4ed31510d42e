"use client";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "@/messages/index.tsx";
import { drawPage } from "./draw-page.ts";
import type { OpenedPdf } from "./use-pdf.ts";

const widestPixels = 900;

interface PdfPageProps {
  pdf: OpenedPdf;
  page: number;
  zoom: number;
  passage: string | undefined;
  onLocated: (located: boolean) => void;
}

/** One page of a PDF, as wide as there is room, with the passage marked and scrolled to. */
export function PdfPage({ pdf, page, zoom, passage, onLocated }: PdfPageProps) {
  const t = useMessages();
  const frame = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const textLayer = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [drawn, setDrawn] = useState(false);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const style = getComputedStyle(element);
      setRoom(element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (room <= 0 || !canvas.current || !textLayer.current) return;
    const controller = new AbortController();
    const target = { canvas: canvas.current, textLayer: textLayer.current };
    const width = Math.min(room, widestPixels) * zoom;
    async function draw() {
      const opened = await pdf.document.getPage(page);
      if (controller.signal.aborted) return;
      const first = await drawPage({
        library: pdf.library,
        page: opened,
        width,
        passage,
        signal: controller.signal,
        ...target,
      });
      if (controller.signal.aborted) return;
      setDrawn(true);
      onLocated(passage === undefined || first !== null);
      if (first) first.scrollIntoView({ block: "center" });
      else frame.current?.scrollTo({ top: 0 });
    }
    draw().catch((error: unknown) => {
      // A page turned before it was drawn ends in an exception of pdf.js.
      if (!controller.signal.aborted) console.error(error);
    });
    return () => controller.abort();
  }, [pdf, page, zoom, passage, room, onLocated]);

  return (
    <section
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      aria-label={t.viewer.pageLabel(page)}
      className="min-h-0 grow overflow-auto bg-muted/60 p-3 -outline-offset-2 md:p-6"
    >
      <div className="relative mx-auto w-fit bg-white shadow-floating" data-drawn={drawn || undefined}>
        <canvas ref={canvas} className="block" />
        <div ref={textLayer} className="pdf-text-layer" />
      </div>
    </section>
  );
}
