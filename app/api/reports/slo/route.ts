import { AppError } from "@/lib/errors";
import { route } from "../../handler";

export const GET = route({ capability: "report" }, () => {
  throw new AppError("not_yet", "This part is not built yet.");
});
