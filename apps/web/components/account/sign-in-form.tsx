"use client";
import type { SignInErrorCode } from "@eai/contract";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { signIn, useSystem } from "@/data/account.ts";
import { homePath, keptReturnPath } from "@/data/return-path.ts";
import { subscribeToNothing } from "@/data/subscribe-to-nothing.ts";
import { useFrameMessages } from "@/messages/index.tsx";
import { AccountCard } from "./account-card.tsx";
import { AccountFields, AccountNotices } from "./account-fields.tsx";
import { MethodDivider, ProviderButtons } from "./provider-buttons.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { useAccountForm } from "./use-account-form.ts";

interface SignInFormProps {
  returnPath: string;
  /** Why a provider sent the person back, as a code. */
  errorCode: SignInErrorCode | undefined;
}

/** Signs in by the ways this installation offers. Without any account it leads to the creation of the first. */
export function SignInForm({ returnPath: wantedPath, errorCode }: SignInFormProps) {
  const t = useFrameMessages();
  // A provider sends people back without the page they came for.
  const returnPath = useSyncExternalStore(
    subscribeToNothing,
    () => (errorCode ? keptReturnPath(wantedPath) : wantedPath),
    () => wantedPath,
  );
  const router = useRouter();
  const system = useSystem();
  const methods = system.data?.sign_in_methods;
  const local = methods?.includes("password") ?? false;
  const firstRun = (system.data?.first_run ?? false) && local;

  const query = returnPath === homePath ? "" : `?return=${encodeURIComponent(returnPath)}`;

  useEffect(() => {
    if (firstRun && !errorCode) router.replace(`/sign-up${query}`);
  }, [firstRun, errorCode, query, router]);

  return (
    <AccountCard
      title={t.account.signInTitle}
      lead={t.account.signInLead}
      footer={
        local &&
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
      {errorCode && (
        <Notice tone={errorCode === "sign_in_cancelled" ? "neutral" : "danger"} className="mb-4">
          {t.account.signInErrors[errorCode]}
        </Notice>
      )}
      <ProviderButtons returnPath={returnPath} />
      {local && methods && methods.length > 1 && <MethodDivider />}
      {local && <LocalSignIn returnPath={returnPath} autoFocus={methods?.length === 1} />}
      {!methods && <MethodsPending />}
      {methods?.length === 0 && <Notice tone="warning">{t.account.noMethod}</Notice>}
    </AccountCard>
  );
}

function LocalSignIn({ returnPath, autoFocus }: { returnPath: string; autoFocus: boolean }) {
  const t = useFrameMessages();
  const form = useAccountForm({
    returnPath,
    check: (values) => ({
      ...(!values.email && { email: t.account.emailMissing }),
      ...(!values.password && { password: t.account.passwordMissing }),
    }),
    send: ({ email, password }) => signIn({ email, password }),
  });
  return (
    <form method="post" onSubmit={form.submit} noValidate className="grid gap-4">
      <AccountNotices failure={form.failure} />
      <AccountFields errors={form.errors} password="current-password" autoFocus={autoFocus} />
      <SubmitButton busy={form.busy}>{t.account.signIn}</SubmitButton>
    </form>
  );
}

/** While it is not known yet how one may sign in; says so when the server is away. */
function MethodsPending() {
  return (
    <div className="grid gap-4">
      <AccountNotices failure={undefined} />
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
    </div>
  );
}
