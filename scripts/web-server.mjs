import { Server } from "node:http";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { webServerPath } from "./run/build-web.mjs";
import { compressedStatics } from "./run/compressed-statics.mjs";

// The web server, started by run.mjs with a channel to it: when run.mjs is gone, even killed, so is this.
if (process.send) process.on("disconnect", () => process.exit(0));

const sendStatic = compressedStatics(join(dirname(webServerPath), ".next", "static"), "/_next/static");

const emit = Server.prototype.emit;
/** @this {Server} @param {any[]} args */
Server.prototype.emit = function (...args) {
  const goOn = () => Reflect.apply(emit, this, args);
  if (args[0] !== "request") return goOn();
  noteCaller(args[1]);
  sendStatic(args[1], args[2], goOn);
  return true;
};

/**
 * Next tells its code nothing of the connection. Who is calling is added here, behind whatever the client claims.
 * @param {import("node:http").IncomingMessage} request
 */
function noteCaller({ headers, socket }) {
  const claimed = headers["x-forwarded-for"];
  headers["x-forwarded-for"] = [claimed, socket.remoteAddress].filter(Boolean).join(", ");
}

await import(pathToFileURL(webServerPath).href);
