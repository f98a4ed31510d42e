const charactersInLine = 82;
const linePixels = 25.5;
/** Question, distances, and the row of actions. */
const framePixels = 190;

/** About how high a turn is, in pixels, so that the scroll bar is right before it is drawn. */
export function estimatedTurnSize(question: string, answer: string): number {
  const lines = (text: string) =>
    text.split("\n").reduce((sum, line) => sum + Math.max(0.5, Math.ceil(line.length / charactersInLine)), 0);
  return Math.round((lines(question) + lines(answer)) * linePixels + framePixels);
}
