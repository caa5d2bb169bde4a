<?php

/** Tests without a portal: php tests/offline.php */

declare(strict_types=1);

namespace FundPortal;

require __DIR__ . '/../src/autoload.php';

const CALL = [
    'flag' => 'erp01',
    'method' => 'finance.getAccountBalance',
    'ver' => '1',
    'charset' => 'utf-8',
    'type' => 'json',
    'timestamp' => '20240101100000',
    'account_id' => 'ACC001',
];

/** Answers with what it was given, in turn, and keeps what it was asked. */
final class Server
{
    public array $calls = [];
    public array $waits = [];

    public function __construct(private array $answers)
    {
    }

    public function __invoke(string $method, string $url, array $heads, string $body): array
    {
        $this->calls[] = [$method, $url, $heads, $body];
        $answer = array_shift($this->answers);
        if ($answer instanceof \Throwable) {
            throw $answer;
        }
        return [$answer[0], $answer[2] ?? [], is_string($answer[1]) ? $answer[1] : json_encode($answer[1])];
    }

    public function bill(): FinanceBill
    {
        return new FinanceBill('https://portal.test', 'erp01', 's3cr3t', send: $this, sleep: function (float $s): void { $this->waits[] = $s; });
    }

    public function settlement(): Settlement
    {
        return new Settlement('https://portal.test', 'sk_test_1', 's3cr3t', send: $this, sleep: function (float $s): void { $this->waits[] = $s; });
    }
}

function same(mixed $wanted, mixed $found): void
{
    if ($wanted !== $found) {
        throw new \LogicException('wanted ' . var_export($wanted, true) . ', found ' . var_export($found, true));
    }
}

/** @return \Throwable what the action throws, of the type wanted */
function thrown(string $type, callable $action): \Throwable
{
    try {
        $action();
    } catch (\Throwable $error) {
        same($type, $error::class);
        return $error;
    }
    throw new \LogicException("wanted $type, nothing was thrown");
}

function timeOut(): FundPortalError
{
    return new FundPortalError('timeout', '');
}

$tests = [
    'bill signature vectors' => function (): void {
        same('01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476', Signing::bill('s3cr3t', CALL));
        same('C3D7E7510DB06D547D674136F4C4BE6B', Signing::bill('s3cr3t', CALL, 'oms-md5'));
        $more = ['method' => 'finance.getTransactionList', 'start_time' => '2024-01-01 00:00:00', 'remark' => '采购付款'] + CALL;
        same('9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B', Signing::bill('s3cr3t', $more));
    },
    'full signature vector' => function (): void {
        $query = ['to' => '2026-11-23', 'limit' => '500', 'from' => '2026-11-23'];
        $path = '/v1/accounts/A%2F1/transactions';
        same(
            '0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f',
            Signing::full('s3cr3t', 'GET', $path, $query, '1700000000', '0123456789abcdef', '', ''),
        );
    },
    'basic signs time and key' => function (): void {
        same('40242777594242d5e1f95f4fb453307fa40ed74cf5658db5c5f0046df5114b8e', Signing::basic('s3cr3t', '1700000000', 'sk_test_1'));
    },
    'all pages of bills without a row twice' => function (): void {
        $row = fn (int $number) => ['trans_id' => "T$number", 'amount' => 1];
        // T3 came in between: T2 moved to the second page.
        $server = new Server([
            [200, ['count' => 3, 'lists' => [$row(2), $row(1)]]],
            [200, ['response' => ['count' => 4, 'lists' => [$row(1), $row(0)]]]],
        ]);
        $rows = iterator_to_array($server->bill()->transactions(['account_id' => 'A'], 2), false);
        same(['T2', 'T1', 'T0'], array_column($rows, 'trans_id'));
        parse_str($server->calls[0][3], $first);
        parse_str($server->calls[1][3], $second);
        same(['1', '2', false], [$first['page_no'], $second['page_no'], $first['nonce'] === $second['nonce']]);
    },
    'amounts are exact' => function (): void {
        $server = new Server([[200, '{"accounts":[{"account_name":"a \"1.50\"","balance":90071992547409.93}]}']]);
        same(['account_name' => 'a "1.50"', 'balance' => '90071992547409.93'], $server->bill()->balances()[0]);
    },
    'bill error' => function (): void {
        $server = new Server([[200, ['error_response' => ['code' => '1003', 'msg' => '签名错误', 'sub_msg' => 'sign', 'request_id' => 'r1']]]]);
        $error = thrown(FundPortalError::class, fn () => $server->bill()->balances());
        same(['1003', '1003: 签名错误 sign', 'r1', 1], [$error->errorCode, $error->getMessage(), $error->requestId, count($server->calls)]);
    },
    'too many requests are waited out' => function (): void {
        $error = ['error_response' => ['code' => '429', 'msg' => '', 'sub_msg' => '', 'request_id' => 'r']];
        $server = new Server([[200, $error, ['retry-after' => '7']], [200, ['accounts' => []]]]);
        same([], $server->bill()->balances());
        same([7.0], $server->waits);
    },
    'all pages of the settlement API' => function (): void {
        $server = new Server([
            [200, ['transactions' => [['transactionId' => '2']], 'nextCursor' => 'a&b']],
            [200, ['transactions' => [['transactionId' => '1']], 'nextCursor' => null]],
        ]);
        $rows = iterator_to_array($server->settlement()->transactions('A/1', ['from' => '2026-11-23']), false);
        same(['2', '1'], array_column($rows, 'transactionId'));
        same('https://portal.test/v1/accounts/A%2F1/transactions?cursor=a%26b&from=2026-11-23&limit=500', $server->calls[1][1]);
    },
    'a payment is repeated with its own key and a new nonce' => function (): void {
        $server = new Server([timeOut(), [503, '<html>'], [201, ['paymentId' => 'p']]]);
        same(['paymentId' => 'p'], $server->settlement()->pay(['amount' => '12.00'], 'order-1'));
        $heads = array_column($server->calls, 2);
        same(['order-1'], array_values(array_unique(array_column($heads, 'Idempotency-Key'))));
        same(['{"amount":"12.00"}'], array_values(array_unique(array_column($server->calls, 3))));
        same(3, count(array_unique(array_column($heads, 'X-Nonce'))));
    },
    'a payment whose end is unknown tells its key' => function (): void {
        $server = new Server([timeOut(), timeOut(), timeOut()]);
        $error = thrown(FundPortalError::class, fn () => $server->settlement()->pay(['amount' => '1.00']));
        same([$error->idempotencyKey], array_values(array_unique(array_column(array_column($server->calls, 2), 'Idempotency-Key'))));
    },
    'cancelling is not repeated' => function (): void {
        $server = new Server([timeOut()]);
        thrown(FundPortalError::class, fn () => $server->settlement()->cancel('p'));
        same(1, count($server->calls));
    },
    'problem details' => function (): void {
        $server = new Server([[409, ['title' => 't', 'detail' => 'd', 'code' => 'idempotency_conflict', 'requestId' => 'r2']]]);
        $error = thrown(FundPortalError::class, fn () => $server->settlement()->pay(['amount' => '1.00'], 'k'));
        same(['idempotency_conflict', 409, 'r2', 'k'], [$error->errorCode, $error->status, $error->requestId, $error->idempotencyKey]);
    },
    'floats are no amounts' => function (): void {
        thrown(\InvalidArgumentException::class, fn () => (new Server([]))->settlement()->pay(['amount' => 0.1]));
    },
    'plain http only to this machine' => function (): void {
        thrown(\InvalidArgumentException::class, fn () => new FinanceBill('http://portal.test', 'f', 's'));
        new FinanceBill('http://127.0.0.1:5000', 'f', 's');
    },
    'no server is an error of the same type' => function (): void {
        $error = thrown(FundPortalError::class, fn () => (new Settlement('http://127.0.0.1:1', 'k', 's', timeout: 2, attempts: 1))->balance('A'));
        same('network', $error->errorCode);
    },
];

$failed = 0;
foreach ($tests as $name => $test) {
    try {
        $test();
    } catch (\Throwable $error) {
        $failed++;
        echo "FAILED $name: {$error->getMessage()} ({$error->getFile()}:{$error->getLine()})\n";
    }
}
echo count($tests) - $failed, ' passed, ', $failed, " failed\n";
exit($failed === 0 ? 0 : 1);
