import type { ReactNode } from "react";
import { SettingsTabs } from "#components/shell/settings-tabs.tsx";

/** The pages of the settings, one beside the other. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <SettingsTabs />
      {children}
    </div>
  );
}
