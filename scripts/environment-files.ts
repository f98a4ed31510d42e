import { variableGroups } from "../platform/environment-variable.ts";
import { variables } from "../platform/environment-variables.ts";

/** The files that are made from the list of variables, by their path. */
export function environmentFiles(): Record<string, string> {
  return { ".env.example": renderExample(), "docs/setup/environment-variables.md": renderDocumentation() };
}

const entries = Object.entries(variables);

function renderExample(): string {
  const groups = variableGroups.map((group) => {
    const lines = entries
      .filter(([, variable]) => variable.group === group)
      .map(([name, variable]) => {
        const value = variable.example || (isLiteral(variable.defaultText) ? variable.defaultText : "");
        return `${wrap(plain(variable.description))}\n# ${name}=${value}`;
      });
    return [`# ── ${group} ──`, ...lines].join("\n\n");
  });
  const head = [
    "# Copy to .env and take the # away from what you want to change. Nothing here is required:",
    "# without any of it `npm start` runs on an embedded database with answers that quote your documents.",
    "# Made from platform/environment-variables.ts by `npm run env:write`.",
  ].join("\n");
  return `${[head, ...groups].join("\n\n")}\n`;
}

/** A default that can be written down as it is, not one told in words. */
function isLiteral(defaultText: string): boolean {
  return /^[\w.]+$/.test(defaultText) && defaultText !== "none";
}

function plain(description: string): string {
  return description.replaceAll("`", "");
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.split(" ")) {
    if (line.length + word.length + 1 > 110) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}

function renderDocumentation(): string {
  const groups = variableGroups.map((group) => {
    const rows = entries
      .filter(([, variable]) => variable.group === group)
      .map(([name, { description, kind, defaultText, secret }]) =>
        [`\`${name}\``, secret ? `${description} **Secret.**` : description, kind, defaultText]
          .map((cell) => cell.replaceAll("|", "\\|"))
          .join(" | "),
      );
    return [`## ${group}`, "", "| variable | what it does | values | default |", "| --- | --- | --- | --- |"]
      .concat(rows.map((row) => `| ${row} |`))
      .join("\n");
  });
  const head = `# Environment variables

Every variable is optional. Set them in the environment, or in a file \`.env\` in the root (start from \`.env.example\`);
the environment wins over the file. An empty value counts as left out. What cannot be used is refused at the start, with
all mistakes named at once.

This page is made from \`platform/environment-variables.ts\` by \`npm run env:write\`.`;
  return `${[head, ...groups].join("\n\n")}\n`;
}
