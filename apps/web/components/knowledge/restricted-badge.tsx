"use client";
import { EyeOff } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { useMessages } from "@/messages/index.tsx";

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
