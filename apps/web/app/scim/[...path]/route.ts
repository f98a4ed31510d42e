import { forward } from "@/forwarding.ts";

export const dynamic = "force-dynamic";

export {
  forward as DELETE,
  forward as GET,
  forward as HEAD,
  forward as OPTIONS,
  forward as PATCH,
  forward as POST,
  forward as PUT,
};
