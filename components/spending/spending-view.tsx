import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { LimitsCard } from "#components/spending/limits-card.tsx";
import { MonthCard } from "#components/spending/month-card.tsx";
import { PricesCard } from "#components/spending/prices-card.tsx";

/** What models have cost, what they may, and at which prices that is counted. */
export function SpendingView({ isAdmin }: { isAdmin: boolean }) {
  return (
    <PageBody>
      <div className="grid max-w-[860px] gap-4">
        <PageHeader
          title="Spending"
          description="Agents reach their models through this server, and it counts each call as it passes."
          className="mb-0"
        />
        {isAdmin && <MonthCard />}
        <LimitsCard mayChange={isAdmin} />
        <PricesCard mayChange={isAdmin} />
      </div>
    </PageBody>
  );
}
