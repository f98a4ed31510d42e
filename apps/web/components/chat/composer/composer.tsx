"use client";
import { Permission } from "@eai/contract";
import { ArrowUp, ListPlus, Paperclip, Pencil, Square, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { usePermission } from "@/components/shell/me.tsx";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { useSystem } from "@/data/account.ts";
import { useMessages } from "@/messages/index.tsx";
import { onInsertion } from "../composer-insertion.ts";
import type { Refusal } from "../conversation.ts";
import { Chosen } from "./chosen.tsx";
import { type Command, templateOf } from "./commands.ts";
import type { DraftFile } from "./draft.ts";
import { addFiles, mostFiles, removeFile, textFile } from "./file-uploads.ts";
import { LimitNotice } from "./limit-notice.tsx";
import { isLongPaste, pastedFileName } from "./paste-rule.ts";
import { longestQueue, withoutQuestion } from "./question.ts";
import { QuestionBox } from "./question-box.tsx";
import { QueuedQuestions } from "./queued-questions.tsx";
import { SendingGate } from "./sending-gate.tsx";
import { type Trigger, withoutTrigger } from "./trigger.ts";
import type { ComposerState } from "./use-composer.ts";
import { useFileNews } from "./use-file-news.ts";
import type { Suggestion } from "./use-suggestions.ts";

interface ComposerProps {
  composer: ComposerState;
  /** Another value: another conversation. */
  conversationKey: string;
  /** Why the last question came back. */
  refusal: Refusal | undefined;
  answering: boolean;
  onStop: () => void;
  onChooseKnowledgeBase: (id: string) => void;
  onChooseModel: (name: string) => void;
  onClearKnowledgeBases: () => void;
  /** What is chosen beside the text, and what stands before the buttons. */
  picker: ReactNode;
  gauge: ReactNode;
}

/** Where a question is written, with what it is asked with; sends it with Enter, or keeps it until its turn. */
export function Composer(props: ComposerProps) {
  const { composer, conversationKey, refusal, answering, onStop, picker, gauge } = props;
  const { store, draft, tooLong, sendable, pendingFiles, earlier } = composer;
  const t = useMessages();
  const router = useRouter();
  const area = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const { attach, mayAttach } = useAttaching(composer);
  const fileNews = useFileNews(draft.files);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the box is focused once for each conversation
  useEffect(focusBox, [conversationKey]);

  /** Not where the keyboard on the screen would come up with it. */
  function focusBox() {
    if (window.matchMedia("(hover: hover)").matches) area.current?.focus();
  }

  // What is quoted from an answer comes below what is written.
  useEffect(() =>
    onInsertion((inserted) => write([store.read().text.trimEnd(), inserted].filter(Boolean).join("\n\n"))),
  );

  /** Changes the text, and puts the caret where it goes on. */
  function write(text: string, from = text.length, to = from) {
    store.change({ text });
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(from, to);
    });
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (draft.queue.length >= longestQueue) showToast(t.composer.queue.full(longestQueue), "danger");
    else composer.submit();
  }

  function choose(suggestion: Suggestion, trigger: Trigger) {
    const rest = withoutTrigger(draft.text, trigger);
    if (suggestion.kind === "command") {
      run(suggestion.command);
      return;
    }
    write(rest.text, rest.caret);
    switch (suggestion.kind) {
      case "knowledge_base":
        props.onChooseKnowledgeBase(suggestion.base.id);
        showToast(t.composer.chosen.base(suggestion.base.name));
        break;
      case "document":
        store.change(({ documents }) => ({
          documents: [...documents.filter(({ id }) => id !== suggestion.document.id), suggestion.document],
        }));
        break;
      case "tag":
        store.change(({ tags }) => ({ tags: [...new Set([...tags, suggestion.tag.tag])] }));
        break;
      case "model":
        props.onChooseModel(suggestion.model.name);
        showToast(t.composer.chosen.model(suggestion.model.label));
        break;
      default:
        suggestion satisfies never;
    }
  }

  function run(command: Command) {
    const template = templateOf(command, t);
    if (template) {
      write(template.text, template.from, template.to);
      return;
    }
    switch (command) {
      case "knowledge":
        write("@");
        break;
      case "model":
        write(`/${t.composer.commands.model.name} `);
        break;
      case "attach":
        write("");
        chooser.current?.click();
        break;
      case "fresh":
        write("");
        store.change({ fresh: true });
        break;
      case "clear":
        write("");
        store.change({
          documents: [],
          tags: [],
          fresh: false,
          dropped: [...draft.dropped, ...earlier.map(({ id }) => id)],
        });
        props.onClearKnowledgeBases();
        showToast(t.composer.chosen.cleared);
        break;
      case "new":
        write("");
        router.push("/chat");
        break;
    }
  }

  function paste(data: DataTransfer): boolean {
    const text = data.getData("text/plain");
    // Office programs give a picture beside the text that was copied.
    if (text === "" && data.files.length > 0) return attach([...data.files]);
    if (!mayAttach || !isLongPaste(text)) return false;
    const name = pastedFileName(text, t.composer.files.pastedName);
    return attach([textFile(name, text)], text);
  }

  function pasteAsText(file: DraftFile) {
    removeFile(store, file.key);
    write([draft.text, file.pasted ?? ""].filter(Boolean).join("\n"));
  }

  function giveUp(): boolean {
    if (draft.held) store.change({ held: false });
    else if (draft.editing) composer.cancelEditing();
    else return false;
    return true;
  }

  return (
    <div className="shrink-0 px-3 pb-3 md:px-5 md:pb-4">
      <div className="mx-auto w-full max-w-3xl">
        {refusal && (
          <div className="mb-2">
            <LimitNotice refusal={refusal} />
          </div>
        )}
        <QueuedQuestions
          draft={draft}
          onEdit={(id) => {
            composer.editQueued(id);
            area.current?.focus();
          }}
          onRemove={(id) => store.change(({ queue }) => ({ queue: withoutQuestion(queue, id) }))}
          onGoOn={() => store.change({ queueState: "going" })}
        />
        <form
          onSubmit={submit}
          className="rounded-xl border border-border-strong bg-surface shadow-raised transition-colors focus-within:border-ring"
        >
          {draft.editing && (
            <div className="flex items-center gap-2 border-b ps-4 pe-1.5 text-[0.8125rem] text-muted-foreground">
              <Pencil className="size-3.5 shrink-0" aria-hidden />
              <p role="status" className="min-w-0 grow truncate">
                {t.composer.editing.bar}
              </p>
              <IconButton label={t.composer.editing.cancel} onClick={composer.cancelEditing}>
                <X />
              </IconButton>
            </div>
          )}
          <Chosen store={store} draft={draft} earlier={earlier} onPasteAsText={pasteAsText} onRemoved={focusBox} />
          <QuestionBox
            area={area}
            text={draft.text}
            tooLong={tooLong}
            onChange={(text) => store.change({ text })}
            onSubmit={submit}
            onEditLast={composer.editLast}
            onEscape={giveUp}
            onChoose={choose}
            onPaste={paste}
          />
          {draft.held && pendingFiles > 0 && (
            <SendingGate
              pendingFiles={pendingFiles}
              onAskNow={composer.askWithoutWaiting}
              onCancel={() => store.change({ held: false })}
            />
          )}
          <div className="flex items-end gap-1 px-2 pb-2">
            {mayAttach && (
              <>
                <IconButton label={t.composer.attach} onClick={() => chooser.current?.click()}>
                  <Paperclip />
                </IconButton>
                <input
                  ref={chooser}
                  type="file"
                  multiple
                  hidden
                  data-testid="chat-files"
                  onChange={({ target }) => {
                    attach([...(target.files ?? [])]);
                    // The same file may be chosen again.
                    target.value = "";
                    area.current?.focus();
                  }}
                />
              </>
            )}
            <div className="min-w-0 grow self-center">{picker}</div>
            {gauge}
            {answering && (
              <Button
                variant="secondary"
                size="icon"
                aria-label={t.chat.stop}
                onClick={() => {
                  onStop();
                  // The button goes away.
                  focusBox();
                }}
                className="rounded-lg"
              >
                <Square className="size-3.5! fill-current" aria-hidden />
              </Button>
            )}
            {(!answering || sendable) && (
              <Button
                type="submit"
                variant="primary"
                size="icon"
                aria-label={answering ? t.composer.queueAction : t.chat.send}
                title={answering ? t.composer.queueAction : undefined}
                disabled={!sendable || draft.held}
                className="rounded-lg"
              >
                {answering ? <ListPlus aria-hidden /> : <ArrowUp className="rtl:-scale-x-100" aria-hidden />}
              </Button>
            )}
          </div>
          {tooLong && (
            <p role="alert" className="px-4 pb-2 text-[0.8125rem] text-danger-text">
              {t.chat.tooLong}
            </p>
          )}
        </form>
        <p role="status" className="sr-only">
          {fileNews}
        </p>
        <p className="mt-2 text-center text-muted-foreground text-xs">{t.chat.hint}</p>
      </div>
    </div>
  );
}

/** How files come into a question, for those who may keep some. */
export function useAttaching({ store }: Pick<ComposerState, "store">) {
  const t = useMessages();
  const system = useSystem().data;
  const mayAttach = usePermission(Permission.KnowledgeWrite);

  /** @returns whether there was anything to take */
  function attach(files: readonly File[], pasted: string | null = null): boolean {
    if (!mayAttach || files.length === 0) return false;
    const left = addFiles(store, files, system, pasted);
    if (left > 0) showToast(t.composer.files.tooMany(mostFiles, left), "danger");
    return true;
  }

  return { attach, mayAttach };
}
