import { ShortcutSettings } from "@/components/settings/shortcut-settings.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections.shortcuts);

export default function ShortcutSettingsPage() {
  return <ShortcutSettings />;
}
