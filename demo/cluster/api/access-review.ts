import { z } from "zod";
import type { Json } from "../json";
import { isAllowed, type Role } from "./access";
import { badRequest } from "./api-failure";

const reviewSchema = z.looseObject({
  spec: z.looseObject({
    resourceAttributes: z
      .looseObject({
        verb: z.string().default(""),
        group: z.string().default(""),
        resource: z.string().default(""),
        subresource: z.string().default(""),
      })
      .optional(),
  }),
});

/** Answers `kubectl auth can-i`. */
export function selfAccessReview(role: Role, body: Json): object {
  const review = reviewSchema.safeParse(body);
  if (!review.success) throw badRequest(`SelfSubjectAccessReview cannot be read: ${z.prettifyError(review.error)}`);
  const { spec } = review.data;
  const asked = spec.resourceAttributes;
  const resource = asked?.subresource === "" ? asked.resource : `${asked?.resource}/${asked?.subresource}`;
  const allowed =
    asked === undefined ? role === "admin" : isAllowed(role, { verb: asked.verb, group: asked.group, resource });
  return {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec,
    status: { allowed },
  };
}
