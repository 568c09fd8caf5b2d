CREATE TABLE "worktree_removals" (
	"workspace_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"worktree" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "worktree_removals_workspace_id_run_id_pk" PRIMARY KEY("workspace_id","run_id")
);
--> statement-breakpoint
ALTER TABLE "project_configs" ADD COLUMN "activated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL;--> statement-breakpoint
UPDATE "project_configs" SET "activated_at" = "created_at";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "is_base_pending" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "conflict_files" jsonb;--> statement-breakpoint
ALTER TABLE "worktree_removals" ADD CONSTRAINT "worktree_removals_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;