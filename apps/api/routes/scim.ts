import { type Directory, type Scim, ScimError, type ScimQuery } from "@eai/modules/identity";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { addJsonParser } from "../content-types.ts";
import { handleScimError, scimType, sendScim } from "../scim-answer.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** On the routes of SCIM. */
    directory: Directory | null;
  }
}

type ScimRequest = FastifyRequest<{ Params: { id: string }; Querystring: ScimQuery }>;

/**
 * SCIM 2.0 for directories, with the content type and the errors that its protocol demands. The token of a directory
 * connection is the only way in, and no other route takes it.
 */
export async function registerScimRoutes(app: FastifyInstance, scim: Scim): Promise<void> {
  app.decorateRequest("directory", null);
  await app.register(async (inside) => registerInside(inside, scim), { prefix: "/scim/v2" });
}

function registerInside(app: FastifyInstance, scim: Scim): void {
  addJsonParser(app, scimType);
  app.setErrorHandler(handleScimError);
  app.setNotFoundHandler(() => {
    throw new ScimError(404, "There is no such endpoint, or it does not support this method.");
  });
  app.addHook("onRequest", async (request) => {
    request.directory = await scim.authenticate(request.headers.authorization, request.id);
  });

  app.get("/ServiceProviderConfig", (_request, reply) => sendScim(reply, 200, scim.serviceProviderConfig()));
  app.get("/ResourceTypes", (_request, reply) => sendScim(reply, 200, scim.listResourceTypes()));
  app.get("/ResourceTypes/:id", (request: ScimRequest, reply) =>
    sendScim(reply, 200, scim.getResourceType(request.params.id)),
  );
  app.get("/Schemas", (_request, reply) => sendScim(reply, 200, scim.listSchemas()));
  app.get("/Schemas/:id", (request: ScimRequest, reply) => sendScim(reply, 200, scim.getSchema(request.params.id)));

  app.get("/Users", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.listUsers(directoryOf(request), queryOf(request))),
  );
  app.post("/Users", async (request, reply) =>
    sendCreated(reply, await scim.createUser(directoryOf(request), request.body)),
  );
  app.get("/Users/:id", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.getUser(directoryOf(request), request.params.id, queryOf(request))),
  );
  app.put("/Users/:id", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.replaceUser(directoryOf(request), request.params.id, request.body)),
  );
  app.patch("/Users/:id", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.patchUser(directoryOf(request), request.params.id, request.body)),
  );
  app.delete("/Users/:id", async (request: ScimRequest, reply) => {
    await scim.deleteUser(directoryOf(request), request.params.id);
    return reply.code(204).send();
  });

  app.get("/Groups", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.listGroups(directoryOf(request), queryOf(request))),
  );
  app.post("/Groups", async (request, reply) =>
    sendCreated(reply, await scim.createGroup(directoryOf(request), request.body)),
  );
  app.get("/Groups/:id", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.getGroup(directoryOf(request), request.params.id, queryOf(request))),
  );
  app.put("/Groups/:id", async (request: ScimRequest, reply) =>
    sendScim(reply, 200, await scim.replaceGroup(directoryOf(request), request.params.id, request.body)),
  );
  app.patch("/Groups/:id", async (request: ScimRequest, reply) => {
    await scim.patchGroup(directoryOf(request), request.params.id, request.body);
    return reply.code(204).send();
  });
  app.delete("/Groups/:id", async (request: ScimRequest, reply) => {
    await scim.deleteGroup(directoryOf(request), request.params.id);
    return reply.code(204).send();
  });
}

function directoryOf({ directory }: Pick<FastifyRequest, "directory">): Directory {
  if (!directory) throw new ScimError(401, "Send the token of a directory connection.");
  return directory;
}

/** A parameter that is there twice is an array here, which no directory sends. */
function queryOf({ query }: ScimRequest): ScimQuery {
  if (Object.values(query).every((value) => typeof value === "string")) return query;
  throw new ScimError(400, "A parameter of the query is there twice.", "invalidValue");
}

function sendCreated(reply: FastifyReply, resource: object): FastifyReply {
  const { location } = (resource as { meta: { location: string } }).meta;
  return sendScim(reply.header("location", location), 201, resource);
}
