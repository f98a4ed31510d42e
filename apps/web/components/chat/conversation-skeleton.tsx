import { Skeleton } from "@/components/ui/skeleton.tsx";

/** The messages of a conversation that are being read. */
export function ConversationSkeleton() {
  return (
    <div className="mx-auto grid w-full max-w-3xl grow content-start gap-6 px-4 py-8">
      <Skeleton className="ms-auto h-10 w-2/5 rounded-2xl" />
      <Skeleton className="h-4 w-11/12" />
      <Skeleton className="-mt-3 h-4 w-4/5" />
      <Skeleton className="-mt-3 h-4 w-3/5" />
    </div>
  );
}
