import { KubeConfig, Watch } from "@kubernetes/client-node";
import { z } from "zod";
import { templateHashOf } from "@/lib/adapters/kubernetes/normalise";
import { deploymentSchema } from "@/lib/adapters/kubernetes/schema";
import { MITIGATION_ANNOTATION } from "@/lib/domain/rollback";

export type Version = { readonly resourceVersion: string; readonly templateHash: string; readonly mark: string | null };

const errorSchema = z.object({ message: z.string() });

/** Every version of one Deployment that the API server has held since, from its own watch: what really happened, whoever says what. */
export class TemplateHistory {
  readonly versions: Version[] = [];
  #waiting: { isMet: (version: Version) => boolean; done: () => void } | null = null;
  #abort: AbortController | null = null;

  async start(kubeconfigPath: string, { namespace, name }: { namespace: string; name: string }): Promise<void> {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfigPath);
    this.#abort = await new Watch(config).watch(
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      { fieldSelector: `metadata.name=${name}` },
      (_phase, object: unknown) => this.#note(object),
      (error: unknown) => {
        const problem = errorSchema.safeParse(error);
        if (problem.success && !/aborted/i.test(problem.data.message))
          throw new Error(`the watch broke: ${problem.data.message}`);
      },
    );
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Resolves when the watch has told of this version. */
  reached(resourceVersion: string): Promise<void> {
    return this.#until((version) => version.resourceVersion === resourceVersion);
  }

  /** Resolves when the object carries this mitigation's mark. */
  marked(mark: string): Promise<void> {
    return this.#until((version) => version.mark === mark);
  }

  async #until(isMet: (version: Version) => boolean): Promise<void> {
    if (this.versions.some(isMet)) return;
    await new Promise<void>((done) => {
      this.#waiting = { isMet, done };
    });
  }

  #note(object: unknown): void {
    const { metadata, spec } = deploymentSchema.parse(object);
    const version: Version = {
      resourceVersion: metadata.resourceVersion,
      templateHash: templateHashOf(spec.template),
      mark: metadata.annotations[MITIGATION_ANNOTATION] ?? null,
    };
    this.versions.push(version);
    if (this.#waiting?.isMet(version) === true) this.#waiting.done();
  }
}

/** How often the template changed, and how often this mark was put on, within a stretch of versions. */
export function changesIn(versions: readonly Version[], mark: string): { templates: number; marks: number } {
  const pairs = versions.slice(1).map((version, index) => [versions[index], version] as const);
  return {
    templates: pairs.filter(([before, after]) => before?.templateHash !== after.templateHash).length,
    marks: pairs.filter(([before, after]) => before?.mark !== mark && after.mark === mark).length,
  };
}
