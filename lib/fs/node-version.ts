/** The running node's major version, for the few argument checks that changed from one to another. */

export const NODE_MAJOR: number = Number(process.versions.node.split('.', 1)[0]);
