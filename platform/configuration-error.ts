/** One thing that is wrong with the configuration: which variable, or which place of a file, and what to do. */
export interface ConfigurationMistake {
  variable: string;
  advice: string;
}

/** The environment cannot be used as it stands. Lists every mistake at once, so that they are mended in one go. */
export class ConfigurationError extends Error {
  override name = "ConfigurationError";
  readonly mistakes: readonly ConfigurationMistake[];
  constructor(mistakes: readonly ConfigurationMistake[]) {
    const lines = mistakes.map((mistake) => `  ${mistake.variable}: ${mistake.advice}`);
    super(
      `The configuration has ${mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`}:\n${lines.join("\n")}`,
    );
    this.mistakes = mistakes;
  }
}
