"use client";
import { CircleQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import { Explained } from "@/components/ui/explained.tsx";
import { useMessages } from "@/messages/index.tsx";

interface UnsupportedTextProps {
  children: ReactNode;
  /** The sentence ends here: the sign that explains the line stands behind it. */
  isLast: boolean;
}

/** A part of a sentence that no passage supports: underlined, and explained in words. */
export function UnsupportedText({ children, isLast }: UnsupportedTextProps) {
  const t = useMessages();
  return (
    <>
      <span
        data-unsupported=""
        className="underline decoration-2 decoration-warning-text/70 decoration-dotted underline-offset-4"
      >
        {children}
      </span>
      {isLast && (
        <Explained
          text={t.citationWords.unsupported}
          data-explains=""
          className="mx-0.5 inline-flex size-4.5 items-center justify-center rounded-full align-[-0.2em] text-warning-text"
        >
          <CircleQuestionMark className="size-3.5" aria-hidden />
        </Explained>
      )}
    </>
  );
}
