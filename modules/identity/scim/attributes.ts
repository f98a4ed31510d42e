export const coreUser = "urn:ietf:params:scim:schemas:core:2.0:User";
export const coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/**
 * `ignored`: taken and not kept, because nothing here needs it.
 * `fixed`: only the platform writes it.
 */
export type AttributeKind = "string" | "boolean" | "name" | "emails" | "ignored" | "fixed";

const userKinds: Readonly<Record<string, AttributeKind>> = {
  userName: "string",
  externalId: "string",
  active: "boolean",
  displayName: "string",
  name: "name",
  nickName: "string",
  title: "string",
  userType: "string",
  preferredLanguage: "string",
  locale: "string",
  timezone: "string",
  emails: "emails",
  profileUrl: "ignored",
  phoneNumbers: "ignored",
  addresses: "ignored",
  photos: "ignored",
  ims: "ignored",
  roles: "ignored",
  entitlements: "ignored",
  x509Certificates: "ignored",
  password: "ignored",
  schemas: "fixed",
  id: "fixed",
  meta: "fixed",
  groups: "fixed",
};

export const nameParts = [
  "formatted",
  "familyName",
  "givenName",
  "middleName",
  "honorificPrefix",
  "honorificSuffix",
] as const;
export const enterpriseAttributes = ["employeeNumber", "costCenter", "organization", "division", "department"] as const;
/** Of an e-mail address. */
export const emailParts = ["value", "type", "display", "primary"] as const;

export interface Attribute {
  name: string;
  kind: AttributeKind;
}

const byLowerName = new Map(
  Object.entries(userKinds).map(([name, kind]) => [name.toLowerCase(), { name, kind }] as const),
);

/** SCIM's names do not tell capitals from small letters. */
export function userAttribute(name: string): Attribute | undefined {
  return byLowerName.get(name.toLowerCase());
}

export function canonicalPart<Part extends string>(parts: readonly Part[], name: string): Part | undefined {
  return parts.find((part) => part.toLowerCase() === name.toLowerCase());
}
