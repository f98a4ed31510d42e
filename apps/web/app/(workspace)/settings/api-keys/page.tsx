import type { Metadata } from "next";
import { ApiKeys } from "@/components/settings/api-keys.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.settings.sections["api-keys"] };

export default function ApiKeysPage() {
  return <ApiKeys />;
}
