<?php

declare(strict_types=1);

namespace FundPortal;

/** The finance bill API. */
final class FinanceBill extends Client
{
    /**
     * @param string $url "https://portal.example.com"
     * @param string $flag names the client
     * @param string $scheme "hmac-sha256" or "oms-md5"
     * @param float $timeout seconds
     */
    public function __construct(
        string $url,
        private readonly string $flag,
        #[\SensitiveParameter] private readonly string $secret,
        private readonly string $scheme = 'hmac-sha256',
        float $timeout = 30,
        int $attempts = 3,
        ?callable $send = null,
        ?callable $sleep = null,
    ) {
        parent::__construct($url, $timeout, $attempts, $send, $sleep);
    }

    /**
     * Accounts with their balances; all that the client may see unless one is named.
     *
     * @return list<array<string, mixed>>
     */
    public function balances(?string $accountId = null, ?string $accountType = null): array
    {
        return $this->call('finance.getAccountBalance', ['account_id' => $accountId, 'account_type' => $accountType])['accounts'];
    }

    /**
     * All transactions, newest first, page by page.
     *
     * @param array<string, string> $filters account_id, start_time, end_time ("yyyy-MM-dd HH:mm:ss", China time, both inclusive), trans_type, shop_code
     * @return \Generator<int, array<string, mixed>>
     */
    public function transactions(array $filters = [], int $pageSize = 100): \Generator
    {
        $before = [];
        for ($page = 1, $passed = 0;; $page++) {
            $answer = $this->call('finance.getTransactionList', $filters + ['page_no' => $page, 'page_size' => $pageSize]);
            $rows = $answer['lists'];
            foreach ($rows as $row) {
                // What is booked meanwhile pushes rows down onto the next page; they are not told twice.
                if (!isset($before[$row['trans_id']])) {
                    yield $row;
                }
            }
            $before = array_flip(array_column($rows, 'trans_id'));
            $passed += count($rows);
            if ($rows === [] || $passed >= $answer['count']) {
                return;
            }
        }
    }

    /**
     * Any method of the API; parameters that are null are left out.
     *
     * @param array<string, string|int|bool|null> $parameters
     * @return array<string, mixed> the answer without its envelope
     */
    public function call(string $method, array $parameters = []): array
    {
        return $this->repeat(fn () => $this->once($method, $parameters));
    }

    private function once(string $method, array $parameters): array
    {
        $now = new \DateTimeImmutable('now', new \DateTimeZone('+08:00'));
        $texts = self::texts([
            'flag' => $this->flag,
            'method' => $method,
            'ver' => 1,
            'charset' => 'utf-8',
            'type' => 'json',
            'timestamp' => $now->format('YmdHis'),
            'nonce' => bin2hex(random_bytes(16)),
        ] + $parameters);
        $texts['sign'] = Signing::bill($this->secret, $texts, $this->scheme);
        $heads = ['Content-Type' => 'application/x-www-form-urlencoded', 'Accept' => 'application/json'];
        $url = $this->root . $this->prefix . '/openapi/rpc/service';
        [$status, $answerHeads, $body] = ($this->send)('POST', $url, $heads, Signing::canonical($texts));
        $answer = self::json($status, $answerHeads, $body);
        if (isset($answer['error_response'])) {
            $error = $answer['error_response'];
            $message = trim(($error['msg'] ?? '') . ' ' . ($error['sub_msg'] ?? ''));
            $code = (string) ($error['code'] ?? '');
            throw new FundPortalError($code, $message, $status, $error['request_id'] ?? null, self::retryAfter($answerHeads));
        }
        if ($status !== 200) {
            throw self::unexpected($status, $answerHeads);
        }
        return $answer['response'] ?? $answer;
    }
}
