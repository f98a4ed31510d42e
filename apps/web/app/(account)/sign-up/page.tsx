import { SignUpForm } from "@/components/account/sign-up-form.tsx";
import { safeReturnPath } from "@/data/return-path.ts";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.account.signUpTitle);

interface SignUpPageProps {
  searchParams: Promise<{ return?: string | string[] }>;
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const wanted = (await searchParams).return;
  return <SignUpForm returnPath={safeReturnPath(typeof wanted === "string" ? wanted : undefined)} />;
}
