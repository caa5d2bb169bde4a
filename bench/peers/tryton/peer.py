"""Tryton beside the portal: sets up a company in an empty database, loads the rows that the portal holds too, and then does,
in this process and with Tryton's own models, what its client asks its server for. Requests and answers are lines of JSON.

usage: peer.py DATABASE ROWS, with TRYTOND_CONFIG; ROWS is tab-separated: account 1…, day, kind, minor units, text, reference.
"""
import csv
import datetime
import io
import json
import os
import queue
import sys
import threading
import time
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

ADMIN = 1
EXPORTED = [
    'date', 'account/rec_name', 'journal/rec_name', 'move/number',
    'description', 'debit', 'credit', 'state']


def setup(database, accounts, kinds, first, last):
    """A company with one account per bank account, one journal per kind and fiscal years with a period a month."""
    with Transaction().start(database, ADMIN) as transaction:
        pool = Pool()
        Currency, Party, Company, User, Account, Type, Journal = map(pool.get, [
            'currency.currency', 'party.party', 'company.company', 'res.user',
            'account.account', 'account.account.type', 'account.journal'])
        Sequence, FiscalYear, ModelData, Group = map(pool.get, [
            'ir.sequence', 'account.fiscalyear', 'ir.model.data', 'res.group'])
        currency, = Currency.create([{
            'name': 'Yuan', 'symbol': '¥', 'code': 'CNY', 'numeric_code': '156',
            'rounding': Decimal('0.01'), 'digits': 2}])
        party, = Party.create([{'name': 'Company'}])
        company, = Company.create([{'party': party.id, 'currency': currency.id}])
        User.write([User(ADMIN)], {
            'companies': [('add', [company.id])], 'company': company.id,
            'groups': [('add', [g.id for g in Group.search([('name', 'ilike', '%account%')])])]})
        journals = Journal.create([
            {'name': 'Kind %d' % kind, 'code': 'K%d' % kind, 'type': 'cash'} for kind in kinds])
        with transaction.set_context(company=company.id):
            kind_of, = Type.create([{
                'name': 'Banks', 'statement': 'balance', 'assets': True, 'company': company.id}])
            root, = Account.create([{
                'name': 'Chart', 'code': '1', 'company': company.id, 'type': kind_of.id}])
            # One more for what the banks' lines are booked against.
            made = Account.create([{
                'name': 'Account %d' % number, 'code': '1%06d' % number, 'company': company.id,
                'type': kind_of.id, 'parent': root.id} for number in range(1, accounts + 2)])
            numbers = range(first.year, last.year + 1)
            sequences = Sequence.create([{
                'name': 'Moves %d' % year, 'company': company.id,
                'sequence_type': ModelData.get_id('account', 'sequence_type_account_move')} for year in numbers])
            years = FiscalYear.create([{
                'name': str(year), 'company': company.id, 'post_move_sequence': sequence.id,
                'start_date': datetime.date(year, 1, 1), 'end_date': datetime.date(year, 12, 31),
            } for year, sequence in zip(numbers, sequences)])
            FiscalYear.create_period(years)
        periods = {
            (p.start_date.year, p.start_date.month): p.id for y in FiscalYear.browse([y.id for y in years]) for p in y.periods}
        return company.id, [a.id for a in made], {k: j.id for k, j in zip(kinds, journals)}, periods


def load(database, rows, company, accounts, journals, periods):
    """Posted moves past Tryton's models, which would take hours: all lines of a day and kind are one move, balanced by one more line."""
    moves, lines, sums = {}, io.StringIO(), {}
    for number, (account, day, kind, minor, text) in enumerate(rows, 1):
        move = moves.setdefault((day, kind), len(moves) + 1)
        sums[move] = sums.get(move, 0) + minor
        write_line(lines, number, move, accounts[account - 1], minor, text)
    booked = number
    for move, minor in sums.items():
        if minor:
            number += 1
            write_line(lines, number, move, accounts[-1], -minor, 'Clearing')
    heads = io.StringIO()
    for (day, kind), move in moves.items():
        period = periods[int(day[:4]), int(day[5:7])]
        heads.write('\t'.join(map(str, (
            move, company, journals[kind], period, day, move, move, day, 'posted', ADMIN, 'now', ADMIN, 'now'))) + '\n')
    with Transaction().start(database, ADMIN) as transaction:
        cursor = transaction.connection.cursor()
        heads.seek(0)
        cursor.copy_expert(
            'COPY account_move (id, company, journal, period, date, number, post_number, post_date, state,'
            ' create_uid, create_date, write_uid, write_date) FROM STDIN', heads)
        lines.seek(0)
        cursor.copy_expert(
            'COPY account_move_line (id, move, account, debit, credit, description, state,'
            ' create_uid, create_date, write_uid, write_date) FROM STDIN', lines)
        for table in ['account_move', 'account_move_line']:
            cursor.execute("SELECT setval('%s_id_seq', (SELECT MAX(id) FROM %s))" % (table, table))
        cursor.execute('SELECT COUNT(*) FROM (SELECT 1 FROM account_move_line GROUP BY move HAVING SUM(debit) <> SUM(credit)) AS wrong')
        assert cursor.fetchone() == (0,), 'a move is not balanced'
    with Transaction().start(database, ADMIN, autocommit=True) as transaction:
        transaction.connection.cursor().execute('VACUUM ANALYZE')
    return booked, number, len(moves)


def write_line(lines, number, move, account, minor, text):
    amount = '%d.%02d' % divmod(abs(minor), 100)
    debit, credit = (amount, '0') if minor >= 0 else ('0', amount)
    lines.write('\t'.join(map(str, (
        number, move, account, debit, credit, text, 'valid', ADMIN, 'now', ADMIN, 'now'))) + '\n')


class Client:
    """Each method is one request of Tryton's client; the answer is what the portal's must equal."""

    def __init__(self, database, company, accounts, journals):
        self.database, self.accounts, self.journals = database, accounts, journals
        with Transaction().start(database, ADMIN, context={'company': company}):
            self.context = Pool().get('res.user').get_preferences(context_only=True)
            view = Pool().get('account.move.line').fields_view_get(view_type='tree')
        # As its client does: also the names of what a field refers to.
        self.shown = list(view['fields']) + [
            name + '.rec_name' for name, field in view['fields'].items() if field['type'] in ('many2one', 'reference')]

    def start(self):
        context = dict(self.context, _check_access=True)
        return Transaction().start(self.database, ADMIN, readonly=True, context=context)

    def domain(self, request):
        domain = [('date', '>=', datetime.date.fromisoformat(request['from'])), ('date', '<=', datetime.date.fromisoformat(request['to']))]
        if 'account' in request:
            domain.append(('account', '=', self.accounts[request['account'] - 1]))
        else:
            domain.append(('account', '!=', self.accounts[-1]))
        if 'kind' in request:
            domain.append(('journal', '=', self.journals[request['kind']]))
        return domain

    def page(self, request):
        rows = Pool().get('account.move.line').search_read(
            self.domain(request), 0, request['size'], [('date', 'DESC'), ('id', 'DESC')], list(self.shown))
        return [minor(row['debit'] - row['credit']) for row in rows]

    def balances(self, request):
        rows = Pool().get('account.account').search_read(
            [('id', 'in', self.accounts[:-1])], 0, None, [('code', 'ASC')], ['code', 'name', 'currency', 'balance'])
        return [minor(row['balance']) for row in rows]

    def export(self, request):
        rows = Pool().get('account.move.line').export_data_domain(
            self.domain(request), EXPORTED, order=[('date', 'ASC'), ('id', 'ASC')])
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(EXPORTED)
        writer.writerows(rows)
        debit, credit = EXPORTED.index('debit'), EXPORTED.index('credit')
        return [len(rows), minor(sum(row[debit] - row[credit] for row in rows))]

    def answer(self, request):
        work = getattr(self, request['work'])
        began = time.perf_counter()
        for _ in range(request['calls']):
            with self.start():
                answer = work(request)
        return {'ms': (time.perf_counter() - began) * 1000 / request['calls'], 'answer': answer}


def minor(amount):
    return int(amount * 100)


def read(path):
    rows = []
    with open(path, encoding='utf-8') as file:
        for line in file:
            account, day, kind, amount, text, _ = line.rstrip('\n').split('\t')
            rows.append((int(account), day, int(kind), int(amount), text))
    return rows


def say(answer):
    print(json.dumps(answer), flush=True)


def listen(requests):
    """Who asks may be gone in the middle of a long answer: then nobody waits for it."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def main(database, path):
    from trytond import __version__
    from trytond.config import config
    config.update_etc()
    pool = Pool(database)
    pool.init()
    rows = read(path)
    days = [datetime.date.fromisoformat(day) for day in (min(r[1] for r in rows), max(r[1] for r in rows))]
    made = setup(database, max(r[0] for r in rows), sorted({r[2] for r in rows}), *days)
    booked, lines, moves = load(database, rows, *made)
    client = Client(database, *made[:3])
    say({'version': __version__, 'rows': booked, 'lines': lines, 'moves': moves})
    requests = queue.SimpleQueue()
    threading.Thread(target=listen, args=(requests,), daemon=True).start()
    while True:
        say(client.answer(json.loads(requests.get())))


if __name__ == '__main__':
    main(*sys.argv[1:])
