DROP INDEX "consents_break_glass";
