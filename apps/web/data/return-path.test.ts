import { expect, test } from "vitest";
import { homePath, safeReturnPath } from "./return-path.ts";

test("keeps a path of this origin with its query", () => {
  expect(safeReturnPath("/knowledge-bases/kb_1?tab=search#top")).toBe("/knowledge-bases/kb_1?tab=search#top");
});

test.each([
  undefined,
  null,
  "",
  "https://evil.example/chat",
  "http://localhost.evil.example/",
  "%2f%2fevil.example",
  "/%2f%2fevil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "javascript:alert(1)",
  "https:evil.example",
  "/%2f/evil.example",
  "/%252f%252fevil.example",
  "/%5cevil.example",
  "/%09/evil.example",
  "/%ff",
  "/%61pi/auth/sign-out",
  "chat",
  "/sign-in?return=/chat",
  "/api/auth/sign-out",
])("%s leads home", (path) => {
  expect(safeReturnPath(path)).toBe(homePath);
});
