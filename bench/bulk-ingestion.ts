import { readFile } from "node:fs/promises";
import type { KnowledgeBase } from "@eai/contract";
import { type Person, startProduct } from "../test/product.ts";
import type { Figure } from "./figure.ts";

const fileCount = 1000;
/** As many as the page and the command line send at once. */
const parallel = 4;

/**
 * A thousand small Markdown files through the API on the embedded default, without a model: how fast they are taken in, how
 * fast they become ready, and what each costs in processor time of the product (its extractor not counted).
 */
export async function measureBulkIngestion(): Promise<Figure[]> {
  await using product = await startProduct();
  const person = await product.signUp({ name: "Bench", email: "bench@example.com" });
  const { id } = await person.createKnowledgeBase({ name: "Bulk", scope: "personal" });
  // Warms up: the extractor, the statements, the code.
  await person.ingest(id, "first.md", noteOf(-1));
  const cpuBefore = await cpuSeconds(product.process.pid);
  const start = performance.now();
  await uploadAll(person, id);
  const uploaded = (performance.now() - start) / 1000;
  const readyAtThen = (await counts(person, id)).ready_count - 1;
  await allReady(person, id);
  const ready = (performance.now() - start) / 1000;
  const cpu = (await cpuSeconds(product.process.pid)) - cpuBefore;
  return [
    { name: "small files taken in", value: fileCount / uploaded, unit: "uploads/s" },
    { name: "of them ready when the last was taken in", value: readyAtThen, unit: "documents" },
    { name: "small files from first upload to last ready", value: fileCount / ready, unit: "documents/s" },
    { name: "processor time of a file", value: (cpu * 1000) / fileCount, unit: "ms" },
  ];
}

async function uploadAll(person: Person, knowledgeBaseId: string): Promise<void> {
  let next = 0;
  async function lane(): Promise<void> {
    while (next < fileCount) {
      const number = next++;
      const response = await person.upload(knowledgeBaseId, `note-${number}.md`, noteOf(number));
      if (response.status !== 202) throw new Error(`note ${number}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane));
}

async function allReady(person: Person, knowledgeBaseId: string): Promise<void> {
  for (;;) {
    const { ready_count, failed_count } = await counts(person, knowledgeBaseId);
    if (failed_count > 0) throw new Error(`${failed_count} files failed`);
    if (ready_count === fileCount + 1) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function counts(person: Person, knowledgeBaseId: string): Promise<KnowledgeBase> {
  return person.call("GET", `/api/v1/knowledge-bases/${knowledgeBaseId}`);
}

/** Some 2 kB in three sections, each file with words of its own. */
function noteOf(number: number): string {
  const section = (part: number) =>
    `## Part ${part}\n\n${Array.from({ length: 9 }, (_, line) => `Note ${number} line ${line}: the team${number} keeps rule${part}x${line} for the ${words[(number + part * 7 + line + 50) % words.length]} office.`).join(" ")}`;
  return `# Note ${number}\n\n${[1, 2, 3].map(section).join("\n\n")}\n`;
}

const words = "harbour garden canteen travel holiday payroll security legal purchase library workshop archive".split(
  " ",
);

/** User and system time of a process and its threads so far; 0 where the system does not tell. */
async function cpuSeconds(processId: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${processId}/stat`, "latin1").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}
