"use client";

import { RegistriesCard } from "#components/settings/registries-card.tsx";
import { SettingCard } from "#components/settings/setting-card.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { namesOf } from "#lib/kernel/settings/catalogue.ts";

interface ViewProps {
  isAdmin: boolean;
}

export function GeneralView({ isAdmin, isOwner }: ViewProps & { isOwner: boolean }) {
  return (
    <SettingsPage
      title="General"
      description="Where this installation stands in its network, and what of that network it may call."
      isAdmin={isAdmin}
    >
      {(settings) => (
        <>
          <SettingCard
            settingKey="domain"
            title="Domain"
            names={namesOf("domain")}
            testLabel="Look it up"
            settings={settings}
          />
          <SettingCard settingKey="network" title="Network" names={namesOf("network")} settings={settings}>
            Say how many proxies stand in front, so that limits and the audit log count people by their own
            addresses and not by the proxy&apos;s.
          </SettingCard>
          <SettingCard
            settingKey="webhooks"
            title="Outgoing calls"
            names={namesOf("webhooks")}
            isReadOnly={!isOwner}
            settings={settings}
          >
            What people give as an address is called on public networks alone. A mail server or a webhook of
            your own network is let through by its name here.
          </SettingCard>
        </>
      )}
    </SettingsPage>
  );
}

export function MailView({ isAdmin }: ViewProps) {
  return (
    <SettingsPage
      title="Mail"
      description="The server that invitations go out by, and notices by e-mail channels that have none of their own."
      isAdmin={isAdmin}
    >
      {(settings) => (
        <SettingCard
          settingKey="mail"
          title="Mail server"
          names={namesOf("mail")}
          testLabel="Send me a test"
          settings={settings}
        >
          The test goes to your own address, by what is typed here now, saved or not.
        </SettingCard>
      )}
    </SettingsPage>
  );
}

const appNames = ["githubAppId", "githubInstallationId", "githubPrivateKey"];

export function GithubView({ isAdmin }: ViewProps) {
  return (
    <SettingsPage
      title="GitHub"
      description="Where pull requests are opened, and as whom. Sign-in with GitHub is set up under Sign-in."
      isAdmin={isAdmin}
    >
      {(settings) => (
        <>
          <SettingCard
            settingKey="github"
            title="Token"
            names={["githubUrl", "githubToken", "githubRepositories"]}
            testLabel="Ask whose it is"
            settings={settings}
          >
            It opens pull requests for projects that have no token of their own, and only in the repositories
            you name: nobody reaches another by it, whatever their project says. Nothing is cloned or pushed
            by it.
          </SettingCard>
          <SettingCard
            settingKey="github"
            title="App"
            names={appNames}
            testLabel="Ask for the App"
            settings={settings}
          >
            A GitHub App of yours, where you have one: its id and installation are on its page at GitHub. It
            opens pull requests in the repositories above where there is no token, each time with one of its
            own for that repository alone, which ends within the hour.
          </SettingCard>
        </>
      )}
    </SettingsPage>
  );
}

export function CloudflareView({ isAdmin }: ViewProps) {
  return (
    <SettingsPage
      title="Cloudflare"
      description="Kept for environments, which come with a later version; nothing uses it yet."
      isAdmin={isAdmin}
    >
      {(settings) => (
        <SettingCard
          settingKey="cloudflare"
          title="Cloudflare"
          names={namesOf("cloudflare")}
          testLabel="Test"
          settings={settings}
        >
          The test asks Cloudflare about the token, and looks into the config file for the tunnel.
        </SettingCard>
      )}
    </SettingsPage>
  );
}

export function RegistriesView({ isAdmin }: ViewProps) {
  return (
    <SettingsPage
      title="Image registries"
      description="Logins that images of workspaces are pulled by. Everybody who may choose a workspace's image can run what these let in."
      isAdmin={isAdmin}
    >
      {(settings) => <RegistriesCard settings={settings} />}
    </SettingsPage>
  );
}

export function LimitsView({ isAdmin }: ViewProps) {
  return (
    <SettingsPage
      title="Limits and sessions"
      description="How much may be asked of this server, and how long people stay signed in. It holds at once."
      isAdmin={isAdmin}
    >
      {(settings) => (
        <>
          <SettingCard settingKey="limits" title="Limits" names={namesOf("limits")} settings={settings}>
            Beyond a limit the answer is 429, with when to come again. Who else works here is not slowed down.
          </SettingCard>
          <SettingCard
            settingKey="sessions"
            title="Sessions"
            names={namesOf("sessions")}
            settings={settings}
          />
        </>
      )}
    </SettingsPage>
  );
}

export function RetentionView({ isAdmin }: ViewProps) {
  return (
    <SettingsPage
      title="Retention"
      description="How long what only tells of the past is kept. The audit log is kept for good."
      isAdmin={isAdmin}
    >
      {(settings) => (
        <SettingCard settingKey="retention" title="Kept for" names={namesOf("retention")} settings={settings}>
          What is older is removed within the hour.
        </SettingCard>
      )}
    </SettingsPage>
  );
}
