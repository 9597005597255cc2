// The packages that the toolchain has installed: they lie in a folder that only the first line of a worker names.
import path from "node:path";
import { pathToFileURL } from "node:url";

/** @returns {Promise<object>} the module that `file` is, below the node_modules folder `modules` */
export function load(modules, file) {
  return import(pathToFileURL(path.join(modules, file)).href);
}
