import type { Metadata } from "next";
import { Profile } from "@/components/settings/profile.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.settings.sections.profile };

export default function ProfilePage() {
  return <Profile />;
}
