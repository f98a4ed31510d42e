import { expect, test } from "vitest";
import { readConnection } from "./connection.ts";

test("what is missing or wrong is named with what to give", () => {
  expect(() => readConnection({ url: "http://127.0.0.1:8000", "api-key": "" })).toThrow("EAI_API_KEY");
  expect(() => readConnection({ url: "127.0.0.1:8000", "api-key": "eai_x" })).toThrow("--url (or API_URL)");
  const found = { url: "http://127.0.0.1:8000/base", apiKey: "eai_x" };
  expect(readConnection({ url: "http://127.0.0.1:8000/base//", "api-key": "eai_x" })).toEqual(found);
});
