import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Where the data for recognising a language lies: the kind for the neural network in whole numbers, a quarter of the full
 * size and faster.
 * @param language Tesseract's code, such as `eng`
 * @returns null where the package `@tesseract.js-data/…` is not installed
 */
export function recognitionData(language: string): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${language}/package.json`));
    return join(folder, "4.0.0_best_int", `${language}.traineddata.gz`);
  } catch {
    return null;
  }
}

/** @param languages codes joined with `+`. @returns those that cannot be recognised here */
export function missingRecognitionLanguages(languages: string): string[] {
  return languages.split("+").filter((language) => recognitionData(language) === null);
}
