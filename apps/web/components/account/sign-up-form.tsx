"use client";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import { Field, TextInput } from "@/components/ui/field.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { signUp, useSystem } from "@/data/account.ts";
import { homePath } from "@/data/return-path.ts";
import { useFrameMessages } from "@/messages/index.tsx";
import type { FrameMessages } from "@/messages/messages.ts";
import { AccountCard } from "./account-card.tsx";
import { AccountFields, AccountNotices } from "./account-fields.tsx";
import { MethodDivider, ProviderButtons } from "./provider-buttons.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { type AccountValues, type FieldErrors, useAccountForm } from "./use-account-form.ts";
import { useInvitation } from "./use-invitation.ts";

const minimumPasswordLength = 8;

function check(values: AccountValues, t: FrameMessages): FieldErrors {
  const errors: FieldErrors = {};
  if (!values.name) errors.name = t.account.nameMissing;
  if (!values.email) errors.email = t.account.emailMissing;
  if (!values.password) errors.password = t.account.passwordMissing;
  else if (values.password.length < minimumPasswordLength) errors.password = t.account.passwordShort;
  return errors;
}

/** Creates an account: the first, one that an invitation is for, or one of anybody where sign-up is open. */
export function SignUpForm({ returnPath }: { returnPath: string }) {
  const t = useFrameMessages();
  const system = useSystem();
  const { token, isKnown, lookup } = useInvitation();
  const query = returnPath === homePath ? "" : `?return=${encodeURIComponent(returnPath)}`;
  const signInHref = `/sign-in${query}`;

  if (system.isPending || !isKnown || (token && lookup.isPending)) return <Skeleton className="h-96 rounded-xl" />;
  if (token && lookup.isError) {
    return <Closed title={t.account.invitationGoneTitle} lead={t.account.invitationGone} href={signInHref} />;
  }
  const invitation = lookup.data;
  const methods = system.data?.sign_in_methods ?? ["password"];
  const local = methods.includes("password");
  const firstRun = system.data?.first_run ?? false;
  if (!invitation && !firstRun && (system.data?.sign_up === "closed" || !local)) {
    return <Closed title={t.account.closedTitle} lead={t.account.closed} href={signInHref} />;
  }
  const { title, lead } = headingOf(firstRun, invitation, t);
  return (
    <AccountCard title={title} lead={lead} footer={!firstRun && <HaveAccount href={signInHref} />}>
      {/* An invitation is for an account with a password: a provider has no word of it. */}
      {!(invitation && local) && <ProviderButtons returnPath={returnPath} />}
      {!invitation && local && methods.length > 1 && <MethodDivider />}
      {local && <LocalSignUp returnPath={returnPath} token={token} email={invitation?.email} />}
    </AccountCard>
  );
}

function headingOf(
  firstRun: boolean,
  invitation: { email: string; tenant_name: string } | undefined,
  t: FrameMessages,
): { title: string; lead: string } {
  if (invitation) {
    return {
      title: t.account.invitationTitle(invitation.tenant_name),
      lead: t.account.invitationLead(invitation.email),
    };
  }
  if (firstRun) return { title: t.account.firstTitle, lead: t.account.firstLead };
  return { title: t.account.signUpTitle, lead: t.account.signUpLead };
}

interface LocalSignUpProps {
  returnPath: string;
  token: string | undefined;
  /** The address an invitation is for: it cannot be another. */
  email: string | undefined;
}

function LocalSignUp({ returnPath, token, email }: LocalSignUpProps) {
  const t = useFrameMessages();
  const form = useAccountForm({
    returnPath,
    check: (values) => check(values, t),
    send: (values) => signUp({ ...values, ...(token && { invitation: token }) }),
  });
  return (
    <form method="post" onSubmit={form.submit} noValidate className="grid gap-4">
      <AccountNotices failure={form.failure} />
      <Field id="name" label={t.account.name} error={form.errors.name}>
        <TextInput
          id="name"
          name="name"
          autoComplete="name"
          autoFocus
          aria-invalid={form.errors.name !== undefined}
          aria-describedby="name-note"
        />
      </Field>
      <AccountFields
        errors={form.errors}
        fixedEmail={email}
        password="new-password"
        passwordHint={t.account.passwordHint}
      />
      <SubmitButton busy={form.busy}>{t.account.signUp}</SubmitButton>
    </form>
  );
}

function HaveAccount({ href }: { href: string }) {
  const t = useFrameMessages();
  return (
    <>
      {t.account.haveAccount}{" "}
      <Link href={href} className="font-medium text-accent-text underline-offset-4 hover:underline">
        {t.account.signIn}
      </Link>
    </>
  );
}

function Closed({ title, lead, href }: { title: string; lead: string; href: string }) {
  const t = useFrameMessages();
  return (
    <AccountCard title={title} lead={lead}>
      <Button asChild variant="primary" size="large" className="w-full">
        <Link href={href}>{t.account.signIn}</Link>
      </Button>
    </AccountCard>
  );
}
