import { configureIdentityProvider } from "#lib/modules/identity-providers/configure-identity-provider.ts";
import { deleteIdentityProvider } from "#lib/modules/identity-providers/delete-identity-provider.ts";
import { listAccounts } from "#lib/modules/identity-providers/list-accounts.ts";
import { listIdentityProviders } from "#lib/modules/identity-providers/list-identity-providers.ts";
import { tryIdentityProvider } from "#lib/modules/identity-providers/try-identity-provider.ts";
import { unlinkAccount } from "#lib/modules/identity-providers/unlink-account.ts";
import { createBackup } from "#lib/modules/installation-backups/create-backup.ts";
import { deleteBackup } from "#lib/modules/installation-backups/delete-backup.ts";
import { listBackups } from "#lib/modules/installation-backups/list-backups.live.ts";
import { showRecoveryKey } from "#lib/modules/installation-backups/show-recovery-key.ts";
import { verifyBackup } from "#lib/modules/installation-backups/verify-backup.ts";
import { readSecrets } from "#lib/modules/secrets/read-secrets.ts";
import { rotateMasterKey } from "#lib/modules/secrets/rotate-master-key.ts";
import { listSettings } from "#lib/modules/settings/list-settings.ts";
import { testSetting } from "#lib/modules/settings/test-setting.ts";
import { updateSetting } from "#lib/modules/settings/update-setting.ts";

/** How the installation is set up, signed in to, sealed and backed up: that part of the table of contents. */
export const installationVerbs = [
  configureIdentityProvider,
  deleteIdentityProvider,
  listIdentityProviders,
  tryIdentityProvider,
  listAccounts,
  unlinkAccount,
  createBackup,
  deleteBackup,
  listBackups,
  showRecoveryKey,
  verifyBackup,
  readSecrets,
  rotateMasterKey,
  listSettings,
  updateSetting,
  testSetting,
];
