"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button } from "@/components/ui/button.tsx";
import { signIn, useSystem } from "@/data/account.ts";
import { homePath } from "@/data/return-path.ts";
import { useMessages } from "@/messages/index.tsx";
import { AccountCard } from "./account-card.tsx";
import { AccountFields, AccountNotices } from "./account-fields.tsx";
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
        <AccountNotices failure={form.failure} />
        <AccountFields errors={form.errors} password="current-password" autoFocus />
        <Button type="submit" variant="primary" size="large" busy={form.busy}>
          {t.account.signIn}
        </Button>
      </form>
    </AccountCard>
  );
}
