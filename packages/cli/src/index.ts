/** The `intentsmith` command. */
export { main } from "./main.ts";
