import { defineConfig } from "prisma/config";

// The URL is only for `prisma migrate` on a machine that has its schema engine; Firebreak itself applies prisma/migrations with `npm run migrate`.
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
