import { AppError } from "@/lib/errors";
import { route } from "../../../handler";

export const GET = route({ capability: "read" }, () => {
  throw new AppError("not_yet", "PDF is not built yet. Print the page, or take postmortem.md.");
});
