/** One task done by a client from npm, timed by itself: PACKAGE HOST PORT TRANSPORT KIND PATH COUNT SIZE DEPTH. Prints JSON. */
const { promisify } = require('node:util');

const [name, host, port, , kind, path, ...numbers] = process.argv.slice(2);
const [count, size, depth] = numbers.map(Number);
const domain = 'WORKGROUP';
const username = process.env.BENCH_USER;
const password = process.env.BENCH_PASSWORD;
const file = (index) => `${path}\\f${index}`;

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`${error?.message ?? error}`);
    process.exit(1);
  },
);

async function main() {
  const open = name === '@awo00/smb2' ? openTree : openShare;
  const client = await open();
  const content = Buffer.alloc(size, 0x5a);
  const work = {
    read: async () => (await client.readFile(path.replaceAll('/', '\\'))).length,
    write: async () => {
      await client.writeFile(path.replaceAll('/', '\\'), Buffer.alloc(count * size, 0x5a));
      return count * size;
    },
    stat: () => each(() => client.stat(path)),
    create: () => each((index) => client.writeFile(file(index), content)),
    fetch: () => each((index) => client.readFile(file(index))),
    delete: () => each((index) => client.unlink(file(index))),
    list: async () => (await client.readdir(path)).length,
    connect: () => each(open),
  };
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const amount = await work[kind]();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ seconds, amount, cpu: (user + system) / 1e6 }));
}

async function each(job) {
  let next = 0;
  const worker = async () => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: depth }, worker));
  return count;
}

/** `smb2` and what has come of it. */
async function openShare() {
  const Client = require(name);
  const client = new Client({
    share: `\\\\${host}\\bench`,
    port: Number(port),
    autoCloseTimeout: 0,
    domain,
    username,
    password,
  });
  const call =
    (method) =>
    (...args) =>
      promisify(client[method].bind(client))(...args);
  const calls = Object.fromEntries(
    ['readFile', 'writeFile', 'unlink', 'readdir', 'exists'].map((one) => [one, call(one)]),
  );
  await calls.exists('warm');
  return { ...calls, stat: typeof client.stat === 'function' ? call('stat') : calls.exists };
}

async function openTree() {
  const { Client } = require(name);
  const client = new Client(host, { port: Number(port) });
  const session = await client.authenticate({ domain, username, password });
  const tree = await session.connectTree('bench');
  const rooted = (one) => `/${one.replaceAll('\\', '/')}`;
  return {
    readFile: (one) => tree.readFile(rooted(one)),
    writeFile: async (one, content) => {
      if (await tree.exists(rooted(one))) await tree.removeFile(rooted(one));
      await tree.createFile(rooted(one), content);
    },
    unlink: (one) => tree.removeFile(rooted(one)),
    readdir: (one) => tree.readDirectory(rooted(one)),
    stat: (one) => tree.exists(rooted(one)),
  };
}
