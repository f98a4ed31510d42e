import { GeistSans } from "geist/font/sans";
import localFont from "next/font/local";

/** For keys and code. Unlike the package's own it is fetched where it is needed, not with every page. */
const geistMono = localFont({
  src: "../../../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
});

/** The classes that give a page its fonts. */
export const fontClasses = `${GeistSans.variable} ${geistMono.variable}`;
