import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Streamdown } from "streamdown";
import { expect, test } from "vitest";
import { citationNumberOf, webAddressOf } from "./addresses.ts";
import { rehypePlugins } from "./hardening.ts";
import { remarkPluginsWith } from "./remark-answer.ts";

const texts = { blockedImage: (alt: string, host: string) => `no image: ${alt} (${host})`, inlineImage: "inline" };

function html(markdown: string): string {
  const remarkPlugins = remarkPluginsWith(texts);
  const linkSafety = { enabled: false };
  return renderToStaticMarkup(
    createElement(Streamdown, { mode: "static", rehypePlugins, remarkPlugins, linkSafety }, markdown),
  );
}

test.each([
  "![a](https://evil.example/1.png)",
  "![a][ref]\n\n[ref]: https://evil.example/2.png",
  '<img src="https://evil.example/3.png">',
  "[![a](https://evil.example/4.png)](https://evil.example/5)",
  "![a](data:image/svg+xml;base64,PHN2Zz4=)",
  '<svg><image href="https://evil.example/6.png"/></svg>',
  '<link rel="stylesheet" href="https://evil.example/7.css">',
  '<div style="background:url(https://evil.example/8.png)">x</div>',
  '<iframe src="https://evil.example/9"></iframe>',
])("loads nothing: %s", (markdown) => {
  expect(html(markdown)).not.toMatch(/<(img|svg|image|link|iframe|script|style)\b|<[^>]+style=[^>]*url/i);
});

test("shows HTML as text", () => {
  const shown = html('before <b onclick="alert(1)">bold</b>\n\n<script>alert(1)</script>');
  expect(shown).toContain("&lt;script&gt;");
  expect(shown).not.toContain("<script");
  expect(shown).not.toMatch(/<b onclick/);
});

test("gives images their host in words", () => {
  expect(html("![chart](https://evil.example/1.png)")).toContain("no image: chart (evil.example)");
  expect(html("![chart](data:image/png;base64,AA==)")).toContain("no image: chart (inline)");
});

test.each(["[x](javascript:alert(1))", "[x](data:text/html,hi)", "[x](vbscript:x)"])(
  "makes no link of %s",
  (markdown) => {
    expect(html(markdown)).not.toMatch(/href="(javascript|data|vbscript)/);
  },
);

test("turns markers into citations, and lets nobody point them elsewhere", () => {
  expect(html("Thirty days [1][12].").match(/#citation-\d+/g)).toEqual(["#citation-1", "#citation-12"]);
  const forged = html("Thirty days [1].\n\n[1]: https://evil.example/");
  expect(forged).toContain("#citation-1");
  expect(forged).not.toContain("evil.example");
});

test("underlines what no passage supports, up to the end of the sentence and around markers", () => {
  const text = "Leave is **paid [1]. Parking costs 40 €** a month.\n\n| a | b |\n|---|---|\n| Cars | 50 € |";
  const span = (part: string) => ({ start_char: text.indexOf(part), end_char: text.indexOf(part) + part.length });
  const spans = [span("Parking costs 40 €** a month."), span("| Cars | 50 € |")];
  const remarkPlugins = remarkPluginsWith(texts, spans);
  const shown = renderToStaticMarkup(
    createElement(Streamdown, { mode: "static", rehypePlugins, remarkPlugins, linkSafety: { enabled: false } }, text),
  );
  const marks = [...shown.matchAll(/href="#unsupported(-end)?"[^>]*>([^<]*)</g)].map(([, end, part]) => [part, end]);
  expect(marks).toEqual([
    ["Parking costs 40 €", undefined],
    [" a month.", "-end"],
    ["Cars", undefined],
    ["50 €", "-end"],
  ]);
  expect(shown).toContain("#citation-1");
});

test("leaves markers in code alone", () => {
  expect(html("`list[1]`\n\n```\nlist[2]\n```")).not.toContain("#citation-");
});

test("knows which addresses may be opened", () => {
  expect(webAddressOf("https://docs.example.com/a")?.host).toBe("docs.example.com");
  expect(webAddressOf("/api/auth/sign-out")).toBeUndefined();
  expect(webAddressOf("javascript:alert(1)")).toBeUndefined();
  expect(citationNumberOf("#citation-3")).toBe(3);
  expect(citationNumberOf("#citation-x")).toBeUndefined();
  expect(citationNumberOf("https://a.example/#citation-3")).toBeUndefined();
});
