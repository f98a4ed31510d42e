import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

const buttonStyles = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md border border-transparent font-medium transition-colors " +
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 " +
    "[&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-primary-foreground shadow-raised hover:bg-primary/88",
        secondary: "border-border-strong bg-surface text-foreground shadow-raised hover:bg-hover",
        ghost: "text-muted-foreground hover:bg-hover hover:text-foreground",
        danger: "bg-danger text-danger-foreground shadow-raised hover:bg-danger/88",
        link: "h-auto! px-0! text-accent-text underline-offset-4 hover:underline",
      },
      size: {
        small: "h-8 px-2.5 text-small",
        medium: "h-9 px-3.5 text-sm",
        large: "h-10 px-4 text-sm",
        icon: "size-8 p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyles> {
  /** Render the child (a link) with the looks of a button. */
  asChild?: boolean;
  /** Shows a spinner and takes no clicks. */
  busy?: boolean;
}

/** A button, or with `asChild` a link that looks like one. */
export function Button({ className, variant, size, asChild, busy, children, disabled, ...rest }: ButtonProps) {
  const classes = cn(buttonStyles({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type="button" className={classes} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
