<?php

declare(strict_types=1);

namespace FundPortal;

/** Sends one request over a connection of its own; certificates are verified, redirects are not followed. */
final class Transport
{
    public function __construct(private readonly float $timeout)
    {
    }

    /**
     * @param array<string, string> $heads
     * @return array{int, array<string, string>, string} status, heads with names in lower case, body
     */
    public function __invoke(string $method, string $url, array $heads, string $body): array
    {
        $lines = ['Connection: close'];
        foreach ($heads as $name => $value) {
            if (preg_match('/[\r\n\0]/', $value) === 1) {
                throw new \InvalidArgumentException("$name holds a line break");
            }
            $lines[] = "$name: $value";
        }
        $http = [
            'method' => $method,
            'header' => $lines,
            'content' => $body,
            'timeout' => $this->timeout,
            'protocol_version' => 1.1,
            'follow_location' => 0,
            'ignore_errors' => true,
        ];
        $ends = microtime(true) + $this->timeout;
        $stream = @fopen($url, 'rb', false, stream_context_create(['http' => $http]));
        if ($stream === false) {
            $this->fail($ends, error_get_last()['message'] ?? 'no connection');
        }
        try {
            $meta = stream_get_meta_data($stream);
            $answer = '';
            while (!feof($stream)) {
                $part = fread($stream, 65_536);
                if ($part === false || stream_get_meta_data($stream)['timed_out'] || microtime(true) > $ends) {
                    $this->fail($ends, 'the answer broke off');
                }
                $answer .= $part;
            }
        } finally {
            fclose($stream);
        }
        [$status, $answerHeads] = self::heads($meta['wrapper_data']);
        $length = $answerHeads['content-length'] ?? null;
        if ($length !== null && strlen($answer) < (int) $length) {
            throw new FundPortalError('network', 'the answer broke off', $status);
        }
        return [$status, $answerHeads, $answer];
    }

    private function fail(float $ends, string $message): never
    {
        $late = microtime(true) >= $ends - 0.05;
        throw $late ? new FundPortalError('timeout', "no answer within $this->timeout s") : new FundPortalError('network', $message);
    }

    /**
     * @param list<string> $lines
     * @return array{int, array<string, string>}
     */
    private static function heads(array $lines): array
    {
        $status = 0;
        $heads = [];
        foreach ($lines as $line) {
            if (preg_match('{^HTTP/\S+ (\d{3})}', $line, $found) === 1) {
                [$status, $heads] = [(int) $found[1], []];
            } elseif (str_contains($line, ':')) {
                [$name, $value] = explode(':', $line, 2);
                $heads[strtolower($name)] = trim($value);
            }
        }
        return [$status, $heads];
    }
}
