"use client";
import { useEffect } from "react";
import { useMessages } from "@/messages/index.tsx";

/** Names the browser tab after what the page shows, once that is known. */
export function DocumentTitle({ title }: { title: string | undefined }) {
  const t = useMessages();
  useEffect(() => {
    if (title) document.title = `${title} · ${t.product}`;
  }, [title, t.product]);
  return null;
}
