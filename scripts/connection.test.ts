import { expect, test } from "vitest";
import { connectClient, readConnection } from "./connection.ts";

test("what is missing or wrong is named with what to give", () => {
  expect(() => readConnection({ url: "http://127.0.0.1:8000", apiKey: "" })).toThrow("EAI_API_KEY");
  expect(() => readConnection({ url: "127.0.0.1:8000", apiKey: "eai_x" })).toThrow("--url (or API_URL)");
  const found = { url: "http://127.0.0.1:8000/base", apiKey: "eai_x" };
  expect(readConnection({ url: "http://127.0.0.1:8000/base//", apiKey: "eai_x" })).toEqual(found);
});

test("an address where nothing answers is named", async () => {
  const client = connectClient({ url: "http://127.0.0.1:1", apiKey: "eai_x" });
  await expect(client.call("getSystem", {})).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1 cannot be reached .*--url/);
});
