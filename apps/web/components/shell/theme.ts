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

/** Remembers a choice about looks, so that the server sends the page with it next time. */
export function keepInCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store is not in every browser yet
  document.cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

/** Switches the page at once and remembers it in a cookie, so that the server sends the right colours next time. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  keepInCookie(themeCookie, theme);
}

/** Light instead of dark, or the other way round; from the system's to its opposite. */
export function toggleTheme(): void {
  const theme = currentTheme();
  const dark = theme === "dark" || (theme === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  applyTheme(dark ? "light" : "dark");
}
