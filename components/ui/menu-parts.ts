// A module of its own, so that menus are fetched when somebody is about to open one.
export { DropdownMenu } from "radix-ui";
