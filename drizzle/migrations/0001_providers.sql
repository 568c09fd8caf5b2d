CREATE TABLE "llm_providers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"base_url" text,
	"models" text[] NOT NULL,
	"sealed_key" text,
	"key_hint" text,
	"is_default" boolean DEFAULT false NOT NULL,
	"checked_at" timestamp with time zone,
	"check_duration_ms" integer,
	"check_error" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "llm_providers_custom_address" CHECK ("llm_providers"."name" <> 'custom' or "llm_providers"."base_url" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "llm_providers_name" ON "llm_providers" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "llm_providers_default" ON "llm_providers" USING btree ("is_default") WHERE "llm_providers"."is_default";