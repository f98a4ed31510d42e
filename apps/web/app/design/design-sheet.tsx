"use client";
import { Archive, Library, Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Avatar } from "@/components/ui/avatar.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { CopyField } from "@/components/ui/copy-field.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Field, Select, TextArea, TextInput } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { showToast } from "@/components/ui/toast.tsx";

const colours = [
  ["bg-background", "background"],
  ["bg-surface", "surface"],
  ["bg-sidebar", "sidebar"],
  ["bg-muted", "muted"],
  ["bg-hover", "hover"],
  ["bg-border", "border"],
  ["bg-border-strong", "border-strong"],
  ["bg-subtle", "subtle"],
  ["bg-muted-foreground", "muted-foreground"],
  ["bg-foreground", "foreground"],
  ["bg-primary", "primary"],
  ["bg-accent", "accent"],
  ["bg-accent-soft", "accent-soft"],
  ["bg-danger", "danger"],
  ["bg-danger-soft", "danger-soft"],
  ["bg-success-soft", "success-soft"],
  ["bg-warning-soft", "warning-soft"],
  ["bg-highlight", "highlight"],
] as const;

const sizes = [
  ["text-2xl font-semibold tracking-tight", "2xl, greeting"],
  ["text-lg font-semibold tracking-tight", "lg, title of a page on its own"],
  ["text-base font-semibold", "base, title of a dialog or an empty state"],
  ["text-reading", "reading, answers and questions"],
  ["text-sm", "sm, everything else"],
  ["text-small text-muted-foreground", "small, hints and rows below a name"],
  ["text-xs text-muted-foreground", "xs, badges and figures"],
  ["text-tiny font-semibold", "tiny, initials"],
] as const;

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3 border-t pt-5">
      <h2 className="font-medium text-muted-foreground text-xs">{title}</h2>
      {children}
    </section>
  );
}

/** All components of `components/ui`, in one theme. */
export function DesignSheet({ theme }: { theme: "light" | "dark" }) {
  const id = useId();
  const [open, setOpen] = useState<"dialog" | "sheet" | "question">();
  const close = () => setOpen(undefined);
  return (
    <div
      data-theme={theme}
      style={{ colorScheme: theme }}
      className="grid content-start gap-6 bg-background p-6 text-foreground"
    >
      <Part title="Colour">
        <ul className="grid grid-cols-3 gap-2 sm:grid-cols-6">
          {colours.map(([className, name]) => (
            <li key={name} className="grid gap-1 text-muted-foreground text-xs">
              <span className={`${className} h-9 rounded-md border`} />
              {name}
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Type">
        {sizes.map(([className, name]) => (
          <p key={name} className={className}>
            {name}
          </p>
        ))}
      </Part>
      <Part title="Buttons">
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary">
            <Plus aria-hidden />
            Primary
          </Button>
          <Button>Secondary</Button>
          <Button variant="ghost">Ghost</Button>
          <Button variant="danger">Danger</Button>
          <Button variant="link">Link</Button>
          <Button busy>Busy</Button>
          <Button disabled>Disabled</Button>
          <Button size="small">Small</Button>
          <Button size="large">Large</Button>
          <IconButton label="Rename">
            <Pencil />
          </IconButton>
        </div>
      </Part>
      <Part title="Fields">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id={`${id}name`} label="Name" hint="What it is called.">
            <TextInput id={`${id}name`} defaultValue="Handbook" aria-describedby={`${id}name-note`} />
          </Field>
          <Field id={`${id}wrong`} label="Name" error="Give it a name.">
            <TextInput id={`${id}wrong`} aria-invalid aria-describedby={`${id}wrong-note`} />
          </Field>
          <Field id={`${id}text`} label="Description">
            <TextArea id={`${id}text`} placeholder="What it covers" />
          </Field>
          <Field id={`${id}kind`} label="Kind">
            <Select id={`${id}kind`}>
              <option>All kinds</option>
            </Select>
          </Field>
        </div>
        <div className="flex flex-wrap gap-6">
          <label htmlFor={`${id}box`} className="flex items-center gap-2">
            <Checkbox id={`${id}box`} defaultChecked />
            Checkbox
          </label>
          <label htmlFor={`${id}switch`} className="flex items-center gap-2">
            <Switch id={`${id}switch`} defaultChecked />
            Switch
          </label>
        </div>
        <CopyField label="Key" value="eai_0123456789" action="Copy key" failure="Copy it yourself." />
      </Part>
      <Part title="States">
        <div className="flex flex-wrap gap-2">
          <Badge>Neutral</Badge>
          <Badge tone="accent">Accent</Badge>
          <Badge tone="success">Ready</Badge>
          <Badge tone="warning">Waiting</Badge>
          <Badge tone="danger">Failed</Badge>
          <Avatar name="Lindqvist, Anna" />
        </div>
        <Notice>Something to know.</Notice>
        <Notice tone="warning" title="Something to mind">
          What to do about it.
        </Notice>
        <Notice tone="danger" title="Something failed" action={<Button size="small">Try again</Button>}>
          What to do about it.
        </Notice>
        <Progress value={0.6} label="Upload" />
        <Skeleton className="h-5 w-3/5" />
        <EmptyState icon={Library} title="Nothing here yet" action={<Button variant="primary">Add one</Button>}>
          Why, and what comes next.
        </EmptyState>
      </Part>
      <Part title="Above the page">
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setOpen("dialog")}>Dialog</Button>
          <Button onClick={() => setOpen("sheet")}>Sheet</Button>
          <Button onClick={() => setOpen("question")}>Question</Button>
          <Button onClick={() => showToast("Knowledge base created")}>Toast</Button>
          <Menu>
            <MenuTrigger asChild>
              <Button>Menu</Button>
            </MenuTrigger>
            <MenuContent align="start">
              <MenuItem>
                <Archive />
                Keep
              </MenuItem>
              <MenuSeparator />
              <MenuItem danger>
                <Trash2 />
                Delete
              </MenuItem>
            </MenuContent>
          </Menu>
        </div>
        <Dialog
          open={open === "dialog" || open === "sheet"}
          onOpenChange={close}
          place={open === "sheet" ? "end" : "center"}
          title="New knowledge base"
          description="A collection of documents."
        >
          <DialogBody>What it needs.</DialogBody>
          <DialogActions>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" onClick={close}>
              Create
            </Button>
          </DialogActions>
        </Dialog>
        <ConfirmDialog
          open={open === "question"}
          onOpenChange={close}
          title="Delete “Handbook”?"
          description="It and its 12 documents are removed. This cannot be undone."
          action="Delete knowledge base"
          onConfirm={async () => undefined}
        />
      </Part>
    </div>
  );
}
