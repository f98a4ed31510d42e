"use client";
import { FolderPlus } from "lucide-react";
import { type RefObject, useMemo, useRef, useState } from "react";
import { useCurrentSessionId } from "@/components/commands/use-current-session.ts";
import { useSessionActions } from "@/components/commands/use-session-actions.ts";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useBrowserStore } from "@/data/browser-store.ts";
import { folderKey } from "@/data/folders-being-stored.ts";
import { collapsedFolders, useCreateFolder } from "@/data/session-folders.ts";
import { arrangeSessions, inOrder } from "@/data/session-groups.ts";
import { unreadSessions } from "@/data/unread-sessions.ts";
import { useMessages } from "@/messages/index.tsx";
import { useSessionDrop } from "./dragged-session.ts";
import { FolderSection, longestFolderName } from "./folder-section.tsx";
import { NameInput } from "./name-input.tsx";
import { OlderSessions } from "./older-sessions.tsx";
import { RovingArea } from "./roving-rows.tsx";
import { SessionResults } from "./session-results.tsx";
import { SessionRow } from "./session-row.tsx";
import { SessionSearchField } from "./session-search-field.tsx";
import { useShownFolders, useShownSessions } from "./use-shown-sessions.ts";

/** The person's conversations: a search over all that was said, or pinned ones, folders and days. */
export function SessionList() {
  const t = useMessages();
  const [typed, setTyped] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = typed.trim();
  return (
    <nav aria-label={t.shell.conversations} className="flex min-h-0 grow flex-col">
      <SessionSearchField
        value={typed}
        onChange={setTyped}
        onArrowDown={() => scroller.current?.querySelector<HTMLElement>("[data-row]")?.focus()}
      />
      <div ref={scroller} className="min-h-0 grow overflow-y-auto px-2 pb-4">
        {wanted === "" ? <ArrangedList scroller={scroller} /> : <SessionResults wanted={wanted} />}
      </div>
    </nav>
  );
}

function ArrangedList({ scroller }: { scroller: RefObject<HTMLElement | null> }) {
  const t = useMessages();
  const [justMade, setJustMade] = useState<string>();
  const { query, sessions } = useShownSessions();
  const folders = useShownFolders();
  const collapsed = useBrowserStore(collapsedFolders);
  const unread = useBrowserStore(unreadSessions);
  const current = useCurrentSessionId();
  const actions = useSessionActions();
  const arranged = useMemo(() => arrangeSessions(sessions, folders), [sessions, folders]);
  const rows = useMemo(() => {
    const shown = inOrder(arranged, collapsed).map((session) => session.id);
    return [...shown, ...folders.map((folder) => folderKey(folder.id))];
  }, [arranged, collapsed, folders]);
  const dropOutside = useSessionDrop((id) => move(id, null));

  function move(id: string, folderId: string | null) {
    const session = sessions.find((entry) => entry.id === id);
    const folder = folders.find((entry) => entry.id === folderId) ?? null;
    if (session) actions.move(session, folder);
  }

  if (query.isPending) {
    return (
      <div className="grid gap-2 p-2">
        <Skeleton className="h-5" />
        <Skeleton className="h-5 w-4/5" />
        <Skeleton className="h-5 w-3/5" />
      </div>
    );
  }
  if (query.isError && !query.data) {
    return (
      <div role="alert" className="grid justify-items-start gap-2 px-2 py-1 text-muted-foreground text-small">
        {t.conversations.failed}
        <Button size="small" onClick={() => query.refetch()}>
          {t.common.retry}
        </Button>
      </div>
    );
  }

  function row(session: (typeof sessions)[number], showsPin?: boolean) {
    return (
      <SessionRow
        key={session.id}
        session={session}
        current={session.id === current}
        unread={unread.includes(session.id)}
        {...(showsPin && { showsPin })}
      />
    );
  }

  function group({ period, sessions: entries }: (typeof arranged.groups)[number]) {
    return (
      <section key={period} aria-label={t.shell[period]} className="mb-3">
        <h2 className="px-2 py-1.5 font-medium text-muted-foreground text-xs">{t.shell[period]}</h2>
        <ul className="flex flex-col gap-px">{entries.map((session) => row(session))}</ul>
      </section>
    );
  }

  return (
    <RovingArea rows={rows} initial={current} className="min-h-full">
      {arranged.groups.filter(({ period }) => period === "pinned").map(group)}
      <section aria-label={t.conversations.folders} className="mb-3">
        <FoldersHeading onMade={setJustMade} />
        {arranged.folders.map(({ folder, sessions: entries }) => (
          <FolderSection
            key={folderKey(folder.id)}
            folder={folder}
            takesFocus={justMade === folder.id}
            sessions={entries}
            collapsed={collapsed.includes(folder.id)}
            onDropSession={(id) => move(id, folder.id)}
          >
            {entries.map((session) => row(session, true))}
          </FolderSection>
        ))}
      </section>
      <div
        {...dropOutside.target}
        className={cn("rounded-md", dropOutside.over && "outline-2 outline-accent outline-dashed")}
      >
        {sessions.length === 0 && <p className="px-2 py-1 text-muted-foreground text-small">{t.shell.empty}</p>}
        {arranged.groups.filter(({ period }) => period !== "pinned").map(group)}
        <OlderSessions query={query} scroller={scroller} />
      </div>
    </RovingArea>
  );
}

/** The heading of the folders, with the button that makes one. */
function FoldersHeading({ onMade }: { onMade: (id: string) => void }) {
  const t = useMessages();
  const create = useCreateFolder();
  const [naming, setNaming] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const words = t.conversations;
  return (
    <>
      <div className="flex h-8 items-center justify-between ps-2">
        <h2 className="font-medium text-muted-foreground text-xs">{words.folders}</h2>
        <IconButton ref={button} label={words.newFolder} className="size-7" onClick={() => setNaming(true)}>
          <FolderPlus />
        </IconButton>
      </div>
      {naming && (
        <NameInput
          label={words.folderName}
          placeholder={words.folderName}
          initial=""
          maxLength={longestFolderName}
          onDone={(name, byKey) => {
            setNaming(false);
            if (name === null) {
              if (byKey) button.current?.focus();
              return;
            }
            const { folder, stored } = create(name);
            if (byKey) onMade(folder.id);
            stored.catch((error) => showToast(sentenceOf(error, t.errors.unknown), "danger"));
          }}
        />
      )}
    </>
  );
}
