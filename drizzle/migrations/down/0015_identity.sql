DROP TRIGGER refuse_retired_master_key ON "accounts";--> statement-breakpoint
DROP TRIGGER refuse_retired_master_key ON "channels";--> statement-breakpoint
DROP TRIGGER refuse_retired_master_key ON "git_credentials";--> statement-breakpoint
DROP TRIGGER refuse_retired_master_key ON "llm_providers";--> statement-breakpoint
DROP TRIGGER refuse_retired_master_key ON "operations";--> statement-breakpoint
DROP TRIGGER refuse_retired_master_key ON "workspaces";--> statement-breakpoint
DROP TABLE "master_keys";--> statement-breakpoint
DROP TABLE "installation_backups";--> statement-breakpoint
DROP TABLE "invitations";--> statement-breakpoint
DROP TABLE "identity_providers";--> statement-breakpoint
DROP TABLE "onboarding";--> statement-breakpoint
DROP TABLE "passkey_challenges";--> statement-breakpoint
DROP TABLE "passkeys";--> statement-breakpoint
DROP TABLE "setting_secrets";--> statement-breakpoint
DROP TABLE "sign_in_attempts";--> statement-breakpoint
DELETE FROM "sessions" WHERE "ended_at" IS NOT NULL;--> statement-breakpoint
DROP INDEX "sessions_token";--> statement-breakpoint
DROP INDEX "sessions_previous_token";--> statement-breakpoint
ALTER TABLE "sessions" DROP CONSTRAINT "sessions_pkey";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "id";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "renewed_at";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "arrived_at";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "previous_token_hash";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "method";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "provider_id";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "authenticated_at";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "ip";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "user_agent";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "last_used_at";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "ended_at";--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "ended_because";--> statement-breakpoint
ALTER TABLE "sessions" ADD PRIMARY KEY ("token_hash");--> statement-breakpoint
DROP INDEX "accounts_user";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "login";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "email";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "sealed_token";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "checked_at";--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "last_used_at";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "role_from";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "role_chosen_at";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "disabled_because";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "removed_at";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "last_seen_at";--> statement-breakpoint
ALTER TABLE "project_members" DROP COLUMN "given_by";--> statement-breakpoint
ALTER TABLE "installation_settings" DROP COLUMN "from_environment";--> statement-breakpoint
DROP FUNCTION refuse_retired_master_key();
