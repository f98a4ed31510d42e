"use client";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useState } from "react";
import { loadPdfLibrary, openPdf, type PdfLibrary } from "./load-pdf.ts";

export interface OpenedPdf {
  library: PdfLibrary;
  document: PDFDocumentProxy;
}

type PdfState = { pdf?: OpenedPdf; failure?: "password" | "unreadable" };

/** Opens a PDF for as long as the page is shown. */
export function usePdf(address: string): PdfState {
  const [state, setState] = useState<PdfState>({});
  useEffect(() => {
    let closed = false;
    let close: (() => Promise<void>) | undefined;
    async function open() {
      const library = await loadPdfLibrary();
      if (closed) return;
      const task = openPdf(library, address);
      close = () => task.destroy();
      const document = await task.promise;
      if (!closed) setState({ pdf: { library, document } });
    }
    open().catch((error: unknown) => {
      if (closed) return;
      const password = error instanceof Error && error.name === "PasswordException";
      setState({ failure: password ? "password" : "unreadable" });
    });
    return () => {
      closed = true;
      void close?.();
    };
  }, [address]);
  return state;
}
