import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

// Fails on links and paths in the documentation that lead nowhere, and on npm scripts that do not exist.
const scripts = { ...scriptsOf("package.json"), ...scriptsOf("apps/web/package.json") };
const folders = "contract|modules|adapters|platform|apps|ops|test|bench|docs|scripts";
const pages = globSync(["*.md", "docs/**/*.md"]);
const problems = pages.flatMap((page) => [...brokenLinks(page), ...missingPaths(page), ...missingScripts(page)]);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${pages.length} pages name only what exists`);

function scriptsOf(path: string): Record<string, string> {
  return (JSON.parse(readFileSync(path, "utf8")) as { scripts: Record<string, string> }).scripts;
}

/** Without fenced blocks, where paths are examples. */
function textOf(page: string): string {
  return readFileSync(page, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
}

function brokenLinks(page: string): string[] {
  return [...textOf(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:|^\//.test(target) && !existsSync(join(dirname(page), target)))
    .map((target) => `${page} links to ${target}, which does not exist`);
}

/** Paths in backticks that begin with one of the root's folders: `modules/chat/answer.ts`. */
function missingPaths(page: string): string[] {
  const named = new RegExp(`\`((?:${folders})/[\\w./-]*)\``, "g");
  return [...textOf(page).matchAll(named)]
    .map((match) => match[1] ?? "")
    .filter((path) => !existsSync(path))
    .map((path) => `${page} names ${path}, which does not exist`);
}

function missingScripts(page: string): string[] {
  return [...textOf(page).matchAll(/npm run ([a-z][\w:-]*)/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => !(name in scripts))
    .map((name) => `${page} names "npm run ${name}", which package.json does not have`);
}
