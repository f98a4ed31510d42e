"use client";
import type { KnowledgeBase, Reindex, ReindexEstimate } from "@eai/contract";
import { type FormEvent, useMemo, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Field, Select } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { formatMicroUsd } from "@/data/format.ts";
import { useCreateReindex, useEmbeddingModels, useReindexEstimate } from "@/data/reindexes.ts";
import { useSettled } from "@/data/settled.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { ChunkingFields, checkChunking } from "./chunking-fields.tsx";
import { ReindexEstimateView } from "./reindex-estimate-view.tsx";
import { ReindexWayBack } from "./reindex-way-back.tsx";

const wordsOnly = "";
const typingMilliseconds = 400;

interface ReindexFormProps {
  base: KnowledgeBase;
  latest: Reindex | undefined;
  onAskBack: () => void;
  onDone: () => void;
}

/** The settings in use, to be changed by a re-index; and the way back from the last one. */
export function ReindexForm({ base, latest, onAskBack, onDone }: ReindexFormProps) {
  const t = useMessages();
  const create = useCreateReindex(base.id);
  const offered = useEmbeddingModels();
  const models = offered.data?.data ?? [];
  const [model, setModel] = useState(base.embedding_model ?? wordsOnly);
  const [context, setContext] = useState(base.chunking.contextual_prefix);
  const [cut, setCut] = useState({
    strategy: base.chunking.strategy,
    size: String(base.chunking.size_tokens),
    overlap: String(base.chunking.overlap_tokens),
  });
  const [confirming, setConfirming] = useState(false);
  const errors = checkChunking(cut, t);
  const chosen = models.find(({ name }) => name === model);
  const isGone = model !== wordsOnly && offered.isSuccess && !chosen;

  const settings = useMemo(
    () => ({
      chunking: {
        strategy: cut.strategy,
        size_tokens: Number(cut.size),
        overlap_tokens: Number(cut.overlap),
        contextual_prefix: context,
      },
      embedding_model: model === wordsOnly ? null : model,
    }),
    [cut, context, model],
  );
  const isComplete = Object.keys(errors).length === 0 && !isGone;
  // While somebody types, a figure for each letter is of no use.
  const wanted = isComplete ? settings : undefined;
  const asked = useSettled(wanted, typingMilliseconds);
  const estimate = useReindexEstimate(base.id, asked);
  const isCurrent = asked === wanted && !estimate.isPlaceholderData;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (Object.keys(errors).length === 0) setConfirming(true);
  }

  async function start() {
    await create.mutateAsync(settings);
    showToast(t.reindex.started);
  }

  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody className="grid content-start gap-4 pt-1">
        <p className="text-muted-foreground">{t.reindex.intro}</p>
        {latest?.may_revert_until && <ReindexWayBack until={latest.may_revert_until} onAsk={onAskBack} />}
        {offered.isError && <Notice tone="danger">{sentenceOf(offered.error, t.errors.unknown)}</Notice>}
        <Field id="embedding-model" label={t.reindex.model} hint={t.reindex.modelHint}>
          <Select
            id="embedding-model"
            value={model}
            aria-describedby="embedding-model-note"
            onChange={(event) => setModel(event.target.value)}
          >
            <option value={wordsOnly}>{t.reindex.wordsOnly}</option>
            {/* Also before the models are known: what is in use must not look like none. */}
            {model !== wordsOnly && !chosen && <option value={model}>{isGone ? t.reindex.gone(model) : model}</option>}
            {models.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <ChunkingFields values={cut} errors={errors} onChange={setCut} unfolded />
        <label htmlFor="contextual-prefix" className="flex items-start gap-2">
          <Checkbox
            id="contextual-prefix"
            checked={context}
            onCheckedChange={(checked) => setContext(checked === true)}
          />
          <span>
            {t.reindex.context}
            <span className="block text-muted-foreground text-xs">{t.reindex.contextHint}</span>
          </span>
        </label>
        {isComplete && <ReindexEstimateView query={estimate} />}
      </DialogBody>
      <DialogActions>
        <Button onClick={onDone}>{t.common.cancel}</Button>
        <Button type="submit" variant="primary" disabled={isGone}>
          {t.reindex.start}
        </Button>
      </DialogActions>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t.reindex.startTitle(base.name)}
        description={
          isCurrent && estimate.data
            ? `${t.library.estimate.confirm(estimate.data.documents)} ${costSentence(estimate.data, t)}`
            : t.reindex.startDescription(base.document_count)
        }
        action={t.reindex.start}
        onConfirm={start}
      />
    </form>
  );
}

function costSentence({ cost_micro_usd: cost }: ReindexEstimate, t: Messages): string {
  return cost === 0 ? t.library.estimate.costsNothing : t.library.estimate.costs(formatMicroUsd(cost, t.language));
}
