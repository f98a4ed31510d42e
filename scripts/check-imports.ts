import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

// Fails on imports against the line of AGENTS.md. Deep imports past an `index.ts` fail at run time already (exports maps);
// here they are found without running.
const moduleLine = ["kernel", "governance", "identity", "models", "knowledge", "tools", "chat", "oversight"];

/** What modules must not know: the drivers and frameworks they are run on. */
const foreignToModules =
  /^(pg|pg-boss|ioredis|fastify|next|react|react-dom|drizzle-orm\/(node-postgres|pglite))(\/|$)|^(@electric-sql|@fastify|@slack|@ai-sdk\/(azure|openai-compatible))(\/|$)/;

const problems: string[] = [];
const paths = globSync(["{contract,modules,adapters,platform}/**/*.{ts,tsx}", "apps/**/*.{ts,tsx}"], {
  exclude: ["**/node_modules/**", "**/.next/**"],
});
for (const path of paths) {
  for (const target of importsOf(path)) {
    const problem = judge(path, target);
    if (problem) problems.push(`${path} imports ${target}: ${problem}`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${paths.length} files keep the direction of imports`);

function importsOf(path: string): string[] {
  const source = readFileSync(path, "utf8");
  const statements = source.matchAll(
    /^(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm,
  );
  return [...statements].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

function judge(path: string, target: string): string | undefined {
  const unit = unitOf(path);
  const isTest = /\.(test|conformance)\.tsx?$|(^|\/)testing\.ts$/.test(path);
  if (target.startsWith(".")) {
    const reached = unitOf(normalize(join(dirname(path), target)));
    // A port's conformance suite stands beside the port, and the adapters' tests run it.
    const isTestMaterial = isTest && (/^(test|ops|bench)$/.test(reached) || target.endsWith(".conformance.ts"));
    // `apps/main.ts` starts the apps of its program.
    const isOwnApp = unit === "apps" && /^apps\/(api|worker)$/.test(reached);
    return reached === unit || isTestMaterial || isOwnApp ? undefined : `a relative import stays inside ${unit}`;
  }
  const [area = "", name = ""] = unit.split("/");
  if (area === "contract") {
    return target === "zod" || (isTest && target === "vitest") ? undefined : "the contract imports zod alone";
  }
  if (unit === "apps/web") return judgeWeb(target);
  if (isTest) return undefined;
  if (area === "modules") return judgeModule(name, target);
  if (area === "adapters" && /^@eai\/platform/.test(target))
    return "adapters are put together by the platform, not the other way";
  return undefined;
}

function judgeWeb(target: string): string | undefined {
  if (!target.startsWith("@eai/") || /^@eai\/contract(\/|$)/.test(target)) return undefined;
  return "the web app imports the contract only";
}

function judgeModule(name: string, target: string): string | undefined {
  if (foreignToModules.test(target))
    return "no driver and no framework inside modules: it belongs to an adapter or an app";
  if (/^@eai\/(adapters|platform|web)/.test(target)) return "modules come before adapters, platform and apps";
  const other = /^@eai\/modules\/([^/]+)(\/.*)?$/.exec(target);
  if (!other) return undefined;
  const [, module = "", deeper] = other;
  if (deeper) return "a module is entered by its index.ts alone";
  if (moduleLine.indexOf(module) < moduleLine.indexOf(name)) return undefined;
  return `${name} may import only what comes before it: ${moduleLine.slice(0, moduleLine.indexOf(name)).join(", ")}`;
}

/** The part of the house a file belongs to: `modules/chat`, `adapters/disk`, `apps/web`, `contract`, `platform`. */
function unitOf(path: string): string {
  const [area = "", name = ""] = path.split("/");
  return ["modules", "adapters", "apps"].includes(area) && !name.endsWith(".ts") ? `${area}/${name}` : area;
}
