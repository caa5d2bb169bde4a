// Actual Budget beside the portal, in its local mode without a server: a budget in FOLDER, and what its own client calls.
// usage: node peer.mjs FOLDER; requests and answers are lines of JSON.
//   {"work": "import", "rows": FILE}   FILE is tab-separated, of one account: account, day, kind, minor units, text, id
//   {"work": "page", "calls": …}       the newest rows of an account, a range of days and a category
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as api from '@actual-app/api';

// What it prints itself must not stand among the answers.
for (const level of ['log', 'info', 'debug', 'warn']) console[level] = () => {};
const say = answer => process.stdout.write(JSON.stringify(answer) + '\n');

await api.init({ dataDir: process.argv[2], verbose: false });
await api.runImport('bench', async () => {});
const [group] = await api.getCategoryGroups();
const accounts = {};
const categories = {};

const works = {
  async import({ rows: file }) {
    const rows = readFileSync(file, 'utf8').trimEnd().split('\n').map(line => line.split('\t'));
    const [number] = rows[0];
    for (const [, , kind] of rows) categories[kind] ??= await api.createCategory({ name: `Kind ${kind}`, group_id: group.id });
    const account = (accounts[number] = await api.createAccount({ name: `Account ${number}` }));
    // The account and the categories are there before the clock starts, as on the portal's side; and all in one call, which is its fastest way.
    const began = performance.now();
    const { added, errors } = await api.importTransactions(
      account,
      rows.map(([, date, kind, amount, text, id]) => ({
        account,
        date,
        amount: Number(amount),
        payee_name: text.split(' ')[0],
        notes: text,
        imported_id: id,
        category: categories[kind],
        cleared: true,
      })),
    );
    const ms = performance.now() - began;
    if (errors?.length) throw new Error(JSON.stringify(errors));
    return { ms, answer: [added.length] };
  },

  async page({ calls, account, from, to, kind, size }) {
    let data;
    const began = performance.now();
    for (let call = 0; call < calls; call++)
      ({ data } = await api.aqlQuery(
        api
          .q('transactions')
          .filter({ account: accounts[account], category: categories[kind], $and: [{ date: { $gte: from } }, { date: { $lte: to } }] })
          .orderBy([{ date: 'desc' }, { sort_order: 'desc' }])
          .limit(size)
          .select('*'),
      ));
    return { ms: (performance.now() - began) / calls, answer: data.map(row => [row.date, row.amount]) };
  },
};

const version = name => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
say({ version: `${version('@actual-app/api')}, better-sqlite3 ${version('better-sqlite3')}, Node ${process.version}` });
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  say(await works[request.work](request));
}
await api.shutdown();
process.exit(0);
