import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { addAccount, setAccountDisabled } from "@/lib/auth";
import { ACCESS_ROLES } from "@/lib/domain/actor";
import { runOnDatabase, UsageError } from "./command-line";

const USAGE = `Local accounts.
  npm run account -- add EMAIL --role ROLE [--name NAME] [--password-stdin]   without a password one is made and printed once
  npm run account -- disable EMAIL    ends its sessions too
  npm run account -- enable EMAIL
  npm run account -- list
Roles: ${ACCESS_ROLES.join(", ")}`;

await runOnDatabase(async ({ accounts }) => {
  const { values, positionals } = parseArgs({
    options: { role: { type: "string" }, name: { type: "string" }, "password-stdin": { type: "boolean" } },
    allowPositionals: true,
  });
  const [command, email] = positionals;
  if (command === "add" && email) {
    const role = ACCESS_ROLES.find((known) => known === values.role);
    if (role === undefined) throw new UsageError(`Unknown role "${values.role ?? ""}".\n${USAGE}`);
    const isGiven = values["password-stdin"] === true;
    const password = isGiven
      ? (await text(process.stdin)).replace(/\r?\n$/, "")
      : randomBytes(15).toString("base64url");
    await addAccount({ email, name: values.name ?? email, role, password });
    if (isGiven) console.log(`Added ${email} as ${role}`);
    else {
      console.error(`Added ${email} as ${role}. Its password, shown this once:`);
      console.log(password);
    }
  } else if ((command === "disable" || command === "enable") && email) {
    await setAccountDisabled(email, command === "disable");
    console.log(`${command === "disable" ? "Disabled" : "Enabled"} ${email}`);
  } else if (command === "list") {
    for (const account of await accounts.accounts()) {
      console.log([account.email, account.role, account.name, account.isDisabled ? "disabled" : "active"].join("\t"));
    }
  } else throw new UsageError(USAGE);
});
