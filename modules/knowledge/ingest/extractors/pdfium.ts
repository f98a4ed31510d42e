import { PDFiumModule } from "@hyzyla/pdfium";
import { ExtractionError } from "../extraction-error.ts";

/** The functions of PDFium's C interface used here; handles are addresses in its memory, 0 stands for a failure. */
interface PdfiumFunctions {
  malloc(size: number): number;
  free(address: number): void;
  FPDF_InitLibrary(): void;
  FPDF_LoadMemDocument(address: number, size: number, password: number): number;
  FPDF_CloseDocument(document: number): void;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: number): number;
  FPDF_GetMetaText(document: number, tag: number, buffer: number, size: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageHeightF(page: number): number;
  FPDF_GetPageWidthF(page: number): number;
  FPDFPage_GetRotation(page: number): number;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  FPDFFormObj_CountObjects(object: number): number;
  FPDFFormObj_GetObject(object: number, index: number): number;
  FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  FPDFBitmap_CreateEx(width: number, height: number, format: number, buffer: number, stride: number): number;
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, color: number): void;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    left: number,
    top: number,
    width: number,
    height: number,
    rotation: number,
    flags: number,
  ): void;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(textPage: number): void;
  FPDFText_CountChars(textPage: number): number;
  FPDFText_GetText(textPage: number, start: number, count: number, buffer: number): number;
  FPDFText_GetCharIndexFromTextIndex(textPage: number, textIndex: number): number;
  FPDFText_GetLooseCharBox(textPage: number, index: number, rectangle: number): number;
  FPDFText_GetFontWeight(textPage: number, index: number): number;
}

export interface Pdfium {
  functions: PdfiumFunctions;
  /** The memory as it is now: it moves when it grows, so never keep this over a call. */
  memory(): Buffer;
}

let loaded: Promise<Pdfium> | undefined;

/** PDFium compiled to WebAssembly, loaded once per process. */
function loadPdfium(): Promise<Pdfium> {
  loaded ??= initialise();
  return loaded;
}

async function initialise(): Promise<Pdfium> {
  const module = await PDFiumModule({});
  const functions = allFunctions(module.wasmExports);
  functions.FPDF_InitLibrary();
  return { functions, memory: () => Buffer.from(module.HEAPU8.buffer) };
}

/** The package types only two of the exported functions; the rest have the signatures of PDFium's public headers. */
function allFunctions(wasmExports: unknown): PdfiumFunctions {
  return wasmExports as PdfiumFunctions;
}

/**
 * Opens a document for as long as `work` takes.
 * @throws ExtractionError `password_protected`, `file_damaged`
 */
export async function withPdfDocument<Value>(
  bytes: Uint8Array,
  work: (pdfium: Pdfium, document: number) => Value | Promise<Value>,
): Promise<Value> {
  const pdfium = await loadPdfium();
  const { functions } = pdfium;
  const address = functions.malloc(bytes.length);
  if (address === 0) throw new ExtractionError("extraction_out_of_memory");
  pdfium.memory().set(bytes, address);
  const document = functions.FPDF_LoadMemDocument(address, bytes.length, 0);
  try {
    if (document === 0) throw openingError(functions.FPDF_GetLastError());
    return await work(pdfium, document);
  } finally {
    if (document !== 0) functions.FPDF_CloseDocument(document);
    functions.free(address);
  }
}

function openingError(code: number): ExtractionError {
  if (code === pdfiumErrors.password || code === pdfiumErrors.security)
    return new ExtractionError("password_protected");
  return new ExtractionError("file_damaged");
}

/** Error numbers of `FPDF_GetLastError`. */
const pdfiumErrors = { password: 4, security: 5 } as const;

/** Types of page objects. */
export const pageObjects = { image: 3, form: 5 } as const;
