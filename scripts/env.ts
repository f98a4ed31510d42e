import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { variables } from "../platform/environment-variables.ts";
import { environmentFiles } from "./environment-files.ts";

// `env.ts write` makes the files that tell of the environment variables; `env.ts check` fails when they, the code or the
// compose files disagree.
if (process.argv[2] === "write") write();
else check();

function write(): void {
  for (const [path, content] of Object.entries(environmentFiles())) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    console.log(`wrote ${path}`);
  }
}

function check(): void {
  const problems = [...staleFiles(), ...strayReaders(), ...unknownInCompose()];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${Object.keys(variables).length} variables: code and documentation agree`);
}

function staleFiles(): string[] {
  return Object.entries(environmentFiles())
    .filter(([path, content]) => readOrEmpty(path) !== content)
    .map(([path]) => `${path} is not what the list of variables says. Run: npm run env:write`);
}

/** Code that looks at the environment itself, past the documented list. */
function strayReaders(): string[] {
  const paths = globSync(["{contract,modules,adapters,platform,ops}/**/*.{ts,mjs}", "apps/**/*.{ts,tsx,mjs}"], {
    exclude: ["**/node_modules/**", "**/.next/**", "**/*.test.ts", "apps/web/**/*.mjs"],
  });
  return paths
    .filter((path) => path !== "platform/environment.ts" && path !== "platform/testing.ts")
    .flatMap((path) => {
      const code = readFileSync(path, "utf8").replaceAll(/^\s*(\*|\/\/|\/\*\*).*$/gm, "");
      const names = [...code.matchAll(/\bprocess\.env\b(?:\.(\w+))?/g)].map((match) => match[1]);
      // The web app is a program of its own; it may read what is documented, and what Next sets.
      const allowed = (name: string | undefined) =>
        path.startsWith("apps/web/") && name !== undefined && (name in variables || name === "NODE_ENV");
      return names
        .filter((name) => !allowed(name))
        .map((name) => `${path} reads process.env${name ? `.${name}` : ""}: only platform/environment.ts may`);
    });
}

function unknownInCompose(): string[] {
  return globSync("{,ops/**/}*compose*.{yml,yaml}").flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)]
      .map((match) => match[1] ?? "")
      .filter((name) => !(name in variables))
      .map((name) => `${path} uses ${name}, which is not in platform/environment-variables.ts`),
  );
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
