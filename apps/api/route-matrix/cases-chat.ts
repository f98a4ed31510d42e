import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

const onSession = { may: may.theOwner, on: ["session"] } as const;

const onSharedSession = { may: may.theOwner, on: ["shared session"] } as const;
const onFolder = { may: may.theOwner, on: ["session folder"] } as const;

let folders = 0;

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
  listSessionFolders: { may: may.signedIn },
  createSessionFolder: { may: may.signedIn, body: () => ({ name: `Folder ${++folders}` }) },
  updateSessionFolder: { ...onFolder, body: () => ({ name: `Folder ${++folders}` }) },
  deleteSessionFolder: onFolder,
  getShare: onSharedSession,
  putShare: { may: may.theOwner, on: ["session", "shared session"], body: {} },
  deleteShare: onSharedSession,
  getSharedSession: { may: may.readShared, on: ["shared session"] },
  listSharedMessages: { may: may.readShared, on: ["shared session"] },
} as const satisfies Record<string, RouteCase>;
