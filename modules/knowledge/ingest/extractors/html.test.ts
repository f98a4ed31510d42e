import { describe, expect, it } from "vitest";
import { extractHtml } from "./html.ts";

function blocksOf(html: string) {
  return extractHtml(Buffer.from(html)).blocks.map(({ kind, level, text }) =>
    level ? [kind, level, text] : [kind, text],
  );
}

describe("extractHtml", () => {
  it("keeps title, date, headings, lists, tables and code", () => {
    const document = extractHtml(
      Buffer.from(`<!doctype html><html><head><title>Price &amp; terms</title>
        <meta property="article:modified_time" content="2024-03-05T10:00:00+01:00"></head><body>
        <h1>Prices</h1><p>Valid from <time datetime="2020-01-01">January</time>,<br>in <a href="/x">euros</a>.
        <ul><li>Small<ul><li>Box<li>Bag</ul><li>Large</ul><ol start=3><li>Order<li>Pay</ol>
        <table><caption>Fees</caption><tr><th>Plan<th>Fee</tr><tr><td rowspan=2>Team<td>5</tr><tr><td>6 | 7</tr></table>
        <pre><code>a
  b</code></pre><img src="x" alt="A red box"></body></html>`),
    );
    expect(document).toMatchObject({ title: "Price & terms", datedAt: "2024-03-05T09:00:00.000Z", pageKind: null });
    expect(document.blocks.map(({ kind, text }) => [kind, text])).toEqual([
      ["heading", "Prices"],
      ["paragraph", "Valid from January,\nin euros."],
      ["list", "- Small\n  - Box\n  - Bag\n- Large"],
      ["list", "3. Order\n4. Pay"],
      ["paragraph", "Fees"],
      ["table", "| Plan | Fee |\n| --- | --- |\n| Team | 5 |\n| Team | 6 \\| 7 |"],
      ["code", "a\n  b"],
      ["paragraph", "A red box"],
    ]);
    for (const block of document.blocks) expect(document.text.slice(block.start, block.end)).toBe(block.text);
  });

  it("leaves out programs, styles, menus and what is hidden", () => {
    const html = `<nav>Home</nav><script>var a = "<p>no</p>";</script><style>p{}</style><p hidden>no</p><div style="display: none">no</div>
      <svg><text>no</text><title>no</title></svg><select><option>no</select><div aria-hidden="true">no</div><p>yes</p><template>no</template>`;
    expect(blocksOf(html)).toEqual([["paragraph", "yes"]]);
  });

  it("takes a table that places things on a page apart, and keeps the tables in it", () => {
    const html =
      "<table><tr><td><h2>Menu</h2><p>text</p></td><td><table><tr><td>a<td>b<tr><td>c<td>d</table></td></tr></table>";
    expect(blocksOf(html)).toEqual([
      ["heading", 2, "Menu"],
      ["paragraph", "text"],
      ["table", "| a | b |\n| --- | --- |\n| c | d |"],
    ]);
  });

  it("reads tags that are left open or closed in the wrong order", () => {
    expect(blocksOf("<p>one<p>two<b>bold<p>three</b> four</div><table><tr><td>x</div></p><td>y</table>five")).toEqual([
      ["paragraph", "one"],
      ["paragraph", "twobold"],
      ["paragraph", "three four"],
      ["table", "| x | y |\n| --- | --- |"],
      ["paragraph", "five"],
    ]);
  });

  it.each([
    ["the page", Buffer.from('<meta charset="windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>', "latin1"), "Привет"],
    ["its mark", Buffer.from("\ufeff<meta charset=latin1><p>Привет</p>", "utf16le"), "Привет"],
    ["its bytes", Buffer.from("<meta charset=latin1><p>Größe</p>"), "Größe"],
  ])("goes by the encoding that is told by %s", (_, bytes, text) => {
    expect(extractHtml(bytes).text).toBe(text);
  });

  it("says that a page without text is made by its programs", () => {
    expect(() => extractHtml(Buffer.from("<div id=root></div><script>run()</script>"))).toThrow(/its programs load it/);
  });
});
