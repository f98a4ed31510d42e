import { Profile } from "@/components/settings/profile.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections.profile);

export default function ProfilePage() {
  return <Profile />;
}
