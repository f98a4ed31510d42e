// Starts, develops and tests the platform on a machine that has Node and npm only.
// Plain JavaScript without packages: it runs on an older Node, installs a newer one and hands over to it.
const least = 20;
if (Number(process.versions.node.split(".")[0]) < least) {
  console.error(
    `Node ${process.versions.node} is too old. Install Node ${least} or newer from https://nodejs.org and start again.`,
  );
  process.exit(1);
}

const { main } = await import("./run/main.mjs");
await main(process.argv.slice(2));
