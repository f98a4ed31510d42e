import { type ChatMessage, questionTextOf } from "./chat-message.ts";

/** Which turn was chosen where there are several: by the answer they follow (`start` for the first), a question's id. */
export type BranchChoices = Readonly<Record<string, string>>;

/** One of several that stand in the same place. */
export interface Versions {
  /** Counts from 0. */
  position: number;
  /** The question to choose for each, oldest first. */
  questionIds: readonly string[];
}

/** A question with its answer, as one step of the path that is shown. */
export interface Turn {
  question: ChatMessage;
  /** Undefined until it begins, and for a question that has none. */
  answer: ChatMessage | undefined;
  /** The answer it follows; null at the beginning. */
  parentId: string | null;
  /** Questions with other words in the same place. */
  questionVersions: Versions;
  /** Answers to the same words in the same place. */
  answerVersions: Versions;
}

interface TreeTurn {
  question: ChatMessage;
  text: string;
  answer: ChatMessage | undefined;
  parentId: string | null;
  /** Place in the list of the newest message at or below this turn. */
  newest: number;
}

const startKey = "start";

/** Under which name the choice behind an answer is kept. */
export function branchKeyOf(parentId: string | null): string {
  return parentId ?? startKey;
}

/**
 * The path through a conversation that is shown: where there are several turns the chosen one, else the one that leads to
 * the newest message.
 * @param messages of all branches, oldest first; one that does not name its parent follows the one before it
 */
export function shownTurns(messages: readonly ChatMessage[], choices: BranchChoices): Turn[] {
  const siblings = siblingsOf(treeTurnsOf(messages));
  const path: Turn[] = [];
  const seen = new Set<string>();
  let parentId: string | null = null;
  while (!seen.has(branchKeyOf(parentId))) {
    seen.add(branchKeyOf(parentId));
    const beside: readonly TreeTurn[] = siblings.get(branchKeyOf(parentId)) ?? [];
    const chosen = beside.find((turn) => turn.question.id === choices[branchKeyOf(parentId)]) ?? newestOf(beside);
    if (!chosen) break;
    path.push(toTurn(chosen, beside));
    if (!chosen.answer) break;
    parentId = chosen.answer.id;
  }
  return path;
}

/** The messages of a path, in order. */
export function messagesOf(turns: readonly Turn[]): ChatMessage[] {
  return turns.flatMap(({ question, answer }) => (answer ? [question, answer] : [question]));
}

/**
 * The choices with which a message is on the path.
 * @returns the same object when it is on it already, or is not in the conversation
 */
export function choicesThrough(
  messages: readonly ChatMessage[],
  choices: BranchChoices,
  messageId: string,
): BranchChoices {
  const isOn = (turn: { question: ChatMessage; answer: ChatMessage | undefined }) =>
    turn.question.id === messageId || turn.answer?.id === messageId;
  if (shownTurns(messages, choices).some(isOn)) return choices;
  const turns = treeTurnsOf(messages);
  const byAnswer = new Map(turns.map((turn) => [turn.answer?.id, turn]));
  const wanted: Record<string, string> = { ...choices };
  let turn = turns.find(isOn);
  if (!turn) return choices;
  while (turn) {
    wanted[branchKeyOf(turn.parentId)] = turn.question.id;
    turn = turn.parentId === null ? undefined : byAnswer.get(turn.parentId);
  }
  return wanted;
}

function treeTurnsOf(messages: readonly ChatMessage[]): TreeTurn[] {
  const turns: TreeTurn[] = [];
  const byQuestion = new Map<string, TreeTurn>();
  const answers = new Set<string>();
  let lastAnswerId: string | null = null;
  for (const [index, message] of messages.entries()) {
    const named = message.metadata?.parentId;
    if (message.role === "user") {
      // A parent that is not here (any more) leaves the question at the beginning, not lost.
      const parentId: string | null =
        named === undefined ? lastAnswerId : named !== null && answers.has(named) ? named : null;
      const turn: TreeTurn = {
        question: message,
        text: questionTextOf(message).trim(),
        answer: undefined,
        parentId,
        newest: index,
      };
      turns.push(turn);
      byQuestion.set(message.id, turn);
      continue;
    }
    const turn = (named && byQuestion.get(named)) || turns.at(-1);
    if (!turn) continue;
    turn.answer = message;
    turn.newest = index;
    answers.add(message.id);
    lastAnswerId = message.id;
  }
  const byAnswer = new Map(turns.map((turn) => [turn.answer?.id, turn]));
  // Children stand behind their parents in the list.
  for (const turn of turns.toReversed()) {
    const parent = turn.parentId === null ? undefined : byAnswer.get(turn.parentId);
    if (parent && parent !== turn) parent.newest = Math.max(parent.newest, turn.newest);
  }
  return turns;
}

function siblingsOf(turns: readonly TreeTurn[]): Map<string, TreeTurn[]> {
  return Map.groupBy(turns, (turn) => branchKeyOf(turn.parentId));
}

function newestOf(turns: readonly TreeTurn[]): TreeTurn | undefined {
  return turns.reduce<TreeTurn | undefined>(
    (newest, turn) => (newest && newest.newest > turn.newest ? newest : turn),
    undefined,
  );
}

function toTurn(turn: TreeTurn, beside: readonly TreeTurn[]): Turn {
  const byText = Map.groupBy(beside, ({ text }) => text);
  const same = byText.get(turn.text) ?? [turn];
  // Of another question the newest answer is shown, of this one the answer at hand.
  const others = [...byText.values()].map((group) => (group === same ? turn : (newestOf(group) ?? turn)));
  const versions = (turns: readonly TreeTurn[]): Versions => ({
    position: turns.indexOf(turn),
    questionIds: turns.map(({ question }) => question.id),
  });
  return {
    question: turn.question,
    answer: turn.answer,
    parentId: turn.parentId,
    questionVersions: versions(others),
    answerVersions: versions(same),
  };
}
