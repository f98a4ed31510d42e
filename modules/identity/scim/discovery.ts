import { coreGroup, coreUser, emailParts, enterpriseAttributes, enterpriseUser, nameParts } from "./attributes.ts";

const schemaSchema = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const resourceTypeSchema = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

/** What of SCIM is supported. */
export function serviceProviderConfig(baseUrl: string): object {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 200 },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Token of a directory connection",
        description: "Authorization: Bearer, with the token that was shown when the connection was made",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${baseUrl}/ServiceProviderConfig` },
  };
}

export function resourceTypes(baseUrl: string): { id: string }[] {
  const type = (id: string, endpoint: string, schema: string, more: object = {}) => ({
    schemas: [resourceTypeSchema],
    id,
    name: id,
    endpoint,
    schema,
    ...more,
    meta: { resourceType: "ResourceType", location: `${baseUrl}/ResourceTypes/${id}` },
  });
  return [
    type("User", "/Users", coreUser, { schemaExtensions: [{ schema: enterpriseUser, required: false }] }),
    type("Group", "/Groups", coreGroup),
  ];
}

interface AttributeOptions {
  required?: boolean;
  caseExact?: boolean;
  uniqueness?: "none" | "server";
}

function text(name: string, { required = false, caseExact = false, uniqueness = "none" }: AttributeOptions = {}) {
  return { ...attribute(name, "string", required), caseExact, uniqueness };
}

function attribute(name: string, type: "string" | "boolean" | "complex", required = false) {
  return { name, type, multiValued: false, required, mutability: "readWrite", returned: "default" };
}

function complex(name: string, subAttributes: object[], multiValued = false) {
  return { ...attribute(name, "complex"), multiValued, subAttributes };
}

const emailAttributes = emailParts.map((part) => (part === "primary" ? attribute(part, "boolean") : text(part)));

/** The attributes that are kept. */
export function schemas(baseUrl: string): { id: string }[] {
  const schema = (id: string, name: string, attributes: object[]) => ({
    schemas: [schemaSchema],
    id,
    name,
    attributes,
    meta: { resourceType: "Schema", location: `${baseUrl}/Schemas/${id}` },
  });
  return [
    schema(coreUser, "User", [
      text("userName", { required: true, uniqueness: "server" }),
      text("externalId", { caseExact: true }),
      attribute("active", "boolean"),
      complex(
        "name",
        nameParts.map((part) => text(part)),
      ),
      ...["displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone"].map((name) =>
        text(name),
      ),
      complex("emails", emailAttributes, true),
    ]),
    schema(
      enterpriseUser,
      "EnterpriseUser",
      enterpriseAttributes.map((name) => text(name)),
    ),
    schema(coreGroup, "Group", [
      text("displayName", { required: true }),
      text("externalId", { caseExact: true, uniqueness: "server" }),
      complex("members", [text("value", { caseExact: true }), text("display"), text("type")], true),
    ]),
  ];
}
