ALTER TABLE "workspaces" DROP COLUMN "image";
