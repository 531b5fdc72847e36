import { z } from "zod";

/** What clients may send, with the defaults of a real server. Fields we do not act on pass through untouched. */

const stringMap = z.record(z.string(), z.string());
const intOrPercent = z.union([z.number().int(), z.string().regex(/^\d+%$/)]);

const probeSchema = z.looseObject({
  httpGet: z
    .looseObject({
      path: z.string().default("/"),
      port: z.union([z.number(), z.string()]),
      scheme: z.string().default("HTTP"),
    })
    .optional(),
  initialDelaySeconds: z.number().min(0).optional(),
  timeoutSeconds: z.number().default(1),
  periodSeconds: z.number().default(10),
  successThreshold: z.number().default(1),
  failureThreshold: z.number().default(3),
});
export type Probe = z.infer<typeof probeSchema>;

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        containerPort: z.number().int(),
        protocol: z.string().default("TCP"),
      }),
    )
    .optional(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
  resources: z.looseObject({}).default({}),
  readinessProbe: probeSchema.optional(),
  lifecycle: z
    .looseObject({
      preStop: z
        .looseObject({
          exec: z.looseObject({ command: z.array(z.string()).default([]) }).optional(),
          sleep: z.looseObject({ seconds: z.number() }).optional(),
        })
        .optional(),
    })
    .optional(),
  terminationMessagePath: z.string().default("/dev/termination-log"),
  terminationMessagePolicy: z.string().default("File"),
  imagePullPolicy: z.string().default("IfNotPresent"),
});
export type Container = z.infer<typeof containerSchema>;

const podSpecSchema = z.looseObject({
  containers: z.array(containerSchema).default([]),
  restartPolicy: z.string().default("Always"),
  terminationGracePeriodSeconds: z.number().min(0).default(30),
  dnsPolicy: z.string().default("ClusterFirst"),
  securityContext: z.looseObject({}).default({}),
  schedulerName: z.string().default("default-scheduler"),
});

const podTemplateSchema = z.looseObject({
  metadata: z
    .looseObject({
      creationTimestamp: z.string().nullable().default(null),
      labels: stringMap.optional(),
      annotations: stringMap.optional(),
    })
    .default({ creationTimestamp: null })
    .transform((metadata) => ({ ...metadata, creationTimestamp: null })),
  spec: podSpecSchema,
});
export type PodTemplate = z.infer<typeof podTemplateSchema>;

const deploymentSpecSchema = z.looseObject({
  replicas: z.number().int().default(1),
  selector: z.looseObject({ matchLabels: stringMap.default({}) }),
  template: podTemplateSchema,
  strategy: z
    .looseObject({
      type: z.enum(["RollingUpdate", "Recreate"]).default("RollingUpdate"),
      rollingUpdate: z
        .looseObject({ maxUnavailable: intOrPercent.default("25%"), maxSurge: intOrPercent.default("25%") })
        .optional(),
    })
    .default({ type: "RollingUpdate" })
    .transform((strategy) =>
      strategy.type === "RollingUpdate" && strategy.rollingUpdate === undefined
        ? { ...strategy, rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } }
        : strategy,
    ),
  minReadySeconds: z.number().int().min(0).optional(),
  revisionHistoryLimit: z.number().int().min(0).default(10),
  paused: z.boolean().optional(),
  progressDeadlineSeconds: z.number().int().default(600),
});

/** What a client may send for a Deployment: defaults are filled in, `status` is not taken from it. */
export const deploymentInputSchema = z.looseObject({
  kind: z.literal("Deployment").default("Deployment"),
  apiVersion: z.literal("apps/v1").default("apps/v1"),
  metadata: z.looseObject({
    name: z.string().optional(),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    labels: stringMap.optional(),
    annotations: stringMap.optional(),
  }),
  spec: deploymentSpecSchema,
});
export type DeploymentInput = z.infer<typeof deploymentInputSchema>;
