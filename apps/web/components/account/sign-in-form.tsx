"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Field, TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { signIn, useSystem } from "@/data/account.ts";
import { homePath } from "@/data/return-path.ts";
import { useMessages } from "@/messages/index.tsx";
import { AccountCard } from "./account-card.tsx";
import { PasswordInput } from "./password-input.tsx";
import { useAccountForm } from "./use-account-form.ts";

/** Signs in with a local account. On an installation without accounts it leads to the creation of the first. */
export function SignInForm({ returnPath }: { returnPath: string }) {
  const t = useMessages();
  const router = useRouter();
  const system = useSystem();
  const firstRun = system.data?.first_run ?? false;
  const form = useAccountForm({
    returnPath,
    check: (values) => ({
      ...(!values.email && { email: t.account.emailMissing }),
      ...(!values.password && { password: t.account.passwordMissing }),
    }),
    send: ({ email, password }) => signIn({ email, password }),
  });

  useEffect(() => {
    if (firstRun) router.replace("/sign-up");
  }, [firstRun, router]);

  const query = returnPath === homePath ? "" : `?return=${encodeURIComponent(returnPath)}`;
  return (
    <AccountCard
      title={t.account.signInTitle}
      lead={t.account.signInLead}
      footer={
        system.data?.sign_up === "open" && (
          <>
            {t.account.noAccount}{" "}
            <Link href={`/sign-up${query}`} className="font-medium text-accent-text underline-offset-4 hover:underline">
              {t.account.createOne}
            </Link>
          </>
        )
      }
    >
      <form onSubmit={form.submit} noValidate className="grid gap-4">
        {system.isError && !system.data && (
          <Notice tone="warning" title={t.errors.unreachableTitle}>
            {t.errors.unreachable}
          </Notice>
        )}
        {form.failure && <Notice tone="danger">{form.failure}</Notice>}
        <Field id="email" label={t.account.email} error={form.errors.email}>
          <TextInput
            id="email"
            name="email"
            type="email"
            autoComplete="username"
            autoFocus
            aria-invalid={form.errors.email !== undefined}
            aria-describedby="email-note"
          />
        </Field>
        <Field id="password" label={t.account.password} error={form.errors.password}>
          <PasswordInput
            id="password"
            name="password"
            autoComplete="current-password"
            aria-invalid={form.errors.password !== undefined}
            aria-describedby="password-note"
          />
        </Field>
        <Button type="submit" variant="primary" size="large" busy={form.busy}>
          {t.account.signIn}
        </Button>
      </form>
    </AccountCard>
  );
}
