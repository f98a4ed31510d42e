import type { Metadata } from "next";
import { SignInForm } from "@/components/account/sign-in-form.tsx";
import { safeReturnPath } from "@/data/return-path.ts";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.account.signInTitle };

interface SignInPageProps {
  searchParams: Promise<{ return?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const wanted = (await searchParams).return;
  return <SignInForm returnPath={safeReturnPath(typeof wanted === "string" ? wanted : undefined)} />;
}
