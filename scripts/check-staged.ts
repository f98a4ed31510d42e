import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

// For the pre-commit hook: private keys, large files, merge-conflict marks, whitespace, format and lint of what is staged.
// `--all` looks at every file of the repository instead; `--fix` mends what can be mended.
const largestBytes = 2_000_000;
const fixing = process.argv.includes("--fix");
const everything = process.argv.includes("--all");

const conflictMark = new RegExp(`^(${"<".repeat(7)} |${">".repeat(7)} |${"=".repeat(7)}$)`, "m");
const privateKey = new RegExp(`-----BEGIN [A-Z ]*PRIVATE ${"KEY"}-----`);

const paths = git(everything ? ["ls-files", "-z"] : ["diff", "--cached", "--name-only", "--diff-filter=ACMR", "-z"])
  .toString("utf8")
  .split("\0")
  .filter(Boolean);
const problems = paths.flatMap(examine);
for (const problem of problems) console.error(problem);
const codeIsSound = paths.length === 0 || checkCode();
if (problems.length > 0 || !codeIsSound) process.exitCode = 1;

function git(parameters: readonly string[]): Buffer {
  return execFileSync("git", parameters, { maxBuffer: 200_000_000 });
}

function examine(path: string): string[] {
  // What will be committed, which need not be what lies in the folder.
  const content = everything ? readFileSync(path) : git(["show", `:${path}`]);
  if (content.length > largestBytes && path !== "package-lock.json") {
    return [`${path} has ${content.length} bytes; keep files above ${largestBytes} out of the repository`];
  }
  if (content.includes(0)) return [];
  const text = content.toString("utf8");
  const found: string[] = [];
  if (privateKey.test(text)) found.push(`${path} holds a private key`);
  if (conflictMark.test(text)) found.push(`${path} holds marks of a merge conflict`);
  if (tidy(text) !== text && !isVerbatim(path)) {
    if (fixing) writeFileSync(path, tidy(readFileSync(path, "utf8")));
    else found.push(`${path} has blanks at the end of a line, or not exactly one line break at its end`);
  }
  return found;
}

/** Files whose bytes are not ours to tidy: generated, licensed, or test material. */
function isVerbatim(path: string): boolean {
  return /(^|\/)(LICENSE|migrations|fixtures|public)(\/|$)|package-lock\.json$|\.snap$/.test(path);
}

function tidy(text: string): string {
  const lines = text.replaceAll(/[ \t]+$/gm, "").replace(/\n+$/, "");
  return lines === "" ? "" : `${lines}\n`;
}

function checkCode(): boolean {
  const scope = everything ? [] : ["--staged"];
  const mending = fixing ? ["--write"] : [];
  const parameters = ["check", ...scope, ...mending, "--no-errors-on-unmatched"];
  return (
    spawnSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", ...parameters], { stdio: "inherit" })
      .status === 0
  );
}
