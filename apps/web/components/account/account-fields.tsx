import { Field, TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useSystem } from "@/data/account.ts";
import { useFrameMessages } from "@/messages/index.tsx";
import { PasswordInput } from "./password-input.tsx";
import type { FieldErrors } from "./use-account-form.ts";

/** What stands above the fields: the server is away, or the form was refused. */
export function AccountNotices({ failure }: { failure: string | null | undefined }) {
  const t = useFrameMessages();
  const system = useSystem();
  return (
    <>
      {system.isError && !system.data && (
        <Notice tone="warning" title={t.errors.unreachableTitle}>
          {t.errors.unreachable}
        </Notice>
      )}
      {failure && <Notice tone="danger">{failure}</Notice>}
    </>
  );
}

interface AccountFieldsProps {
  errors: FieldErrors;
  /** Whether the password is one that exists or one being chosen, for password managers. */
  password: "current-password" | "new-password";
  passwordHint?: string;
  autoFocus?: boolean;
  /** An address that cannot be changed here. */
  fixedEmail?: string;
}

/** Email and password of a local account. */
export function AccountFields({ errors, password, passwordHint, autoFocus, fixedEmail }: AccountFieldsProps) {
  const t = useFrameMessages();
  return (
    <>
      <Field id="email" label={t.account.email} hint={fixedEmail && t.account.invitationEmailHint} error={errors.email}>
        <TextInput
          id="email"
          name="email"
          type="email"
          autoComplete="username"
          autoFocus={autoFocus}
          defaultValue={fixedEmail}
          readOnly={fixedEmail !== undefined}
          className="read-only:bg-muted read-only:text-muted-foreground"
          aria-invalid={errors.email !== undefined}
          aria-describedby="email-note"
        />
      </Field>
      <Field id="password" label={t.account.password} hint={passwordHint} error={errors.password}>
        <PasswordInput
          id="password"
          name="password"
          autoComplete={password}
          aria-invalid={errors.password !== undefined}
          aria-describedby="password-note"
        />
      </Field>
    </>
  );
}
