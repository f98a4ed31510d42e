import { expect, test } from "vitest";
import { isReturnPath } from "./return-path.ts";

test.each(["/", "/chat", "/chat?id=ses_1#end", "/knowledge-bases/kb_1", "/chat?q=100%25", "/suche?q=%C3%A4"])(
  "%s is a page of the web app",
  (path) => expect(isReturnPath(path)).toBe(true),
);

test.each([
  "",
  "chat",
  "//evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "https:evil.example",
  "https://evil.example",
  "http://localhost:3001.evil.example",
  "javascript:alert(1)",
  "/%2F/evil.example",
  "/%5Cevil.example",
  "%2F%2Fevil.example",
  "/%252F%252Fevil.example",
  "/%25252Fevil.example/%25252F",
  "/.//evil.example",
  "/chat/..//evil.example",
  "/%0d%0aLocation:https://evil.example",
  "/api/auth/sign-out",
  "/%61pi/v1/me",
  "/chat%E0%A4%A",
])("%j is not", (path) => expect(isReturnPath(path)).toBe(false));
