<?php

declare(strict_types=1);

namespace FundPortal;

/** The settlement API, version 1. */
final class Settlement extends Client
{
    /**
     * @param string $url "https://portal.example.com"
     * @param string $level "full" or "basic" (reads only)
     * @param float $timeout seconds
     */
    public function __construct(
        string $url,
        #[\SensitiveParameter] private readonly string $apiKey,
        #[\SensitiveParameter] private readonly string $secret,
        private readonly string $level = 'full',
        float $timeout = 30,
        int $attempts = 3,
        ?callable $send = null,
        ?callable $sleep = null,
    ) {
        if (!in_array($level, ['full', 'basic'], true)) {
            throw new \InvalidArgumentException("no such level: $level");
        }
        parent::__construct($url, $timeout, $attempts, $send, $sleep);
    }

    /** Balance of one account, with the closing balances of the last days. */
    public function balance(string $accountId): array
    {
        return $this->read('/account/balance', ['accountId' => $accountId]);
    }

    /**
     * All accounts that the client may see, with balances.
     *
     * @return \Generator<int, array<string, mixed>>
     */
    public function accounts(?int $limit = null): \Generator
    {
        return $this->pages('/accounts', 'accounts', ['limit' => $limit]);
    }

    /**
     * All transactions of an account, newest first.
     *
     * @param array<string, string> $filters from, to ("yyyy-MM-dd", both inclusive), type, minAmount, maxAmount, q
     * @return \Generator<int, array<string, mixed>>
     */
    public function transactions(string $accountId, array $filters = [], int $limit = 500): \Generator
    {
        return $this->pages('/accounts/' . rawurlencode($accountId) . '/transactions', 'transactions', $filters + ['limit' => $limit]);
    }

    /** Opening balance, entries, closing balance. */
    public function statement(string $accountId, string $from, string $to): array
    {
        return $this->read('/accounts/' . rawurlencode($accountId) . '/statement', ['from' => $from, 'to' => $to]);
    }

    /** The statement as a file, in bytes. @param string $accept e.g. "text/csv" or "application/xml;profile=camt.053.001.08" */
    public function statementFile(string $accountId, string $from, string $to, string $accept): string
    {
        $path = '/accounts/' . rawurlencode($accountId) . '/statement';
        return $this->repeat(fn () => $this->once('GET', $path, ['from' => $from, 'to' => $to], accept: $accept));
    }

    /**
     * Files a payment request and returns it as it was filed.
     *
     * The same key files once, for ever: on a time-out it is sent again with the same key and body, and so may you, days later.
     * Give your own key, kept with your record; without one a new key is made, which an error carries as idempotencyKey.
     *
     * @param array<string, string> $payment amounts as texts
     */
    public function pay(array $payment, ?string $key = null): array
    {
        $key ??= self::newKey();
        $texts = self::texts($payment);
        $body = json_encode((object) $texts, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        try {
            return $this->repeat(fn () => self::json(200, [], $this->once('POST', '/payments', [], $body, $key)));
        } catch (FundPortalError $error) {
            $error->idempotencyKey = $key;
            throw $error;
        }
    }

    /** A payment of this client: state, timeline, bank reference. */
    public function payment(string $paymentId): array
    {
        return $this->read('/payments/' . rawurlencode($paymentId));
    }

    public function paymentByReference(string $externalRef): array
    {
        return $this->read('/payments', ['externalRef' => $externalRef]);
    }

    /** Takes a payment back while no bank has it. Not repeated by itself. */
    public function cancel(string $paymentId): ?array
    {
        return $this->change('POST', '/payments/' . rawurlencode($paymentId) . '/cancel');
    }

    public function webhooks(): array
    {
        return $this->read('/webhooks');
    }

    /** Makes an event subscription. Not repeated by itself. */
    public function subscribe(array $webhook): ?array
    {
        return $this->change('POST', '/webhooks', json_encode($webhook, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE));
    }

    public function unsubscribe(string $webhookId): void
    {
        $this->change('DELETE', '/webhooks/' . rawurlencode($webhookId));
    }

    private function read(string $path, array $query = []): array
    {
        return $this->repeat(fn () => self::json(200, [], $this->once('GET', $path, $query)));
    }

    private function change(string $method, string $path, string $body = ''): ?array
    {
        $answer = $this->once($method, $path, [], $body);
        return $answer === '' ? null : self::json(200, [], $answer);
    }

    private function pages(string $path, string $rows, array $query): \Generator
    {
        do {
            $page = $this->read($path, $query);
            foreach ($page[$rows] as $row) {
                yield $row;
            }
            $query['cursor'] = $page['nextCursor'] ?? null;
        } while ($query['cursor'] !== null);
    }

    private function once(
        string $method,
        string $path,
        array $query,
        string $body = '',
        string $key = '',
        string $accept = 'application/json',
    ): string {
        $path = "$this->prefix/v1$path";
        $query = self::texts($query);
        [$timestamp, $nonce] = [(string) time(), bin2hex(random_bytes(16))];
        $heads = [
            'Authorization' => "Bearer $this->apiKey",
            'X-Timestamp' => $timestamp,
            'X-Nonce' => $nonce,
            'X-Signature' => $this->level === 'full'
                ? Signing::full($this->secret, $method, $path, $query, $timestamp, $nonce, $key, $body)
                : Signing::basic($this->secret, $timestamp, $this->apiKey),
            'Accept' => $accept,
        ];
        if ($key !== '') {
            $heads['Idempotency-Key'] = $key;
        }
        if ($body !== '') {
            $heads['Content-Type'] = 'application/json';
        }
        $url = $this->root . $path . ($query === [] ? '' : '?' . Signing::canonical($query));
        [$status, $answerHeads, $answer] = ($this->send)($method, $url, $heads, $body);
        if ($status >= 200 && $status < 300) {
            return $answer;
        }
        $problem = json_decode($answer, true);
        if (!is_array($problem) || !isset($problem['code'])) {
            throw self::unexpected($status, $answerHeads);
        }
        $message = (string) ($problem['detail'] ?? $problem['title'] ?? '');
        throw new FundPortalError((string) $problem['code'], $message, $status, $problem['requestId'] ?? null, self::retryAfter($answerHeads));
    }
}
