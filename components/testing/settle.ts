import { afterEach, vi } from "vitest";

// What a screen loads later may still be on its way when a test has seen enough; the next file must not find its page gone.
afterEach(() => vi.dynamicImportSettled());
