import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Evaluation } from "@eai/contract";
import { connectionOptions, connectionUsage, readConnection } from "./connection.ts";
import { openPlatformApi } from "./platform-api.ts";
import { printable } from "./printable.ts";
import { runCommand } from "./run-command.ts";

// Runs the golden questions of a knowledge base through the API and sets the figures beside those of the run before.
// Ends with 0, with 1 when a figure fell by more than a point, with 2 when it could not run.

const usage = `npm run eval -- --kb <id>

  --kb <id>                  the knowledge base, from its address: kb_…
  --csv <file>               first add or replace golden questions from this CSV file
${connectionUsage}`;

const tolerance = 0.01;
const worstShown = 10;
const figures = ["recall_at_5", "recall_at_10", "ndcg_at_10", "mrr"] as const;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...connectionOptions,
      kb: { type: "string" },
      csv: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || values.kb === undefined) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  const { client } = openPlatformApi(readConnection(values));
  const params = { id: values.kb };
  if (values.csv !== undefined) {
    const body = { csv: await readCsv(values.csv) };
    const { created, updated, unchanged } = await client.call("importGoldenQuestions", { params, body });
    console.log(`${created} questions added, ${updated} changed, ${unchanged} as they were.`);
  }
  const earlier = (await client.call("listEvaluations", { params, query: { limit: 1 } })).data[0];
  const run = await client.call("createEvaluation", { params });
  return report(run, earlier);
}

async function readCsv(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The CSV file ${path} cannot be read (${error.code ?? error.message}).`);
  });
}

function report(run: Evaluation, earlier: Evaluation | undefined): number {
  const sameSettings = earlier && JSON.stringify(earlier.settings) === JSON.stringify(run.settings);
  console.log(`${run.metrics.questions} questions, ${run.metrics.median_ms.toFixed(1)} ms a search (median)`);
  if (earlier) console.log(`before: ${earlier.created_at}, ${sameSettings ? "the same settings" : "other settings"}`);
  let fell = false;
  for (const name of figures) {
    const change = earlier ? run.metrics[name] - earlier.metrics[name] : 0;
    if (change < -tolerance) fell = true;
    const beside = earlier ? `  ${change < 0 ? "" : "+"}${change.toFixed(3)}` : "";
    console.log(`${name.padEnd(14)} ${run.metrics[name].toFixed(3)}${beside}`);
  }
  const worst = run.results.filter(({ ndcg_at_10 }) => ndcg_at_10 < 1).slice(0, worstShown);
  if (worst.length > 0) console.log("worst:");
  for (const { question, ndcg_at_10, first_place } of worst) {
    console.log(`  ${ndcg_at_10.toFixed(2)}  ${first_place ?? "–"}  ${printable(question)}`);
  }
  return fell ? 1 : 0;
}

await runCommand(main);
