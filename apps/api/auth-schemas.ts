import { passwordLength } from "@eai/modules/identity";
import { z } from "zod";
import { isReturnPath } from "./return-path.ts";

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Give an e-mail address"))
  .meta({ example: "ada@example.com" });
const personName = z
  .string()
  .trim()
  .min(1, "Give your name")
  .max(200)
  .refine((name) => !name.includes("\u0000"), "Leave out the NUL character");
const password = z
  .string()
  .min(passwordLength.minimum, `Use at least ${passwordLength.minimum} characters`)
  .max(passwordLength.maximum, `Use at most ${passwordLength.maximum} characters`);
/** Any length is tried: what is wrong with a wrong password is nobody's business. */
const givenPassword = z
  .string()
  .min(1, "Give your password")
  .max(passwordLength.maximum * 4);

const invitation = z
  .string()
  .min(1)
  .max(200)
  .describe("Token of an invitation: decides tenant and role, and lets you in where sign-up is closed");

/** Bodies of the sign-in routes. Closed: nothing of role or tenant can ride along. */
export const authBodies = {
  "/sign-up/email": z
    .strictObject({ name: personName, email, password, invitation: invitation.optional() })
    .meta({ id: "SignUp", example: { name: "Ada Lovelace", email: "ada@example.com", password: "a long password" } }),
  "/sign-in/email": z
    .strictObject({ email, password: givenPassword, rememberMe: z.boolean().optional() })
    .meta({ id: "SignIn", example: { email: "ada@example.com", password: "a long password" } }),
  "/sign-in/social": z
    .strictObject({
      provider: z.enum(["microsoft", "oidc"]),
      callbackURL: z
        .string()
        .max(2000)
        .refine(isReturnPath, "Give a path of the web app, such as /chat")
        .default("/")
        .describe("The page to open after signing in"),
    })
    .meta({ id: "SignInWithProvider", example: { provider: "microsoft", callbackURL: "/chat" } }),
  "/change-password": z
    .strictObject({
      currentPassword: givenPassword,
      newPassword: password,
      revokeOtherSessions: z.boolean().optional().describe("Sign out everywhere else"),
    })
    .meta({ id: "ChangePassword" }),
} as const;

const text = z
  .string()
  .regex(/^[\x20-\x7e]{1,8192}$/)
  .optional();

/** The parameters that providers call us with. Others, and any that is there twice, are left out. */
export const authQueries = {
  "/callback/microsoft": z.object({ code: text, state: text, error: text, iss: text }),
  "/callback/oidc": z.object({ code: text, state: text, error: text, iss: text }),
  "/front-channel-sign-out": z.object({ sid: text, iss: text }),
} as const;

const personSchema = z.object({ id: z.string(), name: z.string(), email: z.string() });

/** Answers of the sign-in routes; what better-auth says beyond this stays here. */
export const authAnswers = {
  "/sign-up/email": z.object({ user: personSchema }).meta({ id: "SignedUp" }),
  "/sign-in/email": z.object({ user: personSchema }).meta({ id: "SignedIn" }),
  "/change-password": z.object({ user: personSchema }).meta({ id: "PasswordChanged" }),
  "/sign-in/social": z
    .object({ url: z.url().describe("The provider's sign-in page, to open in this browser") })
    .meta({ id: "ProviderSignIn" }),
  "/sign-out": z
    .object({
      success: z.boolean(),
      redirect_url: z
        .url()
        .nullable()
        .describe("Where to sign out at the provider too; null when the sign-in did not come from one"),
    })
    .meta({ id: "SignedOut" }),
  "/get-session": z
    .object({ user: personSchema, session: z.object({ id: z.string(), expiresAt: z.iso.datetime() }) })
    .nullable()
    .meta({ id: "SignInSession" }),
  "/token": z.object({ token: z.string().describe("JWT, good for five minutes") }).meta({ id: "Token" }),
  "/jwks": z
    .object({
      keys: z.array(
        z.object({ kid: z.string(), kty: z.string(), alg: z.string(), crv: z.string(), x: z.string(), y: z.string() }),
      ),
    })
    .meta({ id: "JsonWebKeySet" }),
} as const;
