import { LanguageSettings } from "@/components/settings/language-settings.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections.language);

export default function LanguageSettingsPage() {
  return <LanguageSettings />;
}
