"use client";
import type { TextSpan } from "@eai/contract";
import { lazy, memo, Suspense, useMemo } from "react";
import { type Components, type PluginConfig, Streamdown } from "streamdown";
import { showToast } from "@/components/ui/toast.tsx";
import { useMessages } from "@/messages/index.tsx";
import { type AnswerBlock, answerBlocks } from "./answer-blocks.ts";
import { AnswerLink } from "./answer-link.tsx";
import { AnswerTable } from "./answer-table.tsx";
import { useGradualBlocks } from "./gradual-blocks.ts";
import { rehypePlugins } from "./hardening.ts";
import { remarkPluginsWith } from "./remark-answer.ts";
import { useMarkdownPlugins } from "./use-markdown-plugins.ts";

const Formula = lazy(() => import("./formula.tsx"));

const components: Components = {
  "tex-formula": ({ tex, display }) => (
    <Suspense fallback={<code>{String(tex)}</code>}>
      <Formula tex={String(tex)} display={display === "true"} />
    </Suspense>
  ),
  a: AnswerLink,
  // Images have become links before this; should one get here all the same, nothing is loaded.
  img: () => null,
  table: ({ children }) => <AnswerTable>{children}</AnswerTable>,
  h1: ({ children }) => <h3 className="mt-3 font-semibold text-lg">{children}</h3>,
  h2: ({ children }) => <h3 className="mt-3 font-semibold text-[1.0625rem]">{children}</h3>,
  h3: ({ children }) => <h4 className="mt-2 font-semibold">{children}</h4>,
  h4: ({ children }) => <h5 className="mt-1 font-semibold">{children}</h5>,
  h5: ({ children }) => <h6 className="mt-1 font-medium">{children}</h6>,
  h6: ({ children }) => <h6 className="mt-1 font-medium">{children}</h6>,
};

// An unfinished link or image stays plain text until its address is complete.
const repair = { links: false, images: false };
const linkSafety = { enabled: false };

interface AnswerMarkdownProps {
  text: string;
  writing: boolean;
  /** Sentences of the text that no passage supports. */
  unsupported: readonly TextSpan[];
}

/** The text of an answer. What a model wrote is hostile: no HTML, no image, no script gets through. */
export default function AnswerMarkdown({ text, writing, unsupported }: AnswerMarkdownProps) {
  const plugins = useMarkdownPlugins(text);
  const cut = useMemo(
    () => answerBlocks(withoutFootnotes(text), withoutFootnoteSigns(text, unsupported)),
    [text, unsupported],
  );
  const blocks = useGradualBlocks(cut, writing);
  return (
    <div className="answer">
      {inGroups(blocks).map((group, index, groups) => (
        <BlockGroup
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks come at the end and stay where they are
          key={index}
          blocks={group}
          growing={writing && index === groups.length - 1}
          plugins={plugins}
        />
      ))}
    </div>
  );
}

const groupSize = 16;

function inGroups(blocks: readonly AnswerBlock[]): (readonly AnswerBlock[])[] {
  const count = Math.ceil(blocks.length / groupSize);
  return Array.from({ length: count }, (_, index) => blocks.slice(index * groupSize, (index + 1) * groupSize));
}

interface BlockGroupProps {
  blocks: readonly AnswerBlock[];
  /** Its last block is being written. */
  growing: boolean;
  plugins: PluginConfig;
}

/** Some blocks that stand beside each other: with each word it is asked of a few groups, not of all blocks, what is new. */
const BlockGroup = memo(
  function BlockGroup({ blocks, growing, plugins }: BlockGroupProps) {
    return blocks.map((block, index) => (
      <Block
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks come at the end and stay where they are
        key={index}
        block={block}
        growing={growing && index === blocks.length - 1}
        plugins={plugins}
      />
    ));
  },
  (before, after) =>
    before.growing === after.growing &&
    before.plugins === after.plugins &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
);

interface BlockProps {
  block: AnswerBlock;
  growing: boolean;
  plugins: PluginConfig;
}

/** Drawn again only when its own text or marks changed. */
const Block = memo(
  function Block({ block, growing, plugins }: BlockProps) {
    const t = useMessages();
    const { text, unsupported } = block;
    const remarkPlugins = useMemo(() => remarkPluginsWith(t.chat, unsupported), [t, unsupported]);
    const controls = useMemo(
      () => ({
        code: { copy: { onError: () => showToast(t.answers.actions.copyFailed, "danger") }, download: false },
        table: false,
      }),
      [t],
    );
    return (
      <Streamdown
        // Marks are told by options, which streamdown does not compare.
        key={unsupported.length > 0 ? "marked" : "plain"}
        className="contents"
        parseMarkdownIntoBlocksFn={whole}
        components={components}
        controls={controls}
        isAnimating={growing}
        lineNumbers={false}
        linkSafety={linkSafety}
        plugins={wantsPlugins(text) ? plugins : noPlugins}
        rehypePlugins={rehypePlugins}
        remarkPlugins={remarkPlugins}
        remend={repair}
        translations={{ copyCode: t.chat.copyCode, copied: t.common.copied }}
        dir="auto"
      >
        {text}
      </Streamdown>
    );
  },
  (before, after) =>
    before.block === after.block &&
    before.growing === after.growing &&
    (before.plugins === after.plugins || !wantsPlugins(after.block.text)),
);

const noPlugins: PluginConfig = {};

/** What has neither code nor formulas is not parsed again when what draws them is there. */
function wantsPlugins(text: string): boolean {
  return text.includes("```") || text.includes("$$");
}

function whole(text: string): string[] {
  return [text];
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
