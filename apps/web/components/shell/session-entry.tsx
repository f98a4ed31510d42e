"use client";
import type { Session } from "@eai/contract";
import { Ellipsis, LoaderCircle, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useDeleteSession, useUpdateSession } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";
import { useSidebarDrawer } from "./sidebar-drawer.tsx";

/** One conversation in the list: opens it; renames in place, pins, deletes. */
export function SessionEntry({ session }: { session: Session }) {
  const t = useMessages();
  const router = useRouter();
  const pathname = usePathname();
  const drawer = useSidebarDrawer();
  const update = useUpdateSession();
  const remove = useDeleteSession();
  const [renaming, setRenaming] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const path = `/chat/${session.id}`;
  const current = pathname === path;

  function change(input: { title?: string; pinned?: boolean }) {
    update.mutate(
      { id: session.id, ...input },
      { onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger") },
    );
  }

  async function confirmedDelete() {
    await remove.mutateAsync(session.id);
    showToast(t.shell.deleted);
    if (current) router.push("/chat");
  }

  if (renaming) {
    return (
      <li>
        <TitleInput
          label={t.shell.titleOf(session.title)}
          title={session.title}
          onDone={(title) => {
            setRenaming(false);
            if (title && title !== session.title) change({ title });
          }}
        />
      </li>
    );
  }
  return (
    <li className={cn("group relative flex items-center rounded-md hover:bg-hover", current && "bg-hover")}>
      <Link
        href={path}
        aria-current={current ? "page" : undefined}
        onClick={() => drawer.setOpen(false)}
        onDoubleClick={() => setRenaming(true)}
        title={session.title}
        className={cn(
          "flex h-8 min-w-0 grow items-center gap-2 rounded-md pr-8 pl-2",
          current ? "font-medium" : "text-muted-foreground group-hover:text-foreground",
        )}
      >
        <span className="truncate">{session.title}</span>
        {session.answering && (
          <LoaderCircle className="size-3.5 shrink-0 animate-spin text-accent-text" aria-label={t.shell.answering} />
        )}
      </Link>
      <Menu>
        <MenuTrigger
          aria-label={t.shell.actionsFor(session.title)}
          className={cn(
            "absolute right-1 flex size-6 items-center justify-center rounded-md text-muted-foreground hover:bg-border hover:text-foreground",
            "focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 [@media(hover:hover)]:opacity-0",
          )}
        >
          <Ellipsis className="size-4" aria-hidden />
        </MenuTrigger>
        <MenuContent align="start">
          <MenuItem onSelect={() => change({ pinned: !session.pinned })}>
            {session.pinned ? <PinOff /> : <Pin />}
            {session.pinned ? t.shell.unpin : t.shell.pin}
          </MenuItem>
          <MenuItem onSelect={() => setRenaming(true)}>
            <Pencil />
            {t.common.rename}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setConfirming(true)}>
            <Trash2 />
            {t.common.delete}
          </MenuItem>
        </MenuContent>
      </Menu>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t.shell.deleteTitle}
        description={t.shell.deleteText(session.title)}
        action={t.shell.deleteAction}
        onConfirm={confirmedDelete}
      />
    </li>
  );
}

/** Enter and leaving the field keep the title, Escape does not. */
function TitleInput({
  label,
  title,
  onDone,
}: {
  label: string;
  title: string;
  onDone: (title: string | null) => void;
}) {
  const [value, setValue] = useState(title);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu that started the renaming has given the focus back.
    const timer = setTimeout(() => input.current?.select(), 0);
    return () => clearTimeout(timer);
  }, []);
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onDone(value.trim());
    if (event.key === "Escape") {
      event.stopPropagation();
      onDone(null);
    }
  }
  return (
    <input
      ref={input}
      aria-label={label}
      value={value}
      maxLength={200}
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => onDone(value.trim())}
      className="h-8 w-full rounded-md border border-ring bg-surface px-2 outline-none max-sm:text-base"
    />
  );
}
