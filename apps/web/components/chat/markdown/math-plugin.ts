import { math as streamdownMath } from "@streamdown/math";

interface ElementNode {
  type: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: ElementNode[];
  value?: string;
}

function isMath({ tagName, properties }: ElementNode): boolean {
  const classes = properties?.className;
  return tagName === "code" && Array.isArray(classes) && classes.includes("language-math");
}

function textOf(node: ElementNode): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

/** The element that is drawn as a formula; the name is no element of HTML, and what is sanitized cannot have it. */
export const formulaTag = "tex-formula";

function formula(code: ElementNode, display: boolean): ElementNode {
  const properties = { tex: textOf(code), ...(display && { display: "true" }) };
  return { type: "element", tagName: formulaTag, properties, children: [] };
}

function replaceMath(node: ElementNode): void {
  node.children = node.children?.map((child) => {
    const [only] = child.children ?? [];
    if (child.tagName === "pre" && only && isMath(only)) return formula(only, true);
    if (isMath(child)) return formula(child, false);
    replaceMath(child);
    return child;
  });
}

/**
 * Formulas without HTML in between: KaTeX's own plugin parses the styles it wrote as HTML, which a strict
 * Content-Security-Policy refuses.
 */
export const math = { ...streamdownMath, rehypePlugin: () => replaceMath } as typeof streamdownMath;
