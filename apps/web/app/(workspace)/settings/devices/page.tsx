import type { Metadata } from "next";
import { Devices } from "@/components/settings/devices.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.settings.sections.devices };

export default function DevicesPage() {
  return <Devices />;
}
