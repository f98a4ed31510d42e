"use client";
import { Database, KeyRound, MonitorSmartphone, UserRound } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { useMessages } from "@/messages/index.tsx";

const sections = [
  { name: "profile", icon: UserRound },
  { name: "api-keys", icon: KeyRound },
  { name: "devices", icon: MonitorSmartphone },
  { name: "data", icon: Database },
] as const;

/** The frame of the settings: its sections at the left, above the page on narrow windows. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useMessages();
  const pathname = usePathname();
  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        <p className="grow truncate font-semibold">{t.settings.title}</p>
      </PageHeader>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-4xl flex-col gap-x-10 gap-y-5 px-4 py-5 md:px-6 lg:flex-row lg:py-8">
          <nav
            aria-label={t.settings.navigation}
            className="-mx-4 shrink-0 overflow-x-auto border-b px-4 [scrollbar-width:none] md:-mx-6 md:px-6 lg:sticky lg:top-8 lg:mx-0 lg:w-44 lg:self-start lg:overflow-visible lg:border-0 lg:px-0"
          >
            <ul className="flex gap-5 lg:flex-col lg:gap-0.5">
              {sections.map(({ name, icon: Icon }) => {
                const current = pathname === `/settings/${name}`;
                return (
                  <li key={name}>
                    <Link
                      href={`/settings/${name}`}
                      aria-current={current ? "page" : undefined}
                      className={cn(
                        "-mb-px flex h-9 items-center gap-2.5 whitespace-nowrap border-transparent border-b-2 font-medium text-muted-foreground hover:text-foreground",
                        "lg:mb-0 lg:h-8 lg:rounded-md lg:border-0 lg:px-2 lg:font-normal lg:hover:bg-hover",
                        current && "border-foreground text-foreground lg:bg-hover lg:font-medium",
                      )}
                    >
                      <Icon className="size-4 shrink-0 max-lg:hidden" aria-hidden />
                      {t.settings.sections[name]}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </nav>
          <div className="min-w-0 grow pb-8">{children}</div>
        </div>
      </div>
    </div>
  );
}
