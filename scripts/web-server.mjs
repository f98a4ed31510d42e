import { pathToFileURL } from "node:url";
import { webServerPath } from "./run/build-web.mjs";

// The web server, started by run.mjs with a channel to it: when run.mjs is gone, even killed, so is this.
if (process.send) process.on("disconnect", () => process.exit(0));

await import(pathToFileURL(webServerPath).href);
