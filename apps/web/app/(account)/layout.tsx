import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo.tsx";
import { requestMessages } from "@/messages/request-messages.ts";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { product } = await requestMessages();
  return (
    <main className="flex min-h-dvh flex-col items-center bg-sidebar px-4 py-10 sm:justify-center">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex items-center justify-center gap-2.5 font-semibold text-reading">
          <Logo />
          {product}
        </div>
        {children}
      </div>
    </main>
  );
}
