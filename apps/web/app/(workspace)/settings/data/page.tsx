import type { Metadata } from "next";
import { PersonalData } from "@/components/settings/personal-data.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.settings.sections.data };

export default function PersonalDataPage() {
  return <PersonalData />;
}
