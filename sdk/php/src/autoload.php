<?php

declare(strict_types=1);

foreach (['FundPortalError', 'Signing', 'Transport', 'Client', 'FinanceBill', 'Settlement'] as $file) {
    require_once __DIR__ . "/$file.php";
}
