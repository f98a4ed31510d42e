import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { PageLanguage } from "@/components/shell/page-language.tsx";
import { requestLanguage, titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.errors.notFoundTitle);

/** With texts of its own: Next also shows it without the layout, where a request is none that a page makes. */
export default async function NotFound() {
  return (
    <PageLanguage language={await requestLanguage()}>
      <main className="flex min-h-dvh items-center justify-center">
        <NotFoundMessage isWholePage />
      </main>
    </PageLanguage>
  );
}
