<?php

declare(strict_types=1);

namespace FundPortal;

/** Canonical texts and signatures of both APIs. */
final class Signing
{
    /**
     * Pairs percent-encoded (RFC 3986), sorted by name, then value, joined with "&".
     *
     * @param array<string|int, string> $parameters
     */
    public static function canonical(array $parameters): string
    {
        $pairs = [];
        foreach ($parameters as $name => $value) {
            $pairs[] = [rawurlencode((string) $name), rawurlencode($value)];
        }
        // By hand: the usual comparison would take "1e1" and "10" for the same number.
        usort($pairs, static fn (array $a, array $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
        return implode('&', array_map(static fn (array $pair) => "$pair[0]=$pair[1]", $pairs));
    }

    /**
     * Signature of a finance bill call.
     *
     * @param array<string, string> $parameters all but "sign"
     */
    public static function bill(string $secret, array $parameters, string $scheme = 'hmac-sha256'): string
    {
        if ($scheme === 'hmac-sha256') {
            return strtoupper(hash_hmac('sha256', self::canonical($parameters), $secret));
        }
        if ($scheme !== 'oms-md5') {
            throw new \InvalidArgumentException("no such scheme: $scheme");
        }
        uksort($parameters, static fn ($a, $b) => strcmp((string) $a, (string) $b));
        $text = '';
        foreach ($parameters as $name => $value) {
            $text .= $name . $value;
        }
        return strtoupper(md5(strtoupper(md5($text)) . $secret));
    }

    /**
     * Signature level "full".
     *
     * @param string $path as it goes over the wire
     * @param array<string, string> $query
     * @param string $key idempotency key, or ""
     */
    public static function full(
        string $secret,
        string $method,
        string $path,
        array $query,
        string $timestamp,
        string $nonce,
        string $key,
        string $body,
    ): string {
        $lines = [$method, $path, self::canonical($query), $timestamp, $nonce, $key, hash('sha256', $body)];
        return hash_hmac('sha256', implode("\n", $lines), $secret);
    }

    /** Signature level "basic": proves nothing about the request, reads only. */
    public static function basic(string $secret, string $timestamp, string $apiKey): string
    {
        return hash_hmac('sha256', $timestamp . $apiKey, $secret);
    }
}
