export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];
export const themeCookie = "theme";

const yearSeconds = 365 * 24 * 60 * 60;

/** The theme that a cookie names; the system's when it names none. */
export function themeOf(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}

/** The theme this page shows now. */
export function currentTheme(): Theme {
  return themeOf(document.documentElement.dataset.theme);
}

/** Switches the page at once and remembers it in a cookie, so that the server sends the right colours next time. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store is not in every browser yet
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
