const negations =
  /(?<!\p{L})(?:not|no|never|cannot|none|neither|nor|without|forbidden|prohibited|nicht|kein(?:e[nmrs]?)?|nie|niemals|ohne|weder|verboten|untersagt|unzulässig)(?!\p{L})|n['’]t(?!\p{L})/giu;
/** `not only` and `no later than` deny nothing. */
const noNegation =
  /(?<!\p{L})(?:not only|no later than|no more than|no less than|not later than|nicht nur|nicht später als|nicht mehr als|no\.\s?\d)/giu;

/** Whether a sentence denies something; twice denied is not. */
export function isNegated(text: string): boolean {
  return (text.replace(noNegation, " ").match(negations)?.length ?? 0) % 2 === 1;
}
