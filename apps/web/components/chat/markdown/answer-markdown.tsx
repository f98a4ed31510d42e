"use client";
import type { TextSpan } from "@eai/contract";
import { useMemo } from "react";
import { type Components, Streamdown } from "streamdown";
import { useMessages } from "@/messages/index.tsx";
import { AnswerLink } from "./answer-link.tsx";
import { rehypePlugins } from "./hardening.ts";
import { remarkPluginsWith } from "./remark-answer.ts";
import { useMarkdownPlugins } from "./use-markdown-plugins.ts";

const components: Components = {
  a: AnswerLink,
  // Images have become links before this; should one get here all the same, nothing is loaded.
  img: () => null,
  table: ({ children }) => (
    <div className="overflow-x-auto rounded-lg border">
      <table className="w-full border-collapse">{children}</table>
    </div>
  ),
  h1: ({ children }) => <h3 className="mt-3 font-semibold text-lg">{children}</h3>,
  h2: ({ children }) => <h3 className="mt-3 font-semibold text-[1.0625rem]">{children}</h3>,
  h3: ({ children }) => <h4 className="mt-2 font-semibold">{children}</h4>,
  h4: ({ children }) => <h5 className="mt-1 font-semibold">{children}</h5>,
  h5: ({ children }) => <h6 className="mt-1 font-medium">{children}</h6>,
  h6: ({ children }) => <h6 className="mt-1 font-medium">{children}</h6>,
};

const controls = { code: { copy: true, download: false } };
// An unfinished link or image stays plain text until its address is complete.
const repair = { links: false, images: false };

interface AnswerMarkdownProps {
  text: string;
  writing: boolean;
  /** Sentences of the text that no passage supports. */
  unsupported: readonly TextSpan[];
}

/** The text of an answer. What a model wrote is hostile: no HTML, no image, no script gets through. */
export default function AnswerMarkdown({ text, writing, unsupported }: AnswerMarkdownProps) {
  const t = useMessages();
  const plugins = useMarkdownPlugins(text);
  const marked = useMemo(() => withoutFootnoteSigns(text, unsupported), [text, unsupported]);
  const remarkPlugins = useMemo(() => remarkPluginsWith(t.chat, marked), [t.chat, marked]);
  return (
    <Streamdown
      className="answer"
      // Piece by piece, places would count from the beginning of each piece.
      mode={marked.length > 0 ? "static" : "streaming"}
      components={components}
      controls={controls}
      isAnimating={writing}
      lineNumbers={false}
      plugins={plugins}
      rehypePlugins={rehypePlugins}
      remarkPlugins={remarkPlugins}
      remend={repair}
      translations={{ copyCode: t.chat.copyCode, copied: t.common.copied }}
      dir="auto"
    >
      {withoutFootnotes(text)}
    </Streamdown>
  );
}

/** A model may cite as `[^1]`; as a footnote that would make every update parse the whole text again. */
function withoutFootnotes(text: string): string {
  return text.replaceAll(footnoteSign, "[");
}

/** Where the sentences stand in the text that is drawn. */
function withoutFootnoteSigns(text: string, spans: readonly TextSpan[]): TextSpan[] {
  const signsBefore = (offset: number) => text.slice(0, offset).split(footnoteSign).length - 1;
  return spans.map(({ start_char, end_char }) => ({
    start_char: start_char - signsBefore(start_char),
    end_char: end_char - signsBefore(end_char),
  }));
}

const footnoteSign = "[^";
