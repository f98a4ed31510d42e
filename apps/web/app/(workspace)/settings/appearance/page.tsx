import { Appearance } from "@/components/settings/appearance.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections.appearance);

export default function AppearancePage() {
  return <Appearance />;
}
