import type { Metadata } from "next";
import { SignInForm } from "@/components/account/sign-in-form.tsx";
import { safeReturnPath } from "@/data/return-path.ts";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.account.signInTitle };

interface SignInPageProps {
  searchParams: Promise<{ return?: string | string[]; error?: string | string[] }>;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Only what looks like a code is shown: nobody may put sentences of theirs on this page by a link. */
function errorCodeOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return /^[a-z][a-z0-9_]{0,60}$/i.test(value) ? value.toLowerCase() : "unknown";
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const wanted = await searchParams;
  return (
    <SignInForm returnPath={safeReturnPath(single(wanted.return))} errorCode={errorCodeOf(single(wanted.error))} />
  );
}
