"use client";
import { EyeOff, Share2 } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { useMessages } from "@/messages/index.tsx";

/** A knowledge base that somebody beyond its scope may use. */
export function SharedBadge() {
  const t = useMessages();
  return (
    <Badge tone="accent">
      <Share2 aria-hidden />
      {t.sharing.sharedBadge}
    </Badge>
  );
}

/** A document that only those on its own list may read. */
export function RestrictedBadge() {
  const t = useMessages();
  return (
    <Badge tone="warning">
      <EyeOff aria-hidden />
      <span className="max-sm:sr-only">{t.sharing.restrictedBadge}</span>
    </Badge>
  );
}
