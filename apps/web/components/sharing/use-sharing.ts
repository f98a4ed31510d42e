"use client";
import type { DirectoryEntry, Grant, GrantSubjectKind } from "@eai/contract";
import { useState } from "react";
import {
  type AccessLevel,
  type AccessTarget,
  levelOf,
  useAccessList,
  useDeleteGrant,
  usePutGrant,
} from "@/data/access.ts";
import { sentenceOf } from "@/data/api-error.ts";
import { useMessages } from "@/messages/index.tsx";

interface Subject {
  kind: GrantSubjectKind;
  id: string;
  name: string;
}

interface Change {
  text: string;
  undo: (() => Promise<unknown>) | undefined;
}

/** The list of access of one thing, and its changes; the last one can be taken back. */
export function useSharing(target: AccessTarget) {
  const t = useMessages();
  const access = useAccessList(target);
  const put = usePutGrant(target);
  const remove = useDeleteGrant(target);
  const [change, setChange] = useState<Change>();
  const [failure, setFailure] = useState<string>();

  async function run(work: () => Promise<Change>) {
    setFailure(undefined);
    try {
      setChange(await work());
    } catch (error) {
      setChange(undefined);
      setFailure(sentenceOf(error, t.errors.unknown));
    }
  }

  function setLevel(subject: Subject, level: AccessLevel) {
    const before = access.data?.grants.find((grant) => grant.subject.id === subject.id);
    return run(async () => {
      const grant = await put.mutateAsync({ kind: subject.kind, id: subject.id, level });
      const undo = before
        ? () => put.mutateAsync({ kind: subject.kind, id: subject.id, level: levelOf(before) })
        : () => remove.mutateAsync(grant.id);
      return { text: t.sharing.changed(subject.name, t.sharing.levels[level]), undo };
    });
  }

  return {
    access,
    failure,
    change,
    busy: put.isPending || remove.isPending,
    dismiss: () => setChange(undefined),
    add: (entry: DirectoryEntry, level: AccessLevel) => setLevel(entry, level),
    changeLevel: (grant: Grant, level: AccessLevel) => setLevel(grant.subject, level),
    take(grant: Grant) {
      const { kind, id, name } = grant.subject;
      return run(async () => {
        await remove.mutateAsync(grant.id);
        return { text: t.sharing.removed(name), undo: () => put.mutateAsync({ kind, id, level: levelOf(grant) }) };
      });
    },
    undo() {
      const back = change?.undo;
      if (!back) return;
      return run(async () => {
        await back();
        return { text: t.sharing.undone, undo: undefined };
      });
    },
  };
}
