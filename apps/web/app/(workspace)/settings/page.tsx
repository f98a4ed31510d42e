import { SettingsStart } from "@/components/settings/settings-start.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.title);

export default function SettingsPage() {
  return <SettingsStart />;
}
