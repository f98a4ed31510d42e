"use client";
import type { CreatedApiKey, Permission } from "@eai/contract";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { CopyField } from "@/components/ui/copy-field.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Field, Select, TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useCreateApiKey } from "@/data/api-keys.ts";
import { useMessages } from "@/messages/index.tsx";
import { ScopeChoices } from "./scope-choices.tsx";

interface CreateApiKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Makes an API key and shows it, this once. */
export function CreateApiKeyDialog({ open, onOpenChange }: CreateApiKeyDialogProps) {
  const t = useMessages();
  const [created, setCreated] = useState<CreatedApiKey>();
  const words = t.settings.keys;

  function close() {
    onOpenChange(false);
    setCreated(undefined);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={created ? words.doneTitle : words.create}
      description={created && words.doneLead(created.name)}
      className="max-w-lg"
      holdsOpen={created !== undefined}
    >
      {created ? <NewKey created={created} onDone={close} /> : <CreateForm onCreated={setCreated} onCancel={close} />}
    </Dialog>
  );
}

function NewKey({ created, onDone }: { created: CreatedApiKey; onDone: () => void }) {
  const t = useMessages();
  const words = t.settings.keys;
  return (
    <>
      <DialogBody className="grid content-start gap-4 pt-1">
        {created.key && (
          <CopyField label={words.key} value={created.key} action={words.copy} failure={words.copyFailed} />
        )}
        <Notice tone="warning" title={words.onceTitle}>
          {words.once}
        </Notice>
      </DialogBody>
      <DialogActions>
        <Button onClick={onDone}>{words.done}</Button>
      </DialogActions>
    </>
  );
}

const expiryDays = [7, 30, 90, 180, 365] as const;
const usualExpiryDays = 90;
const never = "never";

function CreateForm({ onCreated, onCancel }: { onCreated: (key: CreatedApiKey) => void; onCancel: () => void }) {
  const t = useMessages();
  const words = t.settings.keys;
  const create = useCreateApiKey();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Permission[]>([]);
  const [expiry, setExpiry] = useState(String(usualExpiryDays));
  const [checked, setChecked] = useState(false);
  const nameMissing = name.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (nameMissing || scopes.length === 0) return;
    const expires_in_days = expiry === never ? null : Number(expiry);
    create.mutate({ name, scopes: [...scopes], expires_in_days }, { onSuccess: onCreated });
  }

  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody className="grid content-start gap-4 pt-1">
        {create.isError && <Notice tone="danger">{sentenceOf(create.error, t.errors.unknown)}</Notice>}
        <Field
          id="key-name"
          label={words.name}
          hint={words.nameHint}
          error={checked && nameMissing ? words.nameMissing : undefined}
        >
          <TextInput
            id="key-name"
            value={name}
            maxLength={100}
            autoFocus
            autoComplete="off"
            placeholder={words.namePlaceholder}
            aria-invalid={checked && nameMissing}
            aria-describedby="key-name-note"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <ScopeChoices
          value={scopes}
          onChange={setScopes}
          error={checked && scopes.length === 0 ? words.scopesMissing : undefined}
        />
        <Field id="key-expiry" label={words.expiry} hint={expiry === never ? words.expiryNeverHint : undefined}>
          <Select
            id="key-expiry"
            value={expiry}
            aria-describedby={expiry === never ? "key-expiry-note" : undefined}
            onChange={(event) => setExpiry(event.target.value)}
          >
            {expiryDays.map((days) => (
              <option key={days} value={days}>
                {days === 365 ? words.expiryYear : words.expiryDays(days)}
              </option>
            ))}
            <option value={never}>{words.expiryNever}</option>
          </Select>
        </Field>
      </DialogBody>
      <DialogActions>
        <Button onClick={onCancel}>{t.common.cancel}</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          {words.createAction}
        </Button>
      </DialogActions>
    </form>
  );
}
