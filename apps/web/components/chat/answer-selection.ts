import { asQuotation, insertIntoQuestion } from "./composer-insertion.ts";

interface SelectedText {
  text: string;
  /** The text of the answer it stands in. */
  element: Element;
  range: Range;
}

/** What is selected inside one answer; undefined for everything else. */
export function selectedAnswerText(): SelectedText | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const element = (node instanceof Element ? node : node.parentElement)?.closest("[data-answer-text]");
  const text = selection.toString().trim();
  return element && text !== "" ? { text, element, range } : undefined;
}

/** Quotes what is selected in an answer in the next question. @returns false when nothing is */
export function quoteSelection(): boolean {
  const selected = selectedAnswerText();
  if (!selected) return false;
  insertIntoQuestion(asQuotation(selected.text));
  document.getSelection()?.removeAllRanges();
  return true;
}
