"use client";
import type { OpenSignIn } from "@eai/contract";
import { Monitor, Smartphone, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { useSignedInPerson } from "@/components/shell/me.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { formatAgo, formatDate } from "@/data/format.ts";
import { useEndOtherSignIns, useEndSignIn, useSignIns } from "@/data/sign-ins.ts";
import { deviceOf } from "@/data/user-agent.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { SettingsHeading } from "./settings-section.tsx";

const icons = { computer: Monitor, phone: Smartphone, program: SquareTerminal } as const;

/** Where the person is signed in; each can be signed out. */
export function Devices() {
  const t = useMessages();
  const words = t.settings.devices;
  const local = useSignedInPerson().sign_in_method === "password";
  const signIns = useSignIns();
  const endOthers = useEndOtherSignIns();
  const [asking, setAsking] = useState(false);
  const others = signIns.data?.filter((signIn) => !signIn.current) ?? [];
  return (
    <>
      <SettingsHeading
        title={t.settings.sections.devices}
        lead={local ? words.lead : words.leadDirectory}
        action={
          others.length > 0 && (
            <Button size="small" onClick={() => setAsking(true)}>
              {words.signOutOthers}
            </Button>
          )
        }
      />
      {signIns.isPending && (
        <div className="grid gap-2">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </div>
      )}
      {signIns.isError && !signIns.data && <LoadFailure error={signIns.error} onRetry={() => signIns.refetch()} />}
      {signIns.data && signIns.data.length > 0 && (
        <ul aria-label={t.settings.sections.devices} className="divide-y rounded-lg border bg-surface shadow-raised">
          {signIns.data.map((signIn) => (
            <DeviceRow key={signIn.id} signIn={signIn} />
          ))}
        </ul>
      )}
      {signIns.isSuccess && others.length === 0 && (
        <p className="mt-4 text-center text-muted-foreground">{words.onlyThis}</p>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={words.othersTitle}
        description={words.othersText(others.length)}
        action={words.signOutOthers}
        onConfirm={async () => {
          await endOthers.mutateAsync();
          showToast(words.othersDone);
        }}
      />
    </>
  );
}

function nameOf(signIn: OpenSignIn, t: Messages): string {
  const { browser, system } = deviceOf(signIn.user_agent);
  const name = browser ?? t.settings.devices.unknownBrowser;
  return system ? t.settings.devices.on(name, system) : name;
}

function DeviceRow({ signIn }: { signIn: OpenSignIn }) {
  const t = useMessages();
  const words = t.settings.devices;
  const end = useEndSignIn();
  const name = nameOf(signIn, t);
  const Icon = icons[deviceOf(signIn.user_agent).kind];
  const seen = formatDate(signIn.last_seen_at, t.language);
  const today = seen === formatDate(new Date().toISOString(), t.language);
  const began = [
    words.since(formatAgo(signIn.created_at, t.language)),
    words.methods[signIn.method],
    signIn.ip_address && words.from(signIn.ip_address),
  ];

  function signOut() {
    end.mutate(signIn.id, {
      onSuccess: () => showToast(words.signedOut(name)),
      onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger"),
    });
  }

  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon className="size-5 shrink-0 text-muted-foreground max-xs:hidden" aria-hidden />
      <div className="min-w-0 grow" title={signIn.user_agent ?? undefined}>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {name}
          {signIn.current && <Badge tone="success">{words.current}</Badge>}
        </p>
        <p className="mt-0.5 text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {began.filter(Boolean).join(" ")}
          {" · "}
          {today ? words.today : words.lastSeen(seen)}
        </p>
      </div>
      {!signIn.current && (
        <Button size="small" busy={end.isPending} aria-label={words.signOutLabel(name)} onClick={signOut}>
          {words.signOut}
        </Button>
      )}
    </li>
  );
}
