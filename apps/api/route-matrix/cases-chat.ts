import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

const onSession = { may: may.theOwner, on: ["session"] } as const;

export const chatCases = {
  chat: { may: may.signedIn, body: { message: "Hello" } },
  streamChat: { may: may.signedIn, body: { message: "Hello" } },
  listSessions: { may: may.signedIn },
  createSession: { may: may.signedIn, body: {} },
  getSession: onSession,
  updateSession: { ...onSession, body: { title: "Renamed" } },
  deleteSession: onSession,
  listMessages: onSession,
  setMessageFeedback: { ...onSession, body: { rating: "down" } },
  followAnswer: onSession,
  stopAnswer: onSession,
} as const satisfies Record<string, RouteCase>;
