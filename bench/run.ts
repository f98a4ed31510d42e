import { measureAudit } from "./audit.ts";
import { measureBulkIngestion } from "./bulk-ingestion.ts";
import { measureDocuments } from "./documents.ts";
import type { Figure } from "./figure.ts";
import { measureFilteredSearch } from "./filtered-search.ts";
import { measureFirstToken } from "./first-token.ts";
import { measureFusion } from "./fusion.ts";
import { measureGateway } from "./gateway.ts";
import { measureLimits } from "./limits.ts";
import { measurePdfIngestion } from "./pdf-ingestion.ts";
import { measureRetrievalCache } from "./retrieval-cache.ts";
import { measureSearchQuality } from "./search-quality.ts";
import { measureWeb } from "./web.ts";
import { measureWebStream } from "./web-stream.ts";

const usage = `npm run bench [-- name]

  first-token            what the product adds to the time to the first token
  gateway                the OpenAI-compatible API beside Portkey's gateway and a bare proxy, a core each; installs
                         Portkey into the folder for temporary files; BENCH_DATABASE_URL, BENCH_REDIS_URL
  pdf                    PDFs from upload to ready, against pdf.js; with BENCH_DATA real ones too
  filtered-search [passages] [dimensions]
                         search where 1, 10 and 100 of a hundred passages may be read: recall and time;
                         BENCH_DATABASE_URL for a server
  documents [group…]     every file of BENCH_DATA/documents through the extraction: outcome, time, memory, and how far its
                         text is the expected one; docling/pdf, docx, encodings … for one group
  bulk                   a thousand small files from upload to ready
  audit                  what an audit row costs, and the verification of 100,000 of them
  limits [takes]         two processes racing for the limits of a minute on one Redis, and one of them killed
  search [collection…]   quality and speed of search; needs BENCH_DATA, a folder with collections in BEIR form:
                         scifact, cranfield, xquad/en, xquad/zh, anthropic-codebase
  retrieval-cache        hits and mistakes of the cache of searches on pairs of like sentences, and its speed; BENCH_DATA
  web [page…]            Lighthouse on sign-in, chat and knowledge pages, and the script each loads; installs Lighthouse
                         into the folder for temporary files
  fusion                 ways of putting the rankings by words and by meaning together; needs BENCH_DATA
  web-stream [rounds]    script time and longest task of the page in Chromium: a streamed answer of 10,000 tokens, and a
                         conversation of 500 messages opened and scrolled through

Without a name all are run.`;

const measurements: Record<string, (rest: readonly string[]) => Promise<Figure[]>> = {
  "first-token": measureFirstToken,
  gateway: measureGateway,
  pdf: () => measurePdfIngestion(process.env.BENCH_DATA),
  documents: onData(measureDocuments),
  bulk: measureBulkIngestion,
  "filtered-search": measureFilteredSearch,
  audit: measureAudit,
  limits: measureLimits,
  search: onData(measureSearchQuality),
  fusion: onData(measureFusion),
  "web-stream": measureWebStream,
  web: measureWeb,
  "retrieval-cache": onData(measureRetrievalCache),
};

const [name, ...rest] = process.argv.slice(2);
const chosen = name === undefined ? Object.values(measurements) : [measurements[name]];
for (const measure of chosen) {
  if (measure === undefined) {
    console.error(usage);
    process.exit(2);
  }
  for (const figure of await measure(rest)) console.log(lineOf(figure));
}

/** A measurement that reads the folder of sample data, and is left out where there is none. */
function onData(measure: (folder: string, rest: readonly string[]) => Promise<Figure[]>) {
  return async (rest: readonly string[]): Promise<Figure[]> => {
    const folder = process.env.BENCH_DATA;
    if (folder) return measure(folder, rest);
    console.error("Not measured: set BENCH_DATA to a folder with the sample data (see --help).");
    return [];
  };
}

function lineOf({ name: label, value, unit, target }: Figure): string {
  const shown = value >= 10 ? value.toFixed(1) : value.toPrecision(3);
  return `${label.padEnd(48)} ${shown.padStart(8)} ${unit}${target === undefined ? "" : `  (${target})`}`;
}
