<?php

declare(strict_types=1);

namespace FundPortal;

/** What both clients have in common. */
abstract class Client
{
    /** Seconds; a server that asks for more is left to the caller. */
    private const LONGEST_WAIT = 30;

    protected readonly string $root;
    protected readonly string $prefix;
    /** @var callable(string, string, array<string, string>, string): array{int, array<string, string>, string} */
    protected $send;
    /** @var callable(float): void */
    private $sleep;

    public function __construct(string $url, float $timeout, private readonly int $attempts, ?callable $send, ?callable $sleep)
    {
        $parts = parse_url($url);
        [$scheme, $host] = [$parts['scheme'] ?? '', $parts['host'] ?? ''];
        $isHere = in_array($host, ['127.0.0.1', 'localhost', '[::1]'], true);
        if ($host === '' || ($scheme !== 'https' && !($scheme === 'http' && $isHere))) {
            throw new \InvalidArgumentException('the address must be https');
        }
        $this->root = "$scheme://$host" . (isset($parts['port']) ? ":{$parts['port']}" : '');
        $this->prefix = rtrim($parts['path'] ?? '', '/');
        $this->send = $send ?? new Transport($timeout);
        $this->sleep = $sleep ?? static fn (float $seconds) => usleep((int) ($seconds * 1_000_000));
    }

    /** A new idempotency key: 32 hexadecimal digits. Keep it with your record of the payment before you file it. */
    public static function newKey(): string
    {
        return bin2hex(random_bytes(16));
    }

    /** Asks again, signed anew, while the error may pass. Only for what may safely arrive twice. */
    protected function repeat(callable $once): mixed
    {
        for ($attempt = 1;; $attempt++) {
            try {
                return $once();
            } catch (FundPortalError $error) {
                $wait = $error->retryAfter ?? 0.5 * 2 ** ($attempt - 1);
                if ($attempt >= $this->attempts || !$error->mayPass() || $wait > self::LONGEST_WAIT) {
                    throw $error;
                }
                ($this->sleep)((float) $wait);
            }
        }
    }

    /** @return array<string, mixed> numbers with a fraction stay texts, so that no amount becomes a float */
    protected static function json(int $status, array $heads, string $body): array
    {
        $exact = preg_replace_callback(
            '/"(?:[^"\\\\]++|\\\\.)*+"|-?\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+/s',
            static fn (array $found) => strpbrk($found[0], '.eE') !== false && $found[0][0] !== '"' ? "\"$found[0]\"" : $found[0],
            $body,
        );
        $answer = json_decode((string) $exact, true, 64, JSON_BIGINT_AS_STRING);
        if (is_array($answer) && ($answer === [] || !array_is_list($answer))) {
            return $answer;
        }
        throw $status === 200 ? new FundPortalError('network', 'the answer is not a JSON object', $status) : self::unexpected($status, $heads);
    }

    protected static function unexpected(int $status, array $heads): FundPortalError
    {
        return new FundPortalError("http_$status", 'the server gave no reason', $status, null, self::retryAfter($heads));
    }

    protected static function retryAfter(array $heads): ?int
    {
        $value = $heads['retry-after'] ?? '';
        return preg_match('/^\d{1,9}$/D', $value) === 1 ? (int) $value : null;
    }

    /**
     * @param array<string, string|int|bool|null> $parameters
     * @return array<string, string> without those that are null
     */
    protected static function texts(array $parameters): array
    {
        $texts = [];
        foreach ($parameters as $name => $value) {
            if (is_float($value)) {
                throw new \InvalidArgumentException("$name: a text, never a float");
            }
            if ($value !== null) {
                $texts[$name] = is_bool($value) ? (string) (int) $value : (string) $value;
            }
        }
        return $texts;
    }
}
