import type { Metadata } from "next";
import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.errors.notFoundTitle };

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <NotFoundMessage />
    </main>
  );
}
