import { flag, list, text, url, wholeNumber, withDefault } from "./environment-variable.ts";

const group = "Signing in";

/** Sign-in with Microsoft Entra ID or another OpenID Connect provider. What belongs together is checked in `sign-in-config.ts`. */
export const signInVariables = {
  EAI_LOCAL_SIGN_IN: withDefault(
    true,
    flag({
      group,
      description:
        "`false` hides and refuses sign-in and sign-up with a password. Only with another way to sign in: `ENTRA_CLIENT_ID` or `OIDC_ISSUER`.",
    }),
  ),
  ENTRA_TENANT_ID: text({
    group,
    example: "11111111-1111-4111-8111-111111111111",
    description:
      "Directory (tenant) id of Microsoft Entra ID, or `organizations` for several tenants, see `ENTRA_ALLOWED_TENANTS`.",
  }),
  ENTRA_CLIENT_ID: text({ group, description: "Application (client) id of the app registration." }),
  ENTRA_CLIENT_SECRET: text({ group, description: "Client secret of the app registration.", secret: true }),
  ENTRA_ALLOWED_TENANTS: list({
    group,
    defaultText: "ENTRA_TENANT_ID",
    description: "Ids of the tenants whose people may sign in. Required with `organizations`.",
  }),
  ENTRA_AUTHORITY: withDefault(
    "https://login.microsoftonline.com",
    url(["https", "http"], { group, description: "Where Entra ID is reached; other only in national clouds." }),
  ),
  ENTRA_API_AUDIENCE: text({
    group,
    defaultText: "Entra access tokens are refused",
    description:
      "The `aud` of Entra access tokens (version 2.0) that the API accepts: the client id of the API's app registration.",
  }),
  ENTRA_API_SCOPE: withDefault(
    "access_as_user",
    text({ group, description: "The scope such an access token must have been given." }),
  ),
  ENTRA_GRAPH_URL: withDefault(
    "https://graph.microsoft.com",
    url(["https", "http"], { group, description: "Where Microsoft Graph is reached; other only in national clouds." }),
  ),
  ENTRA_GRAPH_GROUPS: withDefault(
    false,
    flag({
      group,
      description:
        "Reads groups through Microsoft Graph when they do not fit into a token, and again each minute in which a person is active.",
    }),
  ),
  OIDC_ISSUER: url(["https", "http"], {
    group,
    example: "https://login.example.com",
    description: "Issuer of another OpenID Connect provider, exactly as its discovery document has it.",
  }),
  OIDC_CLIENT_ID: text({ group, description: "Client id at that provider." }),
  OIDC_CLIENT_SECRET: text({ group, description: "Client secret at that provider.", secret: true }),
  OIDC_NAME: withDefault(
    "Single sign-on",
    text({ group, description: "What people call that provider; shown on the sign-in page." }),
  ),
  OIDC_GROUPS_CLAIM: withDefault(
    "groups",
    text({ group, description: "Claim of that provider's ID token with the groups of a person." }),
  ),
  OIDC_ROLES_CLAIM: withDefault(
    "roles",
    text({ group, description: "Claim of that provider's ID token with the roles of a person." }),
  ),
  IDENTITY_ROLE_MAP: list({
    group,
    example: "Platform.Admin=platform_admin,5c7e2f0a-0000-4000-8000-000000000001=editor",
    description:
      "Which app role or group (object id) gives which role: `member`, `editor`, `auditor`, `tenant_admin`, `platform_admin`. Of several the last one in this order counts. With several Entra tenants app roles are written `tenant id/app role`.",
  }),
  IDENTITY_TENANT_MAP: list({
    group,
    example: "5c7e2f0a-0000-4000-8000-000000000002=Contoso/Research/Materials",
    description:
      "Where people belong, as `group, app role or Entra tenant id = Organisation/Division/Team`. The first entry that fits counts; tenants that are missing are made.",
  }),
  DIRECTORY_GROUPS_MAX_AGE_SECONDS: withDefault(
    43_200,
    wholeNumber(
      { minimum: 60, maximum: 604_800 },
      {
        group,
        description:
          "How long groups and roles of a sign-in count (12 hours by default). Then the person signs in again, or works without them.",
      },
    ),
  ),
};
