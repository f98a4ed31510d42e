import type { PDFPageProxy } from "pdfjs-dist";
import type { PdfLibrary } from "./load-pdf.ts";
import { matchPassage } from "./passage-match.ts";

/** More pixels than this are not drawn: some browsers refuse such a canvas. */
const mostPixels = 16_000_000;

interface DrawInput {
  library: PdfLibrary;
  page: PDFPageProxy;
  canvas: HTMLCanvasElement;
  textLayer: HTMLElement;
  /** CSS pixels of the page's width. */
  width: number;
  passage: string | undefined;
  signal: AbortSignal;
}

/**
 * Draws a page and lays its text over it, so that it can be selected and the passage marked.
 * @returns the first marked element; null when the passage was not found on this page
 */
export async function drawPage({
  library,
  page,
  canvas,
  textLayer,
  width,
  passage,
  signal,
}: DrawInput): Promise<HTMLElement | null> {
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
  const wanted = window.devicePixelRatio || 1;
  const density = Math.min(wanted, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  canvas.style.width = `${viewport.width}px`;
  canvas.style.height = `${viewport.height}px`;
  const drawing = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  signal.addEventListener("abort", () => drawing.cancel(), { once: true });
  await drawing.promise;

  textLayer.replaceChildren();
  textLayer.style.setProperty("--total-scale-factor", String(viewport.scale));
  const layer = new library.TextLayer({ textContentSource: page.streamTextContent(), container: textLayer, viewport });
  signal.addEventListener("abort", () => layer.cancel(), { once: true });
  await layer.render();
  return passage ? mark(layer.textDivs, layer.textContentItemsStr, passage) : null;
}

function mark(elements: readonly HTMLElement[], texts: readonly string[], passage: string): HTMLElement | null {
  let first: HTMLElement | null = null;
  for (const [index, matches] of matchPassage(texts, passage).entries()) {
    const element = elements[index];
    if (!matches || !element) continue;
    element.dataset.highlight = "";
    first ??= element;
  }
  return first;
}
