-- An incident may be part of another one; an alert may have been seen.
ALTER TABLE "incident" ADD COLUMN "merged_into" UUID;
CREATE INDEX "incident_merged_into_idx" ON "incident"("merged_into");
ALTER TABLE "alert_episode" ADD COLUMN "seen_by" TEXT, ADD COLUMN "seen_at" TIMESTAMPTZ(3);
