import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { EmulatedPerson } from "./directory.ts";

/** Reads a posted form, which is small. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

/**
 * The page where one picks an account: a button for each person. Posting `account=<object id>` signs them in, with no
 * password; `account=nobody` is the button "Cancel".
 */
export async function answerSignInPage(
  provider: Provider,
  people: readonly EmulatedPerson[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === "POST") {
    const account = (await readForm(request)).get("account");
    const person = people.find(({ objectId }) => objectId === account);
    const result = person
      ? { login: { accountId: person.objectId } }
      : { error: "access_denied", error_description: "The person pressed Cancel." };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return;
  }
  const buttons = people.map(
    ({ objectId, name, userName }) =>
      `<button name="account" value="${objectId}">${escapeHtml(name)} <small>${escapeHtml(userName)}</small></button>`,
  );
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(
    page("Pick an account", [
      '<form method="post">',
      ...buttons,
      '<button name="account" value="nobody">Cancel</button>',
      "</form>",
    ]),
  );
}

/** The page of a sign-out: it loads the sign-out address of each application in a frame, then goes on. */
export function signOutPage(form: string, frames: readonly string[], asks: boolean): string {
  return page("Sign out", [
    ...frames.map((address) => `<iframe hidden src="${escapeHtml(address)}"></iframe>`),
    form,
    asks
      ? '<button form="op.logoutForm" name="logout" value="yes">Sign out</button>'
      : '<script>addEventListener("load", () => { const form = document.forms[0]; const field = document.createElement("input"); field.type = "hidden"; field.name = "logout"; field.value = "yes"; form.append(field); form.submit(); });</script>',
  ]);
}

function page(title: string, lines: readonly string[]): string {
  const style =
    "body{font:16px system-ui;max-width:28rem;margin:4rem auto}button{display:block;margin:.5rem 0;padding:.6rem;width:100%}";
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${title} (emulator)</title><style>${style}</style></head><body><h1>${title}</h1>`,
    ...lines,
    "</body></html>",
  ].join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
