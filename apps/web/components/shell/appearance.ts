import { keepInCookie } from "./theme.ts";

/** What can be chosen about looks beside the theme; the first of each needs no attribute. */
export const appearanceChoices = {
  contrast: ["system", "more"],
  textSize: ["normal", "large", "larger"],
  motion: ["system", "reduced"],
} as const;
export type AppearanceName = keyof typeof appearanceChoices;
type Choice<Name extends AppearanceName> = (typeof appearanceChoices)[Name][number];

/** The cookie of each, which is also its attribute on <html>: `data-text-size`. */
const attributes: Record<AppearanceName, string> = { contrast: "contrast", textSize: "text-size", motion: "motion" };
const names = Object.keys(attributes) as AppearanceName[];

function choiceOf<Name extends AppearanceName>(name: Name, value: string | null | undefined): Choice<Name> {
  const choices: readonly Choice<Name>[] = appearanceChoices[name];
  return choices.find((choice) => choice === value) ?? (choices[0] as Choice<Name>);
}

/**
 * The attributes of <html> for what cookies say.
 * @param cookieOf reads a cookie of the request
 */
export function appearanceAttributes(cookieOf: (name: string) => string | undefined): Record<string, string> {
  const chosen = names.map((name) => [name, choiceOf(name, cookieOf(attributes[name]))] as const);
  return Object.fromEntries(
    chosen
      .filter(([name, choice]) => choice !== appearanceChoices[name][0])
      .map(([name, choice]) => [`data-${attributes[name]}`, choice]),
  );
}

/** What this page shows now. */
export function currentChoice<Name extends AppearanceName>(name: Name): Choice<Name> {
  return choiceOf(name, document.documentElement.getAttribute(`data-${attributes[name]}`));
}

/** Changes the page at once, and remembers it for the next one. */
export function applyChoice<Name extends AppearanceName>(name: Name, choice: Choice<Name>): void {
  const attribute = `data-${attributes[name]}`;
  if (choice === appearanceChoices[name][0]) document.documentElement.removeAttribute(attribute);
  else document.documentElement.setAttribute(attribute, choice);
  keepInCookie(attributes[name], choice);
}
