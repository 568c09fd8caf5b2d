"use client";

import { variantByLevel } from "#components/shared/confirm-footer.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { LossList } from "#components/shared/loss-list.tsx";
import { type BulkResult, isToConfirm } from "#components/tasks/use-bulk.ts";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { countOf } from "#lib/client/format.ts";

interface BulkSummaryProps {
  result: BulkResult;
  isBusy: boolean;
  /** Consents to what is held, or takes it back. */
  onSettle: (isConfirmed: boolean) => void;
  onClose: () => void;
}

const cards = (count: number): string => countOf(count, "card", "cards");

/** What came of a command for many cards: what is held is consented to together, what was refused stands by card. */
export function BulkSummary({ result, isBusy, onSettle, onClose }: BulkSummaryProps) {
  const { deed, done, held, faults } = result;
  const isHeld = held.length > 0;
  const [first] = held;
  const mayConfirm = held.every(isToConfirm);
  const losses = held.flatMap(({ card, operation }) =>
    operation.losses.map((loss) => ({ ...loss, name: `${loss.name} (#${card.number})` })),
  );
  const close = () => (isHeld && mayConfirm ? onSettle(false) : onClose());
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && !isBusy && close()}>
      <DialogContent>
        <DialogHeader>
          {first && <LevelBadge level={first.operation.level} className="mb-2" />}
          <DialogTitle>{isHeld ? `${deed} ${cards(held.length)}?` : deed}</DialogTitle>
          <DialogDescription>
            {first ? `${first.operation.warning} This holds for each of them.` : `Done for ${cards(done)}.`}
            {!isHeld && faults.length > 0 && ` Not for ${cards(faults.length)}; they stay selected.`}
          </DialogDescription>
        </DialogHeader>
        <DialogBody>
          {isHeld && (
            <ul aria-label="Cards" className="max-h-40 overflow-y-auto rounded-lg border px-3 py-1">
              {held.map(({ card }) => (
                <li key={card.id} className="flex min-h-7 items-center gap-2">
                  <span className="text-muted-foreground">#{card.number}</span>
                  <span className="truncate">{card.title}</span>
                </li>
              ))}
            </ul>
          )}
          {losses.length > 0 && <LossList losses={losses} />}
          {isHeld && !mayConfirm && (
            <p className="text-muted-foreground">They wait under Approvals for what is still needed.</p>
          )}
          {faults.length > 0 && (
            <ul aria-label="Not done" className="grid max-h-60 gap-1 overflow-y-auto">
              {faults.map(({ card, message }) => (
                <li key={card.id} className="text-failure text-xs [overflow-wrap:anywhere]">
                  <span className="font-medium">#{card.number}</span> {message}
                </li>
              ))}
            </ul>
          )}
        </DialogBody>
        <DialogFooter>
          {isHeld && mayConfirm ? (
            <>
              <Button variant="ghost" disabled={isBusy} onClick={() => onSettle(false)}>
                Cancel
              </Button>
              <Button
                variant={first ? variantByLevel[first.operation.level] : "default"}
                isBusy={isBusy}
                onClick={() => onSettle(true)}
              >
                {deed} {cards(held.length)}
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
