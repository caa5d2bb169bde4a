<?php

/** Asks a running portal, told by environment variables, and prints what it found: one line a question. */

declare(strict_types=1);

namespace FundPortal;

require __DIR__ . '/../src/autoload.php';

$account = getenv('FUNDPORTAL_ACCOUNT');

function code(callable $action): string
{
    try {
        $action();
    } catch (FundPortalError $error) {
        return "$error->errorCode " . ($error->requestId !== null ? 'with' : 'without') . ' request id';
    }
    return 'no error';
}

function told(iterable $rows, string $name): string
{
    $ids = array_column(is_array($rows) ? $rows : iterator_to_array($rows, false), $name);
    return count($ids) . ' rows, ' . count(array_unique($ids)) . ' different';
}

function say(string $what, string|int|bool $found): void
{
    echo "$what: ", is_bool($found) ? ($found ? 'True' : 'False') : $found, "\n";
}

$bill = fn (string $secret) => new FinanceBill(getenv('FUNDPORTAL_URL'), getenv('FUNDPORTAL_FLAG'), $secret);
$mine = $bill(getenv('FUNDPORTAL_BILL_SECRET'));
say('bill balances', count($mine->balances()));
say('bill transactions', told($mine->transactions(['account_id' => $account], 20), 'trans_id'));
say('bill wrong secret', code(fn () => $bill('wrong')->balances()));
if (getenv('FUNDPORTAL_KEY') !== false) {
    $settlement = fn (string $secret) => new Settlement(getenv('FUNDPORTAL_URL'), getenv('FUNDPORTAL_KEY'), $secret);
    $client = $settlement(getenv('FUNDPORTAL_SECRET'));
    $key = Settlement::newKey();
    $payment = [
        'accountId' => $account,
        'payeeId' => getenv('FUNDPORTAL_PAYEE'),
        'amount' => '12.30',
        'purpose' => '货款 PHP',
        'externalRef' => $key,
        'duplicateReason' => 'a test',
    ];
    say('settlement accounts', told($client->accounts(2), 'accountId'));
    say('settlement balance', $client->balance($account)['accountId'] === $account);
    say('settlement transactions', told($client->transactions($account, [], 20), 'transactionId'));
    $first = $client->pay($payment, $key);
    say('settlement same payment', $client->pay($payment, $key)['paymentId'] === $first['paymentId']);
    say('settlement found again', $client->paymentByReference($key)['paymentId'] === $first['paymentId']);
    say('settlement other payment', code(fn () => $client->pay(['amount' => '45.60'] + $payment, $key)));
    say('settlement cancelled', $client->cancel($first['paymentId'])['state']);
    say('settlement wrong secret', code(fn () => $settlement('wrong')->balance($account)));
}
