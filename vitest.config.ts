import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const unitTests = ["contract", "modules", "adapters", "platform", "apps", "ops", "scripts", "bench"].map(
  (folder) => `${folder}/**/*.test.{ts,tsx}`,
);
const storyTests = ["test/**/*.test.ts"];
const ignored = ["**/node_modules/**", "**/.next/**"];

/** The tests that ask for a database: they run on PGlite, and on a server with `npm run test:real`. */
function databaseTests(): string[] {
  return globSync([...unitTests, ...storyTests], { exclude: [...ignored, "adapters/pglite/**"] }).filter((path) =>
    /\bcreateTestDatabase\(|\bonServer\(|\bTEST_REDIS_URL\b/.test(readFileSync(path, "utf8")),
  );
}

const onRealServices = Boolean(process.env.TEST_DATABASE_URL);
const story = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Tuned for two cores, with one more since many stories wait. Processes rather than threads: extraction and PGlite
    // bring threads of their own.
    pool: "forks",
    maxWorkers: 3,
    // Files that follow one another in a process share the modules they load, a third of all work: no test may leave
    // anything behind in one.
    isolate: false,
    exclude: ignored,
    // Generous, for machines that do something else too: what passes does not wait for it.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    projects: onRealServices
      ? [{ extends: true, test: { ...story, name: "database", include: databaseTests() } }]
      : [
          { extends: true, test: { name: "unit", include: unitTests } },
          { extends: true, test: { ...story, name: "story", include: storyTests } },
        ],
  },
});
