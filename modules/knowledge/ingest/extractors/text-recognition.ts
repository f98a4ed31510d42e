import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";
import { ExtractionError } from "../extraction-error.ts";
import { recognitionData } from "../recognition-languages.ts";

/** A picture of a page: one byte of brightness for each pixel, rows from the top. */
export interface GrayImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** In pixels from the upper left corner. */
interface PixelBox {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface RecognisedLine {
  text: string;
  box: PixelBox;
}

export interface Recogniser {
  /** Paragraphs in reading order, each its lines. Takes one to three seconds for a page. */
  recognise(image: GrayImage): RecognisedLine[][];
}

/** Lines the recogniser itself doubts: specks, stamps, drawings. 0 to 100. */
const leastConfidence = 55;
/** Of the recogniser: the neural network only, and blocks of text found by itself. */
const neuralNetworkOnly = 1;
const inputFile = "/input";

/** The part of Tesseract's C++ interface used here, as Emscripten gives it. */
interface TesseractApi {
  Init(dataPath: null, languages: string, engine: number): number;
  SetVariable(name: string, value: string): void;
  SetImageFile(exifOrientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetJSONText(): string;
  Clear(): void;
}
interface TesseractModule {
  FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void };
  TessBaseAPI: new () => TesseractApi;
}
interface RecognitionTree {
  blocks: { paragraphs: { lines: { text: string; confidence: number; bbox: PixelBox }[] }[] }[] | null;
}

let loaded: { languages: string; recogniser: Promise<Recogniser> } | undefined;

/**
 * Tesseract, compiled to WebAssembly, with language data of installed packages: nothing is fetched, nothing written. Loaded
 * once per process and set of languages.
 * @param languages Tesseract's codes joined with `+`, such as `eng+deu`
 * @throws ExtractionError `extraction_failed` where it, or the data of a language, is not installed
 */
export function loadRecogniser(languages: string): Promise<Recogniser> {
  if (loaded?.languages !== languages) loaded = { languages, recogniser: initialise(languages) };
  return loaded.recogniser;
}

async function initialise(languages: string): Promise<Recogniser> {
  try {
    const module = await loadTesseract();
    for (const language of languages.split("+")) {
      const path = recognitionData(language);
      if (path === null) throw new Error(`There is no data for ${language}`);
      module.FS.writeFile(`./${language}.traineddata`, gunzipSync(readFileSync(path)));
    }
    const api = new module.TessBaseAPI();
    if (api.Init(null, languages, neuralNetworkOnly) !== 0) throw new Error("Tesseract did not start");
    return { recognise: (image) => recognise(module, api, image) };
  } catch (error) {
    loaded = undefined;
    throw new ExtractionError(
      "extraction_failed",
      "Text recognition could not be started. Tell your administrator to check the languages set for it.",
      { cause: error },
    );
  }
}

/** Not through a thread of `tesseract.js`, which reads all languages from one folder; by its own choice of build. */
async function loadTesseract(): Promise<TesseractModule> {
  const fromTesseract = createRequire(createRequire(import.meta.url).resolve("tesseract.js"));
  const chooseBuild = fromTesseract("./worker-script/node/getCore.js") as (
    engine: number,
    path: null,
    listener: { progress(): void },
  ) => Promise<(options: object) => Promise<TesseractModule>>;
  const create = await chooseBuild(neuralNetworkOnly, null, { progress: () => {} });
  return create({ TesseractProgress: () => {}, print: () => {}, printErr: () => {} });
}

function recognise(module: TesseractModule, api: TesseractApi, image: GrayImage): RecognisedLine[][] {
  module.FS.writeFile(inputFile, portableGrayMap(image));
  try {
    if (api.SetImageFile(1, 0) !== 0) throw new Error("The picture of a page was refused");
    api.Recognize(null);
    return paragraphsOf(JSON.parse(api.GetJSONText()) as RecognitionTree);
  } finally {
    api.Clear();
    module.FS.unlink(inputFile);
  }
}

function portableGrayMap({ width, height, pixels }: GrayImage): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, "latin1"), pixels]);
}

/** Nothing but single letters and pairs of them is what becomes of a photograph. */
function paragraphsOf({ blocks }: RecognitionTree): RecognisedLine[][] {
  const paragraphs = (blocks ?? [])
    .flatMap((block) => block.paragraphs)
    .map(({ lines }) =>
      lines
        .filter(({ text, confidence }) => confidence >= leastConfidence && text.trim() !== "")
        .map(({ text, bbox }) => ({ text: text.trim(), box: bbox })),
    )
    .flatMap(apartByGaps);
  return paragraphs.some((lines) => lines.some(({ text }) => /\p{L}{3}|\p{N}{3}/u.test(text))) ? paragraphs : [];
}

/** A page number at the foot is taken for the last line of the paragraph above, whatever lies between. */
function apartByGaps(lines: readonly RecognisedLine[]): RecognisedLine[][] {
  const groups: RecognisedLine[][] = [];
  let previous: PixelBox | undefined;
  for (const line of lines) {
    const isApart = previous === undefined || line.box.y0 - previous.y1 > 1.5 * (previous.y1 - previous.y0);
    if (isApart) groups.push([line]);
    else groups.at(-1)?.push(line);
    previous = line.box;
  }
  return groups;
}
