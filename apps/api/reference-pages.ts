import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { openApiDocument } from "./openapi.ts";

/** The pages bring their own scripts and styles; nothing foreign is loaded and nothing is sent anywhere else. */
const policyBeforeScripts = ["default-src 'none'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:"];
const policyAfterScripts = [
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Of the scripts written into a page only those it came with may run, by their hashes. */
function pagePolicy(page: string): string {
  const hashes = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  const scripts = ["script-src 'self'", ...hashes].join(" ");
  return [...policyBeforeScripts, scripts, ...policyAfterScripts].join("; ");
}

/** `/openapi.json`, and two ways to read it: `/docs` to try requests, `/redoc` to read. */
export function registerReferencePages(app: FastifyInstance, version: string, serverUrl: string): void {
  let document: string | undefined;
  app.get("/openapi.json", { config: { access: "public" } }, (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(version, serverUrl));
    return reply.type("application/json; charset=utf-8").send(document);
  });

  // The interactive page is 5 MB of script: it is loaded when somebody asks for it.
  let interactive: Promise<FastifyInstance> | undefined;
  app.get("/docs", { config: { access: "public" } }, (_request, reply) => reply.redirect("/docs/", 301));
  for (const path of ["/docs/", "/docs/js/scalar.js"]) {
    app.get(path, { config: { access: "public" } }, async (_request, reply) => {
      interactive ??= createInteractivePage();
      const page = await (await interactive).inject({ method: "GET", url: path });
      const type = String(page.headers["content-type"]);
      return asPage(reply, type.startsWith("text/html") ? page.payload : "")
        .type(type)
        .send(page.rawPayload);
    });
  }

  const redocScript = fileURLToPath(import.meta.resolve("redoc/bundles/redoc.standalone.js"));
  app.get("/redoc", { config: { access: "public" } }, (_request, reply) =>
    asPage(reply, redocPage).type("text/html; charset=utf-8").send(redocPage),
  );
  app.get("/redoc/redoc.standalone.js", { config: { access: "public" } }, (_request, reply) =>
    asPage(reply, "").type("application/javascript; charset=utf-8").send(createReadStream(redocScript)),
  );
}

function asPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.header("content-security-policy", pagePolicy(page)).header("cache-control", "public, max-age=3600");
}

async function createInteractivePage(): Promise<FastifyInstance> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const page = fastify();
  await page.register(scalar, {
    routePrefix: "/docs",
    configuration: {
      url: "/openapi.json",
      pageTitle: "Enterprise AI Platform API",
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: "never",
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  await page.ready();
  return page;
}

const redocPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Enterprise AI Platform API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>body { margin: 0 }</style>
  </head>
  <body>
    <div id="reference"></div>
    <script src="/redoc/redoc.standalone.js"></script>
    <script>Redoc.init("/openapi.json", { disableSearch: true, hideLogo: true }, document.getElementById("reference"));</script>
  </body>
</html>
`;
