import { HydrationBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LanguageSwitch } from "@/components/account/language-switch.tsx";
import { Logo } from "@/components/shell/logo.tsx";
import { requestMessages } from "@/messages/request-messages.ts";
import { systemOnServer } from "@/server-reads.ts";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { product } = await requestMessages();
  // The ways to sign in are drawn with the page, so that nothing moves when they are known.
  const system = await systemOnServer();
  return (
    <main className="safe-area flex min-h-dvh flex-col items-center bg-sidebar sm:justify-center">
      <div className="w-full max-w-104 px-4 py-10">
        <div className="mb-8 flex items-center justify-center gap-2.5 font-semibold text-reading">
          <Logo />
          {product}
        </div>
        <HydrationBoundary state={system}>{children}</HydrationBoundary>
        <LanguageSwitch />
      </div>
    </main>
  );
}
