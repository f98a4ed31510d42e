import { createHook } from "node:async_hooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, password, type TestApi } from "./testing.ts";

// Whether there is an account with some address is nobody's business. Where everyone may sign up, a sign-up has to say so.

let api: TestApi;

beforeAll(async () => {
  api = await createTestApi({ environment: { EAI_LOCAL_SIGN_UP: "first-only" } });
  await api.signUp("ada@example.com");
});
afterAll(() => api[Symbol.asyncDispose]());

async function post(path: string, payload: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { origin: api.webOrigin };
  const answer = await api.request({ method: "POST", url: `/api/auth${path}`, headers, payload });
  const { request_id: _, ...body } = answer.json<Record<string, unknown>>();
  return { status: answer.statusCode, body };
}

test("a closed sign-up answers the same for an address with an account and one without", async () => {
  const signUp = (email: string, more: object = {}) => post("/sign-up/email", { name: "x", email, password, ...more });
  const known = await signUp("ada@example.com");
  expect(known).toMatchObject({ status: 403, body: { code: "sign_up_closed" } });
  expect(await signUp("nobody@example.com")).toEqual(known);
  const invitation = "inv_made-up-made-up-made-up-made-up-made-up";
  const invited = await signUp("ada@example.com", { invitation });
  expect(invited.status).toBeLessThan(500);
  expect(await signUp("nobody@example.com", { invitation })).toEqual(invited);
});

test("a sign-in answers the same for an unknown account as for a wrong password, and works as hard", async () => {
  // Trying a password is nearly all of the time of a sign-in: without it an unknown account would answer at once.
  let passwordsTried = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "SCRYPTREQUEST") passwordsTried++;
    },
  });
  hook.enable();
  try {
    const tries: number[] = [];
    for (const email of ["ada@example.com", "nobody@example.com"]) {
      passwordsTried = 0;
      const answer = await post("/sign-in/email", { email, password: "wrong wrong wrong" });
      expect(answer).toMatchObject({ status: 401, body: { detail: "E-mail or password is wrong." } });
      tries.push(passwordsTried);
    }
    expect(tries).toEqual([1, 1]);
  } finally {
    hook.disable();
  }
});
