import { readFileSync } from "node:fs";

// For the commit-msg hook: the path of the file with the message is the only parameter.
const message = readFileSync(process.argv[2] ?? ".git/COMMIT_EDITMSG", "utf8");
const subject = message.split("\n")[0] ?? "";
const types = ["feat", "fix", "docs", "style", "refactor", "perf", "test", "build", "ci", "chore", "revert"];
const longest = 60;

if (!/^(Merge|Revert|fixup!|squash!) /.test(subject)) {
  if (!new RegExp(`^(${types.join("|")})(\\([a-z0-9-]+\\))?!?: \\S`).test(subject)) {
    refuse(`"${subject}" is not "type(scope): what it does", with one of the types ${types.join(", ")}.`);
  }
  if (subject.length > longest) refuse(`The subject has ${subject.length} characters; ${longest} are enough.`);
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
