import { Devices } from "@/components/settings/devices.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.settings.sections.devices);

export default function DevicesPage() {
  return <Devices />;
}
