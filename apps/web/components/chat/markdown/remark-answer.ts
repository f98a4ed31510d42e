import type { TextSpan } from "@eai/contract";
import type { ComponentProps } from "react";
import { defaultRemarkPlugins, type Streamdown } from "streamdown";
import { citationHref, webAddressOf } from "./addresses.ts";
import { createUnsupportedMarks } from "./unsupported-marks.ts";

type RemarkPlugins = NonNullable<ComponentProps<typeof Streamdown>["remarkPlugins"]>;

/** The parts of a Markdown syntax tree that are looked at here. */
export interface MarkdownNode {
  type: string;
  value?: string;
  url?: string;
  alt?: string | null;
  identifier?: string;
  label?: string | null;
  children?: MarkdownNode[];
  position?: { start: { offset?: number }; end: { offset?: number } } | undefined;
}

export interface ImageTexts {
  blockedImage: (alt: string, host: string) => string;
  inlineImage: string;
}

const marker = /\[(\d{1,3})\]/g;
const blockParents = new Set(["root", "blockquote", "listItem", "footnoteDefinition"]);

function text(value: string): MarkdownNode {
  return { type: "text", value };
}

function link(url: string, children: MarkdownNode[]): MarkdownNode {
  return { type: "link", url, children };
}

/** `as [1] says` → text, citation link, text. */
function splitMarkers(value: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  let end = 0;
  for (const match of value.matchAll(marker)) {
    if (match.index > end) nodes.push(text(value.slice(end, match.index)));
    nodes.push(link(citationHref(Number(match[1])), [text(match[0])]));
    end = match.index + match[0].length;
  }
  if (end < value.length || nodes.length === 0) nodes.push(text(value.slice(end)));
  return nodes;
}

/** An image is never loaded: what is left is its description and the host it would have been fetched from. */
function imageAsLink(node: MarkdownNode, url: string, inLink: boolean, texts: ImageTexts): MarkdownNode {
  const address = webAddressOf(url);
  const label = text(texts.blockedImage(node.alt ?? "", address?.host || texts.inlineImage));
  return address && !inLink ? link(address.href, [label]) : label;
}

function definitionsIn(node: MarkdownNode, found = new Map<string, string>()): Map<string, string> {
  if (node.type === "definition" && node.identifier && node.url) found.set(node.identifier.toLowerCase(), node.url);
  for (const child of node.children ?? []) definitionsIn(child, found);
  return found;
}

/**
 * Makes the text of an answer safe and its citations visible, on the syntax tree: HTML becomes text,
 * images become labels, `[n]` becomes a link that is shown as a chip.
 */
export function transformAnswer(root: MarkdownNode, texts: ImageTexts, unsupported: readonly TextSpan[] = []): void {
  const definitions = definitionsIn(root);
  const marks = createUnsupportedMarks(unsupported);

  function replace(node: MarkdownNode, parent: MarkdownNode, inLink: boolean): MarkdownNode[] {
    switch (node.type) {
      case "html": {
        const shown = text(node.value ?? "");
        return [blockParents.has(parent.type) ? { type: "paragraph", children: [shown] } : shown];
      }
      case "image":
        return [imageAsLink(node, node.url ?? "", inLink, texts)];
      case "imageReference":
        return [imageAsLink(node, definitions.get(node.identifier?.toLowerCase() ?? "") ?? "", inLink, texts)];
      case "linkReference":
        // A forged `[1]: https://…` must not turn a citation into a link to somewhere else.
        if (/^\d{1,3}$/.test(node.identifier ?? ""))
          return [link(citationHref(Number(node.identifier)), [text(`[${node.identifier}]`)])];
        break;
      case "text":
        return inLink
          ? [node]
          : marks.split(node).flatMap((part) => (part.type === "text" ? splitMarkers(part.value ?? "") : [part]));
      default:
        break;
    }
    descend(node, inLink || node.type === "link" || node.type === "linkReference");
    return [node];
  }

  function descend(node: MarkdownNode, inLink: boolean): void {
    if (node.children) node.children = node.children.flatMap((child) => replace(child, node, inLink));
  }

  descend(root, false);
  marks.end();
}

const known = new WeakMap<ImageTexts, RemarkPlugins>();

/**
 * The remark plugins of an answer. The same array for the same texts: streamdown compares them.
 * @param unsupported places in the text that is parsed; a plugin's options are what streamdown tells plugins apart by
 */
export function remarkPluginsWith(texts: ImageTexts, unsupported: readonly TextSpan[] = []): RemarkPlugins {
  const before = known.get(texts);
  if (before && unsupported.length === 0) return before;
  const remarkAnswer = (spans: readonly TextSpan[]) => (tree: MarkdownNode) => transformAnswer(tree, texts, spans);
  const plugins = [...Object.values(defaultRemarkPlugins), [remarkAnswer, unsupported]] as RemarkPlugins;
  if (unsupported.length === 0) known.set(texts, plugins);
  return plugins;
}
