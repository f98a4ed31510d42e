import { ApiKeys } from "@/components/settings/api-keys.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections["api-keys"]);

export default function ApiKeysPage() {
  return <ApiKeys />;
}
