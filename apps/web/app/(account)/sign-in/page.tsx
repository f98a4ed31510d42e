import { type SignInErrorCode, signInErrorCodes } from "@eai/contract";
import { SignInForm } from "@/components/account/sign-in-form.tsx";
import { safeReturnPath } from "@/data/return-path.ts";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.account.signInTitle);

interface SignInPageProps {
  searchParams: Promise<{ return?: string | string[]; error?: string | string[] }>;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Of a code that is not known only the fact: nobody may put words of theirs on this page by a link. */
function errorCodeOf(value: string | undefined): SignInErrorCode | undefined {
  if (value === undefined) return undefined;
  return signInErrorCodes.find((code) => code === value) ?? "sign_in_failed";
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const wanted = await searchParams;
  return (
    <SignInForm returnPath={safeReturnPath(single(wanted.return))} errorCode={errorCodeOf(single(wanted.error))} />
  );
}
