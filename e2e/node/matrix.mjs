// What the programs of the client matrix share. See ClientMatrixTest for the environment.
import { readFile } from "node:fs/promises";

export const url = process.env.MATRIX_URL;
export const stage = process.env.MATRIX_STAGE;
export const content = await readFile(process.env.MATRIX_FILE);

/** Prints the operation and its outcome; work resolves to whether what it saw is right. */
export async function attempt(operation, work) {
  try {
    const seen = await work();
    console.log(`${operation}\t${seen === true ? "yes" : "FAILED: " + JSON.stringify(seen)}`);
  } catch (error) {
    console.log(`${operation}\tFAILED: ${String(error.cause ?? error).replaceAll("\n", " ")}`);
  }
}

export const same = (bytes) => Buffer.from(bytes).equals(content);
