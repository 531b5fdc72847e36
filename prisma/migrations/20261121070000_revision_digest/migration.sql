-- Image digest of each ReplicaSet, kept from when its pods ran.
CREATE TABLE "revision_digest" (
    "replica_set_uid" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "revision_digest_pkey" PRIMARY KEY ("replica_set_uid")
);
