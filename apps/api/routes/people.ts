import type { Administration } from "@eai/modules/identity";
import type { RegisterRoute } from "../register-route.ts";

export function registerPeopleRoutes(register: RegisterRoute, administration: Administration): void {
  register("searchDirectory", async ({ context, query }) => ({
    data: await administration.searchDirectory(context, query),
  }));
  register("listPeople", ({ context, query }) => administration.listPeople(context, query));
  register("getPerson", ({ context, params }) => administration.getPerson(context, params.id));
  register("updatePerson", ({ context, params, body }) => administration.updatePerson(context, params.id, body));
  registerInvitationRoutes(register, administration);
  registerGroupRoutes(register, administration);
}

function registerInvitationRoutes(register: RegisterRoute, administration: Administration): void {
  register("listInvitations", ({ context, query }) => administration.listInvitations(context, query));
  register("createInvitation", ({ context, body }) => administration.createInvitation(context, body));
  register("revokeInvitation", ({ context, params }) => administration.revokeInvitation(context, params.id));
  register("lookUpInvitation", ({ body }) => administration.lookUpInvitation(body.token));
}

function registerGroupRoutes(register: RegisterRoute, administration: Administration): void {
  register("listGroups", ({ context, query }) => administration.listGroups(context, query));
  register("createGroup", ({ context, body }) => administration.createGroup(context, body));
  register("getGroup", ({ context, params }) => administration.getGroup(context, params.id));
  register("updateGroup", ({ context, params, body }) => administration.updateGroup(context, params.id, body));
  register("deleteGroup", ({ context, params }) => administration.deleteGroup(context, params.id));
  register("listGroupMembers", ({ context, params, query }) =>
    administration.listGroupMembers(context, params.id, query),
  );
  register("addGroupMember", ({ context, params, body }) =>
    administration.addGroupMember(context, params.id, body.person_id),
  );
  register("removeGroupMember", ({ context, params }) =>
    administration.removeGroupMember(context, params.id, params.person_id),
  );
}
