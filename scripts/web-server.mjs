import { Server } from "node:http";
import { pathToFileURL } from "node:url";
import { webServerPath } from "./run/build-web.mjs";

// The web server, started by run.mjs with a channel to it: when run.mjs is gone, even killed, so is this.
if (process.send) process.on("disconnect", () => process.exit(0));

// Next tells its code nothing of the connection. Who is calling is added here, behind whatever the client claims.
const emit = Server.prototype.emit;
/** @this {Server} @param {any[]} args */
Server.prototype.emit = function (...args) {
  if (args[0] === "request") noteCaller(args[1]);
  return Reflect.apply(emit, this, args);
};

/** @param {import("node:http").IncomingMessage} request */
function noteCaller({ headers, socket }) {
  const claimed = headers["x-forwarded-for"];
  headers["x-forwarded-for"] = [claimed, socket.remoteAddress].filter(Boolean).join(", ");
}

await import(pathToFileURL(webServerPath).href);
