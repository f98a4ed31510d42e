import type { TextSpan } from "@eai/contract";
import { unsupportedEndHref, unsupportedHref } from "./addresses.ts";
import type { MarkdownNode } from "./remark-answer.ts";

/** Marks the text of unsupported sentences, node by node in the order of the text. */
export interface UnsupportedMarks {
  /** A text node in parts: what is unsupported becomes a link that is drawn as a marked text. */
  split(node: MarkdownNode): MarkdownNode[];
  /** All nodes were seen: the last part of each sentence is known. */
  end(): void;
}

/** @param spans in order, as places in the text that was parsed */
export function createUnsupportedMarks(spans: readonly TextSpan[]): UnsupportedMarks {
  const lastParts = new Map<TextSpan, MarkdownNode>();

  function marked(value: string, span: TextSpan): MarkdownNode {
    const part: MarkdownNode = { type: "link", url: unsupportedHref, children: [{ type: "text", value }] };
    lastParts.set(span, part);
    return part;
  }

  return {
    split(node) {
      const value = node.value ?? "";
      const start = node.position?.start.offset;
      const end = node.position?.end.offset;
      if (start === undefined || end === undefined || value.trim() === "") return [node];
      const touching = spans.filter(({ start_char, end_char }) => start_char < end && end_char > start);
      const [first] = touching;
      if (!first) return [node];
      // With escapes in it, places inside the node are not known.
      if (value.length !== end - start) return [marked(value, first)];
      const parts: MarkdownNode[] = [];
      let done = 0;
      for (const span of touching) {
        const from = Math.max(span.start_char - start, done);
        const to = Math.min(span.end_char - start, value.length);
        if (from >= to) continue;
        if (from > done) parts.push({ type: "text", value: value.slice(done, from) });
        parts.push(marked(value.slice(from, to), span));
        done = to;
      }
      if (done < value.length) parts.push({ type: "text", value: value.slice(done) });
      return parts;
    },
    end() {
      for (const part of lastParts.values()) part.url = unsupportedEndHref;
    },
  };
}
