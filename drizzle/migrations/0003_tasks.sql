CREATE TABLE "interactions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"external_id" text,
	"request" jsonb NOT NULL,
	"answer" jsonb,
	"answered_by" uuid,
	"created_by" uuid,
	"expires_at" timestamp with time zone,
	"answered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_configs" (
	"project_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"provider" text,
	"model" text,
	"check_command" text,
	"is_review_on" boolean DEFAULT true NOT NULL,
	"review_rounds_max" integer DEFAULT 2 NOT NULL,
	"instructions" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "project_configs_project_id_version_pk" PRIMARY KEY("project_id","version")
);
--> statement-breakpoint
CREATE TABLE "run_events" (
	"run_id" uuid NOT NULL,
	"key" text NOT NULL,
	"sequence" integer NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"revision" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_events_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"state" text NOT NULL,
	"state_reason" text,
	"activity" text,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"config_version" integer NOT NULL,
	"branch" text NOT NULL,
	"worktree" text NOT NULL,
	"is_worktree_kept" boolean DEFAULT true NOT NULL,
	"base_branch" text NOT NULL,
	"base_commit" text,
	"head_commit" text,
	"merge_commit" text,
	"observed_losses" jsonb,
	"session_id" text,
	"message_id" text,
	"pending_prompt" text,
	"review_session_id" text,
	"review_message_id" text,
	"review_round" integer DEFAULT 0 NOT NULL,
	"review_rounds_left" integer DEFAULT 0 NOT NULL,
	"review_attempt" integer DEFAULT 0 NOT NULL,
	"check" jsonb,
	"verdict" jsonb,
	"usage" jsonb,
	"tokens" jsonb,
	"cost_usd" double precision DEFAULT 0 NOT NULL,
	"gateway_token_hash" text NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"is_abort_asked" boolean DEFAULT false NOT NULL,
	"last_sequence" integer NOT NULL,
	"last_event_at" timestamp with time zone,
	"created_by" uuid,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"status" text NOT NULL,
	"resolution" text,
	"status_reason" text,
	"model" text,
	"current_run_id" uuid,
	"approval_operation_id" uuid,
	"created_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "last_task_number" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_configs" ADD CONSTRAINT "project_configs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_configs" ADD CONSTRAINT "project_configs_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "interactions_number" ON "interactions" USING btree ("run_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "interactions_external" ON "interactions" USING btree ("run_id","kind","external_id");--> statement-breakpoint
CREATE INDEX "interactions_open" ON "interactions" USING btree ("run_id") WHERE "interactions"."state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "run_events_sequence" ON "run_events" USING btree ("run_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_ordinal" ON "runs" USING btree ("task_id","ordinal");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_gateway_token" ON "runs" USING btree ("gateway_token_hash");--> statement-breakpoint
CREATE INDEX "runs_live" ON "runs" USING btree ("project_id","state") WHERE "runs"."state" in ('queued', 'starting', 'running', 'waiting', 'reviewing');--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_number" ON "tasks" USING btree ("project_id","number");--> statement-breakpoint
CREATE INDEX "tasks_status" ON "tasks" USING btree ("project_id","status","id");