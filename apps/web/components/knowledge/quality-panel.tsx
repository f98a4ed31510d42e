"use client";
import type { Evaluation, GoldenQuestion } from "@eai/contract";
import { FileUp, Pencil, Play, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import {
  useDeleteGoldenQuestion,
  useEvaluations,
  useGoldenQuestions,
  useImportGoldenQuestions,
  useRunEvaluation,
} from "@/data/quality.ts";
import { useMessages } from "@/messages/index.tsx";
import { EvaluationTable } from "./evaluation-table.tsx";
import { GoldenQuestionDialog } from "./golden-question-dialog.tsx";
import { SearchCache } from "./search-cache.tsx";

/** What the search of a knowledge base is measured by, and what came of it. */
export function QualityPanel({ knowledgeBaseId }: { knowledgeBaseId: string }) {
  const t = useMessages();
  const questions = useGoldenQuestions(knowledgeBaseId);
  const evaluations = useEvaluations(knowledgeBaseId);
  const run = useRunEvaluation(knowledgeBaseId);
  const [edited, setEdited] = useState<GoldenQuestion | "new">();
  const judged = questions.data?.some(({ expected }) => expected.length > 0) ?? false;

  function runAll() {
    run.mutate(undefined, { onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger") });
  }

  return (
    <div className="grid gap-6">
      <div className="grid gap-3">
        <p className="max-w-2xl text-muted-foreground text-sm">{t.quality.lead}</p>
        <div className="flex flex-wrap items-center gap-2">
          <Button size="small" variant="primary" busy={run.isPending} disabled={!judged} onClick={runAll}>
            {!run.isPending && <Play aria-hidden />}
            {t.quality.run}
          </Button>
          <Button size="small" onClick={() => setEdited("new")}>
            <Plus aria-hidden />
            {t.quality.add}
          </Button>
          <ImportButton knowledgeBaseId={knowledgeBaseId} />
        </div>
        <p className="text-muted-foreground text-xs">{t.quality.csvHint}</p>
      </div>
      {evaluations.isError && !evaluations.data && (
        <LoadFailure error={evaluations.error} onRetry={() => evaluations.refetch()} />
      )}
      {!evaluations.isError && (judged || evaluations.data?.length !== 0) && <Runs evaluations={evaluations.data} />}
      {questions.isPending && <Skeleton className="h-24" />}
      {questions.isError && <LoadFailure error={questions.error} onRetry={() => questions.refetch()} />}
      {questions.data?.length === 0 && <p className="py-6 text-center text-muted-foreground">{t.quality.none}</p>}
      {questions.data && questions.data.length > 0 && (
        <section className="grid gap-2">
          <h2 className="font-medium text-sm">{t.quality.questions(questions.data.length)}</h2>
          <ul className="divide-y rounded-lg border bg-surface">
            {questions.data.map((question) => (
              <QuestionRow
                key={question.id}
                knowledgeBaseId={knowledgeBaseId}
                question={question}
                onEdit={() => setEdited(question)}
              />
            ))}
          </ul>
        </section>
      )}
      <SearchCache knowledgeBaseId={knowledgeBaseId} />
      {edited && (
        <GoldenQuestionDialog
          knowledgeBaseId={knowledgeBaseId}
          question={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </div>
  );
}

function Runs({ evaluations }: { evaluations: readonly Evaluation[] | undefined }) {
  const t = useMessages();
  if (evaluations === undefined) return <Skeleton className="h-16" />;
  if (evaluations.length === 0) return <p className="text-muted-foreground text-sm">{t.quality.noRuns}</p>;
  return <EvaluationTable evaluations={evaluations} />;
}

function ImportButton({ knowledgeBaseId }: { knowledgeBaseId: string }) {
  const t = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const imported = useImportGoldenQuestions(knowledgeBaseId);

  async function take(file: File | undefined) {
    if (!file) return;
    imported.mutate(await file.text(), {
      onSuccess: ({ created, updated }) => showToast(t.quality.imported(created, updated)),
      onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger"),
    });
  }

  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        className="sr-only"
        tabIndex={-1}
        aria-label={t.quality.importCsv}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button size="small" busy={imported.isPending} onClick={() => input.current?.click()}>
        {!imported.isPending && <FileUp aria-hidden />}
        {t.quality.importCsv}
      </Button>
    </>
  );
}

interface QuestionRowProps {
  knowledgeBaseId: string;
  question: GoldenQuestion;
  onEdit: () => void;
}

function QuestionRow({ knowledgeBaseId, question, onEdit }: QuestionRowProps) {
  const t = useMessages();
  const remove = useDeleteGoldenQuestion(knowledgeBaseId);
  const [removing, setRemoving] = useState(false);
  return (
    <li className="flex items-start gap-2 px-4 py-3">
      <div className="min-w-0 grow">
        <p className="[overflow-wrap:anywhere]">{question.question}</p>
        <p className="mt-0.5 flex flex-wrap gap-1.5 text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {question.source === "feedback" && <Badge>{t.quality.fromFeedback}</Badge>}
          {question.expected.length === 0
            ? t.quality.notJudged
            : question.expected
                .map(({ document_name, page }) =>
                  page === undefined ? document_name : `${document_name}, ${t.viewer.pageLabel(page)}`,
                )
                .join(" · ")}
        </p>
      </div>
      <IconButton label={t.quality.editOf(question.question)} onClick={onEdit}>
        <Pencil />
      </IconButton>
      <IconButton label={t.quality.removeOf(question.question)} onClick={() => setRemoving(true)}>
        <Trash2 />
      </IconButton>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t.quality.removeTitle}
        description={t.quality.removeText}
        action={t.quality.remove}
        onConfirm={() => remove.mutateAsync(question.id)}
      />
    </li>
  );
}
