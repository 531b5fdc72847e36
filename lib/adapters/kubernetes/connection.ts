import { existsSync, statSync } from "node:fs";
import { delimiter } from "node:path";
import type {
  AppsV1Api,
  ConfigurationOptions,
  CoreV1Api,
  ObservableMiddleware,
  VersionApi,
} from "@kubernetes/client-node";
import { boundedHttp } from "./bounded-http";
import { AnswerFailure, NotConfigured } from "./failure";
import type { SeenDigests } from "./normalise";
import { statusSchema } from "./schema";

/** A list of a few thousand objects; far more is no answer but a flood. */
const MAX_ANSWER_BYTES = 32 * 1_024 * 1_024;
const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

export type KubernetesOptions = {
  /** Path of a kubeconfig, or several joined as in KUBECONFIG. null: the pod's service account when there is one. */
  readonly kubeconfigPath: string | null;
  /** null: the kubeconfig's current context. */
  readonly context: string | null;
  /** Where digests of revisions without pods are remembered. Default: this process. */
  readonly seenDigests?: SeenDigests;
};

type Library = typeof import("@kubernetes/client-node");
export type CallConfiguration = ConfigurationOptions<ObservableMiddleware>;
export type Apis = {
  readonly apps: AppsV1Api;
  readonly core: CoreV1Api;
  readonly version: VersionApi;
  readonly namespace: string | null;
};

/** The official client, loaded at the first call (its import takes a second) and again when the kubeconfig file changes. */
export class Connection {
  readonly #options: KubernetesOptions;
  #loaded: { readonly stamp: string; readonly apis: Promise<Apis> } | null = null;

  constructor(options: KubernetesOptions) {
    this.#options = options;
  }

  /**
   * One API call: returns the answer's body as parsed JSON, exactly as the server sent it (the client's own model would drop
   * fields newer than itself). Throws NotConfigured, AnswerFailure for an error status, or the transport's error.
   */
  async call(
    timeoutMs: number,
    request: (apis: Apis, options: CallConfiguration) => Promise<unknown>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    return JSON.parse(await this.callText(timeoutMs, request, headers));
  }

  /** The same for an answer that is text, e.g. a log. Throws BodyTooLarge beyond `maxBytes`. */
  async callText(
    timeoutMs: number,
    request: (apis: Apis, options: CallConfiguration) => Promise<unknown>,
    headers: Readonly<Record<string, string>> = {},
    maxBytes = MAX_ANSWER_BYTES,
  ): Promise<string> {
    const library = await loadLibrary();
    const apis = await this.#apis(library);
    const answer: Answer = { status: null, text: "" };
    const options: CallConfiguration = {
      middleware: [observing(library, { timeoutMs, headers, answer })],
      middlewareMergeStrategy: "append",
      httpApi: boundedHttp(library, maxBytes),
    };
    try {
      await request(apis, options);
    } catch (error) {
      // With a good answer in hand, what failed is the client's model of it, which is not used here.
      if (answer.status === null || answer.status >= 500) throw failureOf(answer, error);
    }
    if (answer.status === null || answer.status >= 400) throw failureOf(answer, null);
    return answer.text;
  }

  /** Namespace of the context, for those who may not list the whole cluster. */
  async namespace(): Promise<string | null> {
    return (await this.#apis(await loadLibrary())).namespace;
  }

  #apis(library: Library): Promise<Apis> {
    const paths = this.#options.kubeconfigPath?.split(delimiter).filter((path) => path !== "") ?? [];
    const stamp = paths.map((path) => `${path}@${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0}`).join(",");
    if (this.#loaded === null || this.#loaded.stamp !== stamp) {
      const apis = Promise.resolve().then(() => this.#connect(library, paths));
      this.#loaded = { stamp, apis };
      apis.catch(() => {
        this.#loaded = null;
      });
    }
    return this.#loaded.apis;
  }

  #connect(library: Library, paths: readonly string[]): Apis {
    const config = new library.KubeConfig();
    const files = paths.filter((path) => existsSync(path));
    const [first, ...others] = files;
    if (first !== undefined) config.loadFromFile(first);
    else if (paths.length === 0 && existsSync(SERVICE_ACCOUNT_TOKEN)) config.loadFromCluster();
    else throw new NotConfigured(paths.length === 0 ? "no kubeconfig" : `no file at ${paths.join(delimiter)}`);
    for (const path of others) {
      const more = new library.KubeConfig();
      more.loadFromFile(path);
      config.mergeConfig(more);
    }
    if (this.#options.context !== null) config.setCurrentContext(this.#options.context);
    return {
      apps: config.makeApiClient(library.AppsV1Api),
      core: config.makeApiClient(library.CoreV1Api),
      version: config.makeApiClient(library.VersionApi),
      namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? null,
    };
  }
}

type Answer = { status: number | null; text: string };

let library: Promise<Library> | null = null;
function loadLibrary(): Promise<Library> {
  library ??= import("@kubernetes/client-node");
  return library;
}

function observing(
  { Observable }: Library,
  call: { timeoutMs: number; headers: Readonly<Record<string, string>>; answer: Answer },
): ObservableMiddleware {
  return {
    pre(context) {
      context.setSignal(AbortSignal.timeout(call.timeoutMs));
      for (const [name, value] of Object.entries(call.headers)) context.setHeaderParam(name, value);
      return new Observable(Promise.resolve(context));
    },
    post(context) {
      const kept = context.body.text().then((text) => {
        call.answer.status = context.httpStatusCode;
        call.answer.text = text;
        context.body = { text: async () => text, binary: async () => Buffer.from(text) };
        return context;
      });
      return new Observable(kept);
    },
  };
}

function failureOf(answer: Answer, error: unknown): unknown {
  if (answer.status === null)
    return error ?? new AnswerFailure({ status: 0, reason: "", message: "no answer", isInvalidObject: false });
  const parsed = statusSchema.safeParse(jsonOrNull(answer.text));
  const { message, reason, details } = parsed.success
    ? parsed.data
    : { message: `HTTP ${answer.status}`, reason: "", details: { causes: [] } };
  return new AnswerFailure({ status: answer.status, reason, message, isInvalidObject: details.causes.length > 0 });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
