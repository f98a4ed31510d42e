"use client";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { useMessages } from "@/messages/index.tsx";
import { useMarkedSetting } from "./marked-setting.ts";
import { settingsSections } from "./settings-index.ts";
import { SettingsResults, SettingsSearch } from "./settings-search.tsx";

/** The frame of the settings: its sections at the side; on narrow windows a list of them that leads to each. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useMessages();
  const pathname = usePathname();
  const [typed, setTyped] = useState("");
  const wanted = typed.trim();
  const atIndex = pathname === "/settings";
  useMarkedSetting();
  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        {!atIndex && (
          <Link
            href="/settings"
            aria-label={t.appearance.search.back}
            className="-ms-1.5 flex size-8 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground lg:hidden"
          >
            <ArrowLeft className="size-4 rtl:rotate-180" aria-hidden />
          </Link>
        )}
        <p className="grow truncate font-semibold">{t.settings.title}</p>
      </PageHeader>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-4xl flex-col gap-x-10 gap-y-5 px-4 py-5 md:px-6 lg:flex-row lg:py-8">
          <div
            className={cn(
              "grid content-start gap-3 lg:sticky lg:top-8 lg:w-52 lg:shrink-0 lg:self-start",
              !atIndex && "max-lg:hidden",
            )}
          >
            <SettingsSearch value={typed} onChange={setTyped} />
            {wanted === "" ? (
              <nav aria-label={t.settings.navigation}>
                <ul className="grid max-lg:divide-y max-lg:rounded-lg max-lg:border max-lg:bg-surface max-lg:shadow-raised lg:gap-0.5">
                  {settingsSections.map(({ name, icon: Icon }) => {
                    const current = pathname === `/settings/${name}`;
                    return (
                      <li key={name}>
                        <Link
                          href={`/settings/${name}`}
                          aria-current={current ? "page" : undefined}
                          className={cn(
                            "flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-hover lg:h-8 lg:min-h-0 lg:gap-2.5 lg:rounded-md lg:px-2 lg:text-muted-foreground lg:hover:text-foreground",
                            current && "lg:bg-hover lg:font-medium lg:text-foreground",
                          )}
                        >
                          <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
                          <span className="min-w-0">
                            <span className="block truncate">{t.settings.sections[name]}</span>
                            <span className="block truncate text-muted-foreground text-xs lg:hidden">
                              {t.appearance.descriptions[name]}
                            </span>
                          </span>
                        </Link>
                      </li>
                    );
                  })}
                </ul>
              </nav>
            ) : (
              <SettingsResults wanted={wanted} onOpened={() => setTyped("")} />
            )}
          </div>
          <div className="min-w-0 grow pb-8">{children}</div>
        </div>
      </div>
    </div>
  );
}
