import type { Reservations, UsageEntry } from "@eai/modules/governance";
import { type Clock, type Context, type Database, type Log, type PersonActor, ProblemError } from "@eai/modules/kernel";
import type { Knowledge } from "@eai/modules/knowledge";
import type { Models } from "@eai/modules/models";
import type { RunningAnswers } from "./running-answers.ts";
import type { Settlement } from "./settle-answer.ts";
import type { StreamRelay } from "./stream-relay.ts";

export interface ChatDependencies {
  database: Database;
  models: Models;
  knowledge: Pick<
    Knowledge,
    | "search"
    | "widenPassages"
    | "citedPassages"
    | "visibleDocuments"
    | "visibleKnowledgeBases"
    | "listKnowledgeBases"
    | "openingPassages"
  >;
  reservations: Reservations;
  relay: StreamRelay;
  log: Log;
  clock: Clock;
  /** Conversations a person may have; the oldest that is not pinned makes room. */
  conversationLimit: number;
  /** Tokens an answer may have at most; less where the model writes less. */
  answerTokenLimit: number;
  /** The model that is asked whether passages say what an answer says; null: rules alone. */
  entailmentModel: string | null;
  /** `auto`: a question that cannot stand alone is completed by the model before it is searched for. */
  rewriting: "auto" | "off";
  running: RunningAnswers;
  observe?: AnswerObserver;
  /** Told of the usage record of each answer. */
  observeUsage?: (entry: UsageEntry) => void;
}

/** What is told of each answer, for the metrics. */
export interface AnswerObserver {
  /** @param seconds from the question to the first text */
  firstToken?(seconds: number): void;
  settled?(state: Settlement["state"]): void;
}

/**
 * Conversations belong to people.
 * @throws ProblemError `permission_denied` for the system
 */
export function requirePerson(context: Context): PersonActor {
  if (context.actor.kind === "person") return context.actor;
  throw new ProblemError("permission_denied", "Only a person has conversations.");
}
