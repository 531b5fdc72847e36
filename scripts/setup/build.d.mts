/** Builds the app when its sources changed and answers the folder of the build; null: there is nothing to build. */
export function buildApp(): Promise<string | null>;
