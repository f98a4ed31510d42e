import { type BodyRules, fitBody } from "@eai/modules/models";

/** Fetch that makes every body one the deployment takes: the AI SDK goes by the names of models, which may be anything. */
export function fittingFetch(rules: BodyRules): typeof fetch {
  return (input, init) => {
    if (typeof init?.body !== "string") return fetch(input, init);
    return fetch(input, { ...init, body: JSON.stringify(fitBody(parseBody(init.body), rules)) });
  };
}

/** The AI SDK wrote it, as an object. */
function parseBody(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}
