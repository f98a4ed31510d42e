"use client";
import type { Session } from "@eai/contract";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { showToast } from "@/components/ui/toast.tsx";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useModels } from "@/data/models.ts";
import { useUpdateSession } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";
import { draftStoreOf } from "./composer/draft-store.ts";
import type { AskOptions } from "./conversation.ts";
import { initialKnowledgeBases } from "./initial-knowledge-bases.ts";

/**
 * What a question is asked with: the knowledge bases and the model. The selection of a conversation is stored with it;
 * a new one begins with the knowledge base that `?knowledge_base=` names, or, when there is only one, with that.
 */
export function useChoices(sessionId: string | null, session: Session | undefined) {
  const t = useMessages();
  const wanted = useSearchParams().get("knowledge_base");
  const bases = useKnowledgeBases().data;
  const models = useModels().data;
  const update = useUpdateSession();
  const [chosen, setChosen] = useState<string[] | null>(() => {
    if (sessionId !== null) return null;
    return wanted ? [wanted] : draftStoreOf(null).read().knowledgeBaseIds;
  });
  const [chosenModel, setChosenModel] = useState<string | null>(null);

  // The address changes from `/chat` to `/chat/{id}` while this stays: what was chosen stays, too.
  const initial = session?.knowledge_base_ids ?? (sessionId === null ? initialKnowledgeBases(bases, null) : []);
  const knowledgeBaseIds = chosen ?? initial;

  const lastWanted = useRef(wanted);
  useEffect(() => {
    if (wanted && wanted !== lastWanted.current && sessionId === null) setChosen([wanted]);
    lastWanted.current = wanted;
  }, [wanted, sessionId]);

  function setKnowledgeBaseIds(ids: string[]) {
    setChosen(ids);
    if (sessionId === null) {
      draftStoreOf(null).change({ knowledgeBaseIds: ids });
      return;
    }
    update.mutate(
      { id: sessionId, knowledge_base_ids: ids },
      { onError: () => showToast(t.picker.saveFailed, "danger") },
    );
  }

  function addKnowledgeBase(id: string) {
    if (!knowledgeBaseIds.includes(id)) setKnowledgeBaseIds([...knowledgeBaseIds, id]);
  }

  const remembered = chosenModel ?? session?.model;
  const model = models?.find((entry) => entry.name === remembered) ?? models?.find((entry) => entry.is_default);

  function forRequest(): AskOptions {
    const visible = bases ? knowledgeBaseIds.filter((id) => bases.some((base) => base.id === id)) : knowledgeBaseIds;
    return { knowledgeBaseIds: visible, model: model?.name };
  }

  return {
    knowledgeBaseIds,
    setKnowledgeBaseIds,
    addKnowledgeBase,
    model: model?.name,
    currentModel: model,
    setModel: setChosenModel,
    forRequest,
  };
}
