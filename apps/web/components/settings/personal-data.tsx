"use client";
import { CircleCheck, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { saveExport } from "@/data/personal-data.ts";
import { useMessages } from "@/messages/index.tsx";
import { SettingsHeading, SettingsSection, settingTarget } from "./settings-section.tsx";

/** What is kept about the person, and a copy of it. */
export function PersonalData() {
  const t = useMessages();
  const words = t.settings.data;
  const [step, setStep] = useState<"ready" | "busy" | "done">("ready");
  const [failure, setFailure] = useState<string>();

  async function download() {
    setStep("busy");
    setFailure(undefined);
    try {
      await saveExport();
      setStep("done");
    } catch (error) {
      setStep("ready");
      setFailure(sentenceOf(error, words.exportFailed));
    }
  }

  return (
    <>
      <SettingsHeading title={t.settings.sections.data} lead={words.lead} />
      <section aria-labelledby="export" {...settingTarget("export", "rounded-lg border bg-surface p-4 shadow-raised")}>
        <h2 id="export" className="font-semibold">
          {words.exportTitle}
        </h2>
        <p className="mt-1 text-muted-foreground">{words.exportText}</p>
        <ul className="mt-2 grid list-disc gap-1 ps-5 text-muted-foreground">
          {words.exportItems.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
        <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button variant="primary" busy={step === "busy"} onClick={download}>
            {step !== "busy" && <Download aria-hidden />}
            {words.exportAction}
          </Button>
          <p role="status" className="flex items-center gap-1.5 text-muted-foreground">
            {step === "done" && <CircleCheck className="size-4 text-success-text" aria-hidden />}
            {step === "ready" && words.exportRecorded}
            {step === "busy" && words.exporting}
            {step === "done" && words.exported}
          </p>
        </div>
        {failure && (
          <Notice tone="danger" className="mt-3">
            {failure}
          </Notice>
        )}
      </section>
      <SettingsSection anchor="kept" title={words.keepTitle}>
        <ul className="grid list-disc gap-1.5 ps-5 text-muted-foreground">
          {words.keep.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </SettingsSection>
      <SettingsSection anchor="erase" title={words.eraseTitle}>
        <p className="text-muted-foreground">{words.erase}</p>
      </SettingsSection>
    </>
  );
}
