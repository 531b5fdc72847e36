// `npm run screenshots [-- --demo-url URL --email E --password P] [--out DIR]`: the pictures of the README, in both themes at
// 1440 and 390 px. Board, post-mortem and report come from a seeded server with a fixed clock; the war room and the rollback
// review from a running demo with an open incident, when its address is given.
import { parseArgs } from "node:util";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { type SeededServer, startSeededServer } from "./screens/seeded-server";
import { sessionCookie } from "./screens/session";
import { openBrowser, type Picture, type Shot, takeShots, tooLarge } from "./screens/shoot";

const NOW = new Date("2026-05-12T12:06:52.000Z");
const pageSchema = z.object({ incidents: z.array(z.object({ number: z.number() })) });
const postmortemSchema = z.object({ incidentId: z.string(), markdown: z.string(), revision: z.number() });

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "demo-url": { type: "string" },
      email: { type: "string" },
      password: { type: "string" },
      out: { type: "string", default: "public/screens" },
    },
  });
  const browser = await openBrowser();
  const pictures: Picture[] = [];
  try {
    const server = await startSeededServer(NOW);
    try {
      const cookie = await sessionCookie(server.url, server.account);
      await sendToReview(server, cookie);
      const shots = seededShots(server);
      const baseUrl = server.url;
      pictures.push(...(await takeShots({ browser, baseUrl, cookie, shots, now: NOW, outDir: values.out })));
    } finally {
      await server.stop();
    }
    const { "demo-url": demoUrl, email, password } = values;
    if (demoUrl !== undefined && email !== undefined && password !== undefined) {
      const cookie = await sessionCookie(demoUrl, { email, password });
      const shots = roomShots(await newestIncident(demoUrl, cookie));
      pictures.push(...(await takeShots({ browser, baseUrl: demoUrl, cookie, shots, now: null, outDir: values.out })));
    } else console.log("No --demo-url, --email and --password: the war room is not taken.");
  } finally {
    await browser.close();
  }
  for (const { file, bytes } of pictures) console.log(`${file} ${Math.round(bytes / 1_000)} kB`);
  for (const { file, bytes } of tooLarge(pictures)) {
    console.error(`${file} is too large for the repository: ${Math.round(bytes / 1_000)} kB of 150 kB`);
    process.exitCode = 1;
  }
}

function seededShots({ seeded }: SeededServer): readonly Shot[] {
  return [
    { name: "board", path: "/", ready: boardIsLive },
    {
      name: "postmortem",
      path: `/incidents/${seeded.toldNumber}/postmortem`,
      ready: (page) => page.locator("figure svg[role=img]").nth(1).waitFor(),
    },
    { name: "report", path: "/reports", ready: (page) => page.locator("[data-measured=true] svg[role=img]").waitFor() },
  ];
}

async function boardIsLive(page: Page): Promise<void> {
  await page.locator("[data-offset]").nth(8).waitFor();
  await page.getByText(/^live,/).waitFor({ state: "attached" });
}

function roomShots(number: number): readonly Shot[] {
  const settled = async (page: Page) => {
    // On a phone the charts are one tap away: there, but not in view.
    await page.locator("canvas").first().waitFor({ state: "attached" });
    // The room paints its panels with the first tick's answer.
    await page.waitForResponse((response) => response.request().method() === "POST" && response.ok());
  };
  return [
    { name: "war-room", path: `/incidents/${number}`, ready: settled },
    {
      name: "rollback",
      path: `/incidents/${number}`,
      ready: async (page) => {
        await page
          .getByRole("button", { name: /review rollback/i })
          .first()
          .click();
        await page.getByRole("dialog").waitFor();
      },
    },
  ];
}

async function newestIncident(url: string, cookie: string): Promise<number> {
  const response = await fetch(`${url}/api/incidents?limit=1`, { headers: { cookie } });
  const [newest] = pageSchema.parse(await response.json()).incidents;
  if (newest === undefined) throw new Error(`${url} has no incident to show`);
  return newest.number;
}

/** The told incident's draft, saved and under review, as the picture shows it. */
async function sendToReview({ url, seeded }: SeededServer, cookie: string): Promise<void> {
  const path = `${url}/api/incidents/${seeded.toldNumber}/postmortem`;
  const draft = postmortemSchema.parse(await (await fetch(path, { headers: { cookie } })).json());
  const saved = await fetch(path, {
    method: "PUT",
    headers: { cookie, origin: url, "content-type": "application/json" },
    body: JSON.stringify({ revision: draft.revision, markdown: draft.markdown, status: "in_review" }),
  });
  if (!saved.ok) throw new Error(`the post-mortem was not saved: ${saved.status} ${await saved.text()}`);
}

await main();
