CREATE TABLE "installation_backups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"version" text NOT NULL,
	"bytes" bigint,
	"checksum" text,
	"verified_at" timestamp with time zone,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"email" text,
	"role" text NOT NULL,
	"project_id" uuid,
	"access" text,
	"invited_by" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"used_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_providers" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text NOT NULL,
	"sealed_secret" text,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"allowed" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"group_claim" text,
	"group_roles" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"new_people" text,
	"origin" text NOT NULL,
	"updated_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "onboarding" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"steps" text[] DEFAULT '{}' NOT NULL,
	"ended_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passkey_challenges" (
	"challenge_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"purpose" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"credential_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] NOT NULL,
	"is_backed_up" boolean NOT NULL,
	"last_used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting_secrets" (
	"key" text NOT NULL,
	"field" text NOT NULL,
	"sealed" text NOT NULL,
	"origin" text NOT NULL,
	"updated_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "setting_secrets_key_field_origin_pk" PRIMARY KEY("key","field","origin")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"left" real NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" DROP CONSTRAINT "sessions_pkey";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "login" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "sealed_token" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "renewed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "arrived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "previous_token_hash" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "method" text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "provider_id" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "authenticated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "ip" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "last_used_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "ended_because" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "role_from" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "role_chosen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "disabled_because" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "project_members" ADD COLUMN "given_by" text;--> statement-breakpoint
ALTER TABLE "installation_settings" ADD COLUMN "from_environment" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_used_by_users_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_providers" ADD CONSTRAINT "identity_providers_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboarding" ADD CONSTRAINT "onboarding_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenges_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "setting_secrets" ADD CONSTRAINT "setting_secrets_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_token" ON "invitations" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "passkeys_credential" ON "passkeys" USING btree ("credential_id");--> statement-breakpoint
CREATE INDEX "passkeys_user" ON "passkeys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "accounts_user" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_previous_token" ON "sessions" USING btree ("previous_token_hash");--> statement-breakpoint
CREATE TABLE "master_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"retired_at" timestamp with time zone,
	"sealed_kept" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "master_keys_number" ON "master_keys" USING btree ("number");--> statement-breakpoint
CREATE FUNCTION refuse_retired_master_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	sealed text;
	retired timestamp with time zone;
BEGIN
	EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO sealed USING NEW;
	-- The lock makes the end of a rotation wait for what was sealed before it and is not committed yet.
	SELECT retired_at INTO retired FROM master_keys WHERE id = split_part(sealed, '.', 2) FOR SHARE;
	IF retired IS NOT NULL THEN
		RAISE EXCEPTION 'This was sealed by a master key that was replaced since.' USING ERRCODE = 'LK001';
	END IF;
	RETURN NEW;
END
$$;--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_token" ON "accounts" FOR EACH ROW WHEN (NEW."sealed_token" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_token');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_secret" ON "channels" FOR EACH ROW WHEN (NEW."sealed_secret" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_secret');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_secret" ON "git_credentials" FOR EACH ROW WHEN (NEW."sealed_secret" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_secret');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_secret" ON "identity_providers" FOR EACH ROW WHEN (NEW."sealed_secret" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_secret');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_key" ON "llm_providers" FOR EACH ROW WHEN (NEW."sealed_key" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_key');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_kept" ON "master_keys" FOR EACH ROW WHEN (NEW."sealed_kept" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_kept');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed_input" ON "operations" FOR EACH ROW WHEN (NEW."sealed_input" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed_input');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "sealed" ON "setting_secrets" FOR EACH ROW WHEN (NEW."sealed" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('sealed');--> statement-breakpoint
CREATE TRIGGER refuse_retired_master_key BEFORE INSERT OR UPDATE OF "access_token" ON "workspaces" FOR EACH ROW WHEN (NEW."access_token" IS NOT NULL) EXECUTE FUNCTION refuse_retired_master_key('access_token');
