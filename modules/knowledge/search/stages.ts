import type { SearchStage } from "@eai/contract";

/** What a search did, stage by stage, for whoever asks why. */
export interface Stages {
  readonly done: readonly SearchStage[];
  /** Runs a stage and keeps how long it took; `note` may look at what it gave. */
  run<Value>(
    stage: SearchStage["stage"],
    work: () => Promise<Value> | Value,
    tell?: (value: Value) => Partial<Pick<SearchStage, "outcome" | "note">>,
  ): Promise<Value>;
}

export function createStages(): Stages {
  const done: SearchStage[] = [];
  return {
    done,
    async run(stage, work, tell) {
      const startedAt = performance.now();
      const value = await work();
      const duration_ms = performance.now() - startedAt;
      done.push({ stage, outcome: "done", note: null, ...tell?.(value), duration_ms });
      return value;
    },
  };
}
