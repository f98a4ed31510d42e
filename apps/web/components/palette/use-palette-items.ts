"use client";
import { FileText, Languages, Library, LogOut, MessageSquare, Monitor, Moon, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useCommands } from "@/components/commands/use-commands.ts";
import { useFoundSessions } from "@/components/conversations/use-found-sessions.ts";
import { useShownFolders, useShownSessions } from "@/components/conversations/use-shown-sessions.ts";
import { useOpenSetting } from "@/components/settings/marked-setting.ts";
import { settingsEntries } from "@/components/settings/settings-index.ts";
import { leave } from "@/components/shell/leave.ts";
import { applyTheme, themes } from "@/components/shell/theme.ts";
import { showToast } from "@/components/ui/toast.tsx";
import { useBrowserStore } from "@/data/browser-store.ts";
import { viewerPath } from "@/data/documents.ts";
import { useFoundDocuments } from "@/data/found-documents.ts";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { sessionPath } from "@/data/session-search.ts";
import { useSettled } from "@/data/settled.ts";
import { actingKeysOf, shortcutChoices } from "@/data/shortcut-bindings.ts";
import { shortcuts } from "@/data/shortcuts.ts";
import { piecesAround, scoreOf } from "@/data/text-match.ts";
import { useMessages } from "@/messages/index.tsx";
import { chooseLanguage, languageNames, languages } from "@/messages/languages.ts";
import { itemScore, type PaletteItem } from "./palette-items.ts";

/** What is the same to everybody is found after what is somebody's own, when both match alike. */
const foundDocumentScore = 0.6;
const shownDocuments = 8;
const themeIcons = { light: Sun, dark: Moon, system: Monitor } as const;

/** Actions: the commands of this page, and those that need no keys. */
export function useActionItems(wanted: string): PaletteItem[] {
  const t = useMessages();
  const commands = useCommands();
  const choices = useBrowserStore(shortcutChoices);
  const words = t.palette;

  const fromCommands = shortcuts.flatMap(({ name }): PaletteItem[] => {
    const { run, title, icon, keywords = "", focus } = commands[name];
    // The palette itself, and what is not there any more as soon as it is open.
    if (run === undefined || name === "palette" || name === "undo" || name === "quote") return [];
    return [
      {
        value: `command:${name}`,
        group: "actions",
        icon,
        title,
        keys: actingKeysOf(name, choices),
        score: itemScore(title, keywords, wanted),
        recent: { kind: "command", id: name },
        run,
        ...(focus && { focus }),
      },
    ];
  });
  const others: PaletteItem[] = [
    ...themes.map((theme) => ({
      value: `theme:${theme}`,
      group: "actions" as const,
      icon: themeIcons[theme],
      title: words.themes[theme],
      score: itemScore(words.themes[theme], words.keywords.theme, wanted),
      run: () => applyTheme(theme),
    })),
    ...languages
      .filter((language) => language !== t.language)
      .map((language) => ({
        value: `language:${language}`,
        group: "actions" as const,
        icon: Languages,
        title: words.language(languageNames[language]),
        score: itemScore(words.language(languageNames[language]), words.keywords.language, wanted),
        run: () => chooseLanguage(language),
      })),
    {
      value: "sign-out",
      group: "actions",
      icon: LogOut,
      title: words.signOut,
      score: itemScore(words.signOut, words.keywords.signOut, wanted),
      run: () => void leave().catch(() => showToast(t.errors.unknown, "danger")),
    },
  ];
  return [...fromCommands, ...others];
}

/** Conversations: by title at once, by what was said in them a moment later. */
export function useSessionItems(wanted: string) {
  const t = useMessages();
  const router = useRouter();
  const folders = useShownFolders();
  const { found, searching, failed } = useFoundSessions(wanted);
  const items = found.map(({ session, match, score }): PaletteItem => {
    const excerpt = match?.message_id ? match : null;
    const folder = folders.find(({ id }) => id === session.folder_id);
    return {
      value: `session:${session.id}`,
      group: "conversations",
      icon: MessageSquare,
      title: session.title,
      ...(folder && { detail: t.palette.inFolder(folder.name) }),
      ...(excerpt && { excerpt: piecesAround(excerpt.text, excerpt.start_char, excerpt.end_char) }),
      score,
      recent: { kind: "session", id: session.id },
      run: () => router.push(sessionPath(session, excerpt?.message_id)),
    };
  });
  return { items, searching, failed };
}

export function useKnowledgeBaseItems(wanted: string): PaletteItem[] {
  const t = useMessages();
  const router = useRouter();
  const bases = useKnowledgeBases().data ?? [];
  return bases
    .map(
      (base): PaletteItem => ({
        value: `knowledge-base:${base.id}`,
        group: "knowledgeBases",
        icon: Library,
        title: base.name,
        detail: t.picker.documents(base.document_count),
        score: scoreOf(base.name, wanted),
        recent: { kind: "knowledgeBase", id: base.id },
        run: () => router.push(`/knowledge-bases/${encodeURIComponent(base.id)}`),
      }),
    )
    .filter((item) => item.score > 0);
}

export function useDocumentItems(wanted: string) {
  const router = useRouter();
  const asked = useSettled(wanted);
  const found = useFoundDocuments(asked, asked !== "", shownDocuments);
  const items = (wanted === "" ? [] : (found.data ?? [])).map((document): PaletteItem => {
    const target = { knowledgeBaseId: document.knowledge_base.id, documentId: document.id };
    return {
      value: `document:${document.id}`,
      group: "documents",
      icon: FileText,
      title: document.name,
      detail: document.knowledge_base.name,
      score: Math.max(scoreOf(document.name, wanted), foundDocumentScore),
      recent: { kind: "document", id: document.id, knowledgeBaseId: document.knowledge_base.id },
      run: () => router.push(viewerPath(target)),
    };
  });
  return { items, searching: wanted !== asked || found.isFetching, failed: found.isError };
}

export function useSettingItems(wanted: string): PaletteItem[] {
  const t = useMessages();
  const open = useOpenSetting();
  const entries = useMemo(() => settingsEntries(t), [t]);
  return entries.map(({ path, title, detail, keywords, icon }) => ({
    value: `setting:${path}`,
    group: "settings",
    icon,
    title,
    detail,
    score: itemScore(title, keywords, wanted),
    recent: { kind: "setting", id: path },
    run: () => open(path),
  }));
}

/** The latest conversations, for when nothing has been opened with the palette yet. */
export function useLatestSessionItems(): PaletteItem[] {
  const router = useRouter();
  const { sessions } = useShownSessions();
  return sessions
    .toSorted((one, other) => Date.parse(other.updated_at) - Date.parse(one.updated_at))
    .map((session) => ({
      value: `session:${session.id}`,
      group: "recent",
      icon: MessageSquare,
      title: session.title,
      score: 0,
      recent: { kind: "session", id: session.id },
      run: () => router.push(sessionPath(session)),
    }));
}
