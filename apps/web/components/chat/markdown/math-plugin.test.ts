import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { type Components, Streamdown } from "streamdown";
import { expect, test } from "vitest";
import { rehypePlugins } from "./hardening.ts";
import { formulaTag, math } from "./math-plugin.ts";

const components: Components = {
  [formulaTag]: ({ tex, display }) => createElement("i", { title: String(tex), lang: display ? "display" : "inline" }),
};

function html(markdown: string): string {
  return renderToStaticMarkup(
    createElement(Streamdown, { mode: "static", rehypePlugins, components, plugins: { math } }, markdown),
  );
}

test("Formulas are elements of their own, in a block and in a line", () => {
  expect(html("$$\na < b\n$$")).toContain('<i title="a &lt; b" lang="display">');
  expect(html("It is $$x^2$$ here.")).toContain('<i title="x^2" lang="inline">');
});

test("Nobody writes such an element as HTML, and code stays code", () => {
  expect(html('<tex-formula tex="x"></tex-formula> and `a$$b`')).not.toContain("<i ");
});
