"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useMessages } from "@/messages/index.tsx";

/** From here on the sections stand beside the page, and one of them is open. */
const besideEachOther = "(min-width: 64rem)";

/** `/settings`: the list of sections is the page where it fills the window; elsewhere the first section opens. */
export function SettingsStart() {
  const t = useMessages();
  const router = useRouter();
  useEffect(() => {
    if (window.matchMedia(besideEachOther).matches) router.replace("/settings/profile");
  }, [router]);
  return <h1 className="sr-only">{t.settings.title}</h1>;
}
