import { parseArgs } from "node:util";
import { startIdentityEmulator } from "./server.ts";

const usage = `Imitates Microsoft Entra ID, Microsoft Graph and a plain OpenID provider on this machine.

  node ops/dev/identity-emulator/main.ts [options]

  --port <number>        default 4020; Graph listens on the next one
  --web-origin <origin>  default http://localhost:3001; may be repeated
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4020" },
    "web-origin": { type: "string", multiple: true, default: ["http://localhost:3001"] },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(usage);
  process.exit(0);
}

const emulator = await startIdentityEmulator({
  port: Number(values.port),
  webOrigins: values["web-origin"],
  // The same at each start, so that settings can be kept.
  homeTenantId: "11111111-1111-4111-8111-111111111111",
  clientId: "33333333-3333-4333-8333-333333333333",
  clientSecret: "emulated-client-secret",
});
const { directory } = emulator;
const engineering = directory.addGroup("Engineering");
const everyone = directory.addGroup("All employees");
directory.addPerson({ name: "Ada Lovelace", roles: ["Platform.Admin"], groups: [engineering, everyone] });
directory.addPerson({ name: "Bob Baker", groups: [everyone] });
directory.addPerson({ name: "Grace Overage", groups: [engineering, everyone], groupsInToken: "claim_names" });
directory.addPerson({
  name: "Carol of Fabrikam",
  tenantId: "22222222-2222-4222-8222-222222222222",
  userName: "carol@fabrikam.example",
});

const lines = Object.entries({
  ...emulator.entraEnvironment(),
  ENTRA_GRAPH_GROUPS: "true",
  ...emulator.oidcEnvironment(),
});
console.log(`Identity emulator on ${emulator.url}. To use it:

${lines.map(([name, value]) => `  ${name}=${value}`).join("\n")}

Group "Engineering" is ${engineering}, "All employees" is ${everyone}.
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void emulator.close().then(() => process.exit(0)));
}
