import { z } from "zod";

// Wire shapes of the parts of the Kubernetes API that are read. Loose on purpose: what is not named here (fields newer than
// any client library) is kept as it came, because a template is put back whole.

const stringMap = z.record(z.string(), z.string());

const ownerReferenceSchema = z.looseObject({
  uid: z.string(),
  kind: z.string(),
  controller: z.boolean().optional(),
});

const metadataSchema = z.looseObject({
  name: z.string(),
  namespace: z.string().default("default"),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().int().default(0),
  creationTimestamp: z.coerce.date(),
  labels: stringMap.default({}),
  annotations: stringMap.default({}),
  ownerReferences: z.array(ownerReferenceSchema).default([]),
  managedFields: z
    .array(
      z.looseObject({
        manager: z.string().optional(),
        subresource: z.string().optional(),
        time: z.coerce.date().optional(),
        fieldsV1: z.looseObject({}).optional(),
      }),
    )
    .default([]),
});

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  readinessProbe: z.looseObject({}).optional(),
  lifecycle: z.looseObject({ preStop: z.looseObject({}).optional() }).optional(),
});

export const podTemplateSchema = z.looseObject({
  metadata: z
    .looseObject({ labels: stringMap.optional(), annotations: stringMap.optional() })
    .nullish()
    .transform((metadata) => metadata ?? {}),
  spec: z.looseObject({
    containers: z.array(containerSchema),
    terminationGracePeriodSeconds: z.number().optional(),
  }),
});
export type WirePodTemplate = z.infer<typeof podTemplateSchema>;

const selectorSchema = z.looseObject({
  matchLabels: stringMap.default({}),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
export type WireSelector = z.infer<typeof selectorSchema>;

const intOrPercent = z.union([z.number(), z.string()]).transform(String);

export const deploymentSchema = z.looseObject({
  metadata: metadataSchema,
  spec: z.looseObject({
    replicas: z.number().int().default(1),
    paused: z.boolean().default(false),
    selector: selectorSchema,
    template: podTemplateSchema,
    strategy: z
      .looseObject({
        type: z.string().default("RollingUpdate"),
        rollingUpdate: z
          .looseObject({ maxUnavailable: intOrPercent.default("25%"), maxSurge: intOrPercent.default("25%") })
          .optional(),
      })
      .default({ type: "RollingUpdate" }),
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().int().default(0),
      replicas: z.number().int().default(0),
      updatedReplicas: z.number().int().default(0),
      availableReplicas: z.number().int().default(0),
      conditions: z
        .array(
          z.looseObject({
            type: z.string(),
            status: z.string(),
            reason: z.string().default(""),
            message: z.string().default(""),
            lastUpdateTime: z.coerce.date().optional(),
          }),
        )
        .default([]),
    })
    .prefault({}),
});
export type WireDeployment = z.infer<typeof deploymentSchema>;

export const deploymentListSchema = z.looseObject({ items: z.array(deploymentSchema) });

export const replicaSetListSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: metadataSchema,
      spec: z.looseObject({ template: podTemplateSchema }),
    }),
  ),
});
export type WireReplicaSet = z.infer<typeof replicaSetListSchema>["items"][number];

const terminatedSchema = z.looseObject({
  reason: z.string().default("Error"),
  exitCode: z.number().int().default(0),
  finishedAt: z.coerce.date().nullish(),
});
const containerStateSchema = z
  .looseObject({
    waiting: z.looseObject({ reason: z.string().default("Waiting") }).optional(),
    running: z.looseObject({}).optional(),
    terminated: terminatedSchema.optional(),
  })
  .prefault({});

export const podListSchema = z.looseObject({
  metadata: z.looseObject({ remainingItemCount: z.number().int().nullish() }).prefault({}),
  items: z.array(
    z.looseObject({
      metadata: metadataSchema,
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string() })).default([]) }).prefault({}),
      status: z
        .looseObject({
          containerStatuses: z
            .array(
              z.looseObject({
                name: z.string(),
                imageID: z.string().default(""),
                ready: z.boolean().default(false),
                restartCount: z.number().int().default(0),
                state: containerStateSchema,
                lastState: containerStateSchema,
              }),
            )
            .default([]),
        })
        .prefault({}),
    }),
  ),
});
export type WirePod = z.infer<typeof podListSchema>["items"][number];

/** The body of every error answer. */
export const statusSchema = z.looseObject({
  kind: z.literal("Status"),
  message: z.string().default(""),
  reason: z.string().default(""),
  code: z.number().int().optional(),
  /** `causes` tells a patch that makes no valid object from one whose `test` failed. */
  details: z.looseObject({ causes: z.array(z.looseObject({})).default([]) }).prefault({}),
});
