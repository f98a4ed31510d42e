import type { Pdfium } from "./pdfium.ts";
import type { GrayImage } from "./text-recognition.ts";

/** 72 points make an inch: 180 dots for each, enough for letters of 8 points. */
const pixelsPerPoint = 2.5;
/** A page declared as a poster is drawn smaller: an A4 page has 3 million. */
const pixelLimit = 6_000_000;
const grayFormat = 1;
const white = 0xffffffff;
const withAnnotationsInGray = 0x01 | 0x08;

/** A page as it is shown, with its notes and stamps, in gray; null where it has no area or no memory is left for it. */
export function renderGray({ functions, memory }: Pdfium, page: number): (GrayImage & { scale: number }) | null {
  const pageWidth = functions.FPDF_GetPageWidthF(page);
  const pageHeight = functions.FPDF_GetPageHeightF(page);
  const scale = Math.min(pixelsPerPoint, Math.sqrt(pixelLimit / Math.max(pageWidth * pageHeight, 1)));
  const [width, height] = [Math.round(pageWidth * scale), Math.round(pageHeight * scale)];
  if (width < 1 || height < 1) return null;
  const bitmap = functions.FPDFBitmap_CreateEx(width, height, grayFormat, 0, 0);
  if (bitmap === 0) return null;
  try {
    functions.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    functions.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, withAnnotationsInGray);
    const stride = functions.FPDFBitmap_GetStride(bitmap);
    const buffer = functions.FPDFBitmap_GetBuffer(bitmap);
    const heap = memory();
    const pixels = new Uint8Array(width * height);
    for (let row = 0; row < height; row += 1) {
      pixels.set(heap.subarray(buffer + row * stride, buffer + row * stride + width), row * width);
    }
    return { width, height, pixels, scale };
  } finally {
    functions.FPDFBitmap_Destroy(bitmap);
  }
}
