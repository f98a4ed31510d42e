import { PersonalData } from "@/components/settings/personal-data.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections.data);

export default function PersonalDataPage() {
  return <PersonalData />;
}
