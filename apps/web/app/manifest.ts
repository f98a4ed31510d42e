import type { MetadataRoute } from "next";
import { requestMessages } from "@/messages/request-messages.ts";

/** What makes the page installable; its names in the language the browser asks for. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await requestMessages();
  return {
    id: "/",
    name: t.product,
    short_name: t.productShort,
    description: t.account.signUpLead,
    lang: t.language,
    dir: t.direction,
    start_url: "/chat",
    scope: "/",
    display: "standalone",
    background_color: "#fdfdfd",
    theme_color: "#f7f7f8",
    categories: ["business", "productivity"],
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: t.shell.newChat, url: "/chat" },
      { name: t.shell.knowledgeBases, url: "/knowledge-bases" },
    ],
  };
}
