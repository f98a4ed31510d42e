import { parseArgs } from "node:util";
import { defaultDeployments, startModelEmulator } from "./server.ts";

const usage = `Imitates Azure OpenAI and OpenAI on this machine.

  node ops/dev/model-emulator/main.ts [options]

  --port <number>            default 4010
  --key <text>               the key it accepts, default emulator-key
  --region <name>            said in x-ms-region, default "East US"
  --deployment <name>        one more that exists, as name or name=model; may be repeated
  --tokens-per-second <n>    default 60; 0: as fast as it goes
  --first-token-delay <ms>   default 300
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4010" },
    key: { type: "string", default: "emulator-key" },
    region: { type: "string", default: "East US" },
    deployment: { type: "string", multiple: true, default: [] },
    "tokens-per-second": { type: "string", default: "60" },
    "first-token-delay": { type: "string", default: "300" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(usage);
  process.exit(0);
}

const emulator = await startModelEmulator({
  port: Number(values.port),
  apiKey: values.key,
  region: values.region,
  deployments: [...defaultDeployments, ...values.deployment],
  tokensPerSecond: Number(values["tokens-per-second"]),
  firstTokenDelayMs: Number(values["first-token-delay"]),
});

console.log(`Model emulator on ${emulator.url}. To use it:

  AZURE_OPENAI_EASTUS_ENDPOINT=${emulator.url}
  AZURE_OPENAI_EASTUS_API_KEY=${emulator.apiKey}
  AZURE_OPENAI_EASTUS_DEPLOYMENT=gpt-4.1
  AZURE_OPENAI_EMBEDDING_DEPLOYMENT=text-embedding-3-small
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void emulator.close().then(() => process.exit(0)));
}
