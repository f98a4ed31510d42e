"use client";
import { Children, type ComponentProps, type ReactNode } from "react";
import type { ExtraProps } from "streamdown";
import { CitationChip } from "../citation-chip.tsx";
import { UnsupportedText } from "../unsupported-text.tsx";
import { citationNumberOf, unsupportedEndHref, unsupportedHref, webAddressOf } from "./addresses.ts";

function plainText(children: ReactNode): string {
  return Children.toArray(children)
    .map((child) => (typeof child === "string" ? child : ""))
    .join("");
}

/** A link in an answer: a citation chip, or a link that shows where it really leads; anything else stays text. */
export function AnswerLink({ href, children }: ComponentProps<"a"> & ExtraProps) {
  const number = citationNumberOf(href);
  if (number !== undefined) return <CitationChip number={number} />;
  if (href === unsupportedHref || href === unsupportedEndHref) {
    return <UnsupportedText isLast={href === unsupportedEndHref}>{children}</UnsupportedText>;
  }
  const address = webAddressOf(href);
  if (!address) return <>{children}</>;
  const place = address.protocol === "mailto:" ? address.pathname : address.host;
  return (
    <a
      href={address.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent-text underline decoration-1 underline-offset-3"
    >
      {children}
      {!plainText(children).includes(place) && <span className="text-muted-foreground"> ({place})</span>}
    </a>
  );
}
