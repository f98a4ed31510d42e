"use client";
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

/** The text of an answer. What a model wrote is hostile: no HTML, no image, no script gets through. */
export default function AnswerMarkdown({ text, writing }: { text: string; writing: boolean }) {
  const t = useMessages();
  const plugins = useMarkdownPlugins(text);
  return (
    <Streamdown
      className="answer"
      components={components}
      controls={controls}
      isAnimating={writing}
      lineNumbers={false}
      plugins={plugins}
      rehypePlugins={rehypePlugins}
      remarkPlugins={remarkPluginsWith(t.chat)}
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
  return text.replaceAll("[^", "[");
}
