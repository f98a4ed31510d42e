import type { Metadata } from "next";
import { SignUpForm } from "@/components/account/sign-up-form.tsx";
import { safeReturnPath } from "@/data/return-path.ts";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.account.signUpTitle };

interface SignUpPageProps {
  searchParams: Promise<{ return?: string | string[] }>;
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const wanted = (await searchParams).return;
  return <SignUpForm returnPath={safeReturnPath(typeof wanted === "string" ? wanted : undefined)} />;
}
