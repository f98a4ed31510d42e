import type { DocumentFailure } from "@eai/contract";

/** A file that could not be read, with the reason a person is shown. The message holds nothing of the file's text. */
export class ExtractionError extends Error {
  override name = "ExtractionError";
  readonly code: DocumentFailure;

  /** @param reason what is wrong and what to do; left out, the usual sentence of the code */
  constructor(code: DocumentFailure, reason?: string, options?: { cause?: unknown }) {
    super(reason ?? failureReasons[code], options);
    this.code = code;
  }
}

/** The sentence that goes with each reason code when there is nothing more exact to say. */
export const failureReasons: Record<DocumentFailure, string> = {
  empty_document: "The file has no content. Check that the right file was saved, and upload it again.",
  no_text_found:
    "No readable text was found in this file. Export it again with its text, or paste the text into a new document.",
  scanned_document:
    "This document is made of pictures of pages and holds no text. Run text recognition (OCR) on it and upload the result.",
  password_protected: "The file is protected with a password. Save a copy without the password and upload that.",
  file_damaged:
    "The file is damaged and cannot be read. Open it in the program it was made with, save it again and upload that.",
  file_type_unsupported:
    "Only PDF, DOCX, PPTX, XLSX, HTML, CSV, EML, Markdown and text files can be read. Save the file as one of these and upload it again.",
  too_large_when_unpacked:
    "The file becomes too large when it is unpacked. Split it into smaller documents, or save it again without embedded data.",
  extraction_timed_out:
    "Reading the file took too long and was stopped. Split it into smaller documents, then upload them.",
  extraction_out_of_memory:
    "Reading the file took too much memory and was stopped. Split it into smaller documents, then upload them.",
  extraction_failed:
    "The file could not be read. Save it again in the program it was made with, or as PDF, and upload that.",
  embedding_failed: "The embedding model could not be reached or refused the text. Try again later.",
  indexing_failed: "The search index could not be reached or refused the passages. Try again later.",
  storage_failed:
    "The store of files could not be reached, or is full. Tell your administrator, and try again when there is room.",
  cancelled: "Somebody stopped it. Try again when you want it after all.",
  original_missing: "The original file is no longer in the store. Upload it again.",
  internal_error: "Something went wrong on our side. Try again; if it happens again, tell your administrator.",
};
