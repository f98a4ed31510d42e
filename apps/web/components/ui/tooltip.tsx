"use client";
import { Portal, Slot } from "radix-ui";
import { DismissableLayer, Popper } from "radix-ui/internal";
import {
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from "react";

/** All in milliseconds. */
const delay = 350;
/** Whoever has just read one reads the next at once. */
const calm = 300;
/** In which the pointer may get from the thing to its tooltip. */
const grace = 120;

let lastShown = Number.NEGATIVE_INFINITY;
let hideShown: (() => void) | undefined;

interface TooltipProps {
  text: string;
  children: ReactNode;
  side?: "top" | "right" | "bottom";
  /** The text is the child's name already: it need not be read out a second time. */
  isName?: boolean;
  /** A touch or a click shows it, for what does nothing else. */
  opensOnClick?: boolean;
}

/**
 * Says more about its child on hover and on focus. Of radix-ui's parts only what is shown is used: a button with a tooltip
 * costs no more than one without, and pages are full of them.
 */
export function Tooltip({ text, children, side = "top", isName, opensOnClick }: TooltipProps) {
  const anchor = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The pointer is here and has had its answer: it gets no second one before it has gone. */
  const isAnswered = useRef(false);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);

  function hide() {
    clearTimeout(timer.current);
    setOpen(false);
  }

  function show() {
    clearTimeout(timer.current);
    setOpen(true);
  }

  // Of its own accord: a thing that comes to lie under a resting pointer was not pointed at.
  function onPointerMove({ pointerType }: PointerEvent) {
    if (pointerType === "touch" || isAnswered.current) return;
    isAnswered.current = true;
    clearTimeout(timer.current);
    const isReading = hideShown !== undefined || Date.now() - lastShown < calm;
    timer.current = setTimeout(show, isReading ? 0 : delay);
  }

  function onPointerLeave() {
    isAnswered.current = false;
    clearTimeout(timer.current);
    timer.current = setTimeout(hide, grace);
  }

  function onPointerDown() {
    isAnswered.current = true;
    hide();
  }

  return (
    <>
      <Slot.Root
        ref={anchor}
        {...(isOpen && !isName && { "aria-describedby": id })}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerLeave}
        onPointerDown={onPointerDown}
        onClick={opensOnClick ? show : hide}
        onFocus={({ target }) => target.matches(":focus-visible") && show()}
        onBlur={hide}
      >
        {children}
      </Slot.Root>
      {isOpen && (
        <Bubble
          id={id}
          anchor={anchor}
          side={side}
          onHide={hide}
          onPointerEnter={() => clearTimeout(timer.current)}
          onPointerLeave={onPointerLeave}
        >
          {text}
        </Bubble>
      )}
    </>
  );
}

interface BubbleProps {
  id: string;
  anchor: RefObject<HTMLElement | null>;
  side: TooltipProps["side"];
  onHide: () => void;
  onPointerEnter: () => void;
  onPointerLeave: () => void;
  children: string;
}

/** What is shown. It is a layer of its own, so that the first Escape closes it and not the window below. */
function Bubble({ id, anchor, side, onHide, children, ...rest }: BubbleProps) {
  const hide = useEffectEvent(onHide);
  useEffect(() => {
    const hideThis = () => hide();
    hideShown?.();
    hideShown = hideThis;
    const onScroll = ({ target }: Event) => target instanceof Node && target.contains(anchor.current) && hide();
    window.addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => {
      window.removeEventListener("scroll", onScroll, { capture: true });
      lastShown = Date.now();
      if (hideShown === hideThis) hideShown = undefined;
    };
  }, [anchor]);
  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Portal.Root asChild>
        <DismissableLayer.Root asChild onDismiss={onHide} onFocusOutside={(event) => event.preventDefault()}>
          <Popper.Content
            id={id}
            role="tooltip"
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 animate-appear rounded-md border border-transparent bg-primary px-2 py-1 text-primary-foreground text-xs shadow-floating"
            {...rest}
          >
            {children}
          </Popper.Content>
        </DismissableLayer.Root>
      </Portal.Root>
    </Popper.Root>
  );
}
