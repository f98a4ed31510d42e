import { parseArgs } from "node:util";
import { startQdrantEmulator } from "./index.ts";

const usage = `Imitates a Qdrant server on this machine, in memory.

  node ops/dev/qdrant-emulator/main.ts [options]

  --port <number>   default 6333
  --key <text>      the key it accepts; default none
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "6333" },
    key: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(usage);
  process.exit(0);
}

const { key } = values;
const emulator = await startQdrantEmulator({ port: Number(values.port), ...(key !== undefined && { apiKey: key }) });

console.log(`Qdrant emulator on ${emulator.url}. To use it:

  QDRANT_URL=${emulator.url}${key === undefined ? "" : `\n  QDRANT_API_KEY=${key}`}
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void emulator.close().then(() => process.exit(0)));
}
