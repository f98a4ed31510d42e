import { detectFileType } from "../../modules/knowledge/ingest/detect-type.ts";
import type { ExtractedDocument } from "../../modules/knowledge/ingest/document.ts";
import { type ExtractionLimits, extractDocument } from "../../modules/knowledge/ingest/extract.ts";
import { ExtractionError } from "../../modules/knowledge/ingest/extraction-error.ts";
import type { SampleDocument } from "./document-collection.ts";

export interface ReadSample {
  sample: SampleDocument;
  /** `ready`, or the reason code. */
  outcome: string;
  document: ExtractedDocument | null;
  seconds: number;
  /** The most the process has held so far, in MB; null when it was ended. */
  peakMegabytes: number | null;
}

/** A file as an upload would go: its type from its bytes, then the extraction process. Anything but a typed reason is thrown. */
export async function readSample(sample: SampleDocument, limits: ExtractionLimits): Promise<ReadSample> {
  const start = performance.now();
  let peakMegabytes: number | null = null;
  const finished = (outcome: string, document: ExtractedDocument | null): ReadSample => ({
    sample,
    outcome,
    document,
    seconds: (performance.now() - start) / 1000,
    peakMegabytes,
  });
  try {
    const type = await detectFileType(sample);
    if (type === null) return finished("file_type_unsupported", null);
    const file = { path: sample.path, name: sample.name, mediaType: type.mediaType };
    const document = await extractDocument(file, limits, new AbortController().signal, {
      measured: (megabytes) => {
        peakMegabytes = megabytes;
      },
    });
    return finished("ready", document);
  } catch (error) {
    if (error instanceof ExtractionError) return finished(error.code, null);
    throw error;
  }
}
