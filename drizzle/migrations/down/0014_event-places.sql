DROP INDEX "run_events_position";
