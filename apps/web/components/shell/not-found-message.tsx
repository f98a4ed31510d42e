"use client";
import { FileQuestion } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { homePath } from "@/data/return-path.ts";
import { useFrameMessages } from "@/messages/index.tsx";

interface NotFoundMessageProps {
  title?: string;
  text?: string;
  action?: { href: string; label: string };
  /** There is nothing else on the page. */
  isWholePage?: boolean;
}

/** Says that something does not exist (or is not shared), and where to go. */
export function NotFoundMessage({ title, text, action, isWholePage }: NotFoundMessageProps) {
  const t = useFrameMessages();
  return (
    <EmptyState
      icon={FileQuestion}
      heading={isWholePage ? "h1" : "h2"}
      title={title ?? t.errors.notFoundTitle}
      action={
        <Button asChild>
          <Link href={action?.href ?? homePath}>{action?.label ?? t.errors.backToChat}</Link>
        </Button>
      }
    >
      {text ?? t.errors.notFound}
    </EmptyState>
  );
}
