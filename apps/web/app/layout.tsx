import latinLetters from "@fontsource-variable/geist/files/geist-latin-wght-normal.woff2";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { appearanceAttributes } from "@/components/shell/appearance.ts";
import { Providers } from "@/components/shell/providers.tsx";
import { themeCookie, themeOf } from "@/components/shell/theme.ts";
import { requestLanguage, requestMessages } from "@/messages/request-messages.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const { product, productShort } = await requestMessages();
  return {
    title: { default: product, template: `%s · ${product}` },
    applicationName: product,
    appleWebApp: { title: productShort, statusBarStyle: "default" },
    robots: { index: false, follow: false },
  };
}

const barColors = { light: "#f7f7f8", dark: "#0c0d0f" };

/** The colours around the page are those of the theme that was chosen, else the system's. */
export async function generateViewport(): Promise<Viewport> {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  return {
    width: "device-width",
    initialScale: 1,
    viewportFit: "cover",
    interactiveWidget: "resizes-content",
    themeColor:
      theme === "system"
        ? [
            { media: "(prefers-color-scheme: light)", color: barColors.light },
            { media: "(prefers-color-scheme: dark)", color: barColors.dark },
          ]
        : barColors[theme],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request makes every page be rendered per request, which the nonce of its scripts needs.
  await headers();
  preload(latinLetters, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  const language = await requestLanguage();
  const { direction } = await requestMessages();
  const jar = await cookies();
  const theme = themeOf(jar.get(themeCookie)?.value);
  return (
    <html
      lang={language}
      dir={direction}
      data-theme={theme === "system" ? undefined : theme}
      {...appearanceAttributes((name) => jar.get(name)?.value)}
      suppressHydrationWarning
    >
      <body>
        <Providers language={language}>{children}</Providers>
      </body>
    </html>
  );
}
