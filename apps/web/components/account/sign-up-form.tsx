"use client";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import { Field, TextInput } from "@/components/ui/field.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { signUp, useSystem } from "@/data/account.ts";
import { homePath } from "@/data/return-path.ts";
import type { Messages } from "@/messages/en.ts";
import { useMessages } from "@/messages/index.tsx";
import { AccountCard } from "./account-card.tsx";
import { AccountFields, AccountNotices } from "./account-fields.tsx";
import { type AccountValues, type FieldErrors, useAccountForm } from "./use-account-form.ts";

const minimumPasswordLength = 8;

function check(values: AccountValues, t: Messages): FieldErrors {
  const errors: FieldErrors = {};
  if (!values.name) errors.name = t.account.nameMissing;
  if (!values.email) errors.email = t.account.emailMissing;
  if (!values.password) errors.password = t.account.passwordMissing;
  else if (values.password.length < minimumPasswordLength) errors.password = t.account.passwordShort;
  return errors;
}

/** Creates a local account; says so when it is the first one and becomes platform administrator. */
export function SignUpForm({ returnPath }: { returnPath: string }) {
  const t = useMessages();
  const system = useSystem();
  const form = useAccountForm({ returnPath, check: (values) => check(values, t), send: signUp });
  const query = returnPath === homePath ? "" : `?return=${encodeURIComponent(returnPath)}`;
  const signInLink = (
    <>
      {t.account.haveAccount}{" "}
      <Link href={`/sign-in${query}`} className="font-medium text-accent-text underline-offset-4 hover:underline">
        {t.account.signIn}
      </Link>
    </>
  );

  if (system.isPending) return <Skeleton className="h-96 rounded-xl" />;
  const firstRun = system.data?.first_run ?? false;
  if (system.data && !firstRun && system.data.sign_up === "closed") {
    return (
      <AccountCard title={t.account.closedTitle} lead={t.account.closed}>
        <Button asChild variant="primary" size="large" className="w-full">
          <Link href={`/sign-in${query}`}>{t.account.signIn}</Link>
        </Button>
      </AccountCard>
    );
  }
  return (
    <AccountCard
      title={firstRun ? t.account.firstTitle : t.account.signUpTitle}
      lead={firstRun ? t.account.firstLead : t.account.signUpLead}
      footer={!firstRun && signInLink}
    >
      <form onSubmit={form.submit} noValidate className="grid gap-4">
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
        <AccountFields errors={form.errors} password="new-password" passwordHint={t.account.passwordHint} />
        <Button type="submit" variant="primary" size="large" busy={form.busy}>
          {t.account.signUp}
        </Button>
      </form>
    </AccountCard>
  );
}
