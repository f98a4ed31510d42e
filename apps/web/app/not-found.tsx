import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.errors.notFoundTitle);

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <NotFoundMessage isWholePage />
    </main>
  );
}
