import { AppError } from "@/lib/errors";
import { route } from "../../handler";

export const POST = route({ capability: "command" }, () => {
  throw new AppError("not_yet", "This part is not built yet.");
});
