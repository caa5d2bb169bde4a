<?php

declare(strict_types=1);

namespace FundPortal;

/** Everything that can go wrong with a call. */
final class FundPortalError extends \RuntimeException
{
    /** Of a payment; file it again with this key, never with a new one. */
    public ?string $idempotencyKey = null;

    /**
     * @param string $errorCode the API's own ("1003", "signature_invalid"), or "timeout", "network" or "http_502" when the API said nothing itself
     * @param ?string $requestId stands in the portal's call log
     * @param ?int $retryAfter seconds, when the server told them
     */
    public function __construct(
        public readonly string $errorCode,
        string $message,
        public readonly int $status = 0,
        public readonly ?string $requestId = null,
        public readonly ?int $retryAfter = null,
    ) {
        parent::__construct("$errorCode: $message");
    }

    /** Whether the same call may succeed later. */
    public function mayPass(): bool
    {
        return in_array($this->errorCode, ['timeout', 'network', '429', '500'], true)
            || in_array($this->status, [429, 500, 502, 503, 504], true);
    }
}
