import { Skeleton } from "@/components/ui/skeleton.tsx";

/** Stands for the navigation until it can be drawn. */
export function SidebarSkeleton() {
  return (
    <div className="flex flex-col gap-3 p-3">
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
      <Skeleton className="mt-6 h-5 w-24" />
      <Skeleton className="h-7" />
      <Skeleton className="h-7 w-4/5" />
    </div>
  );
}
