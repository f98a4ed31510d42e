import { redirect } from "next/navigation";
import { homePath } from "@/data/return-path.ts";

export default function RootPage() {
  redirect(homePath);
}
