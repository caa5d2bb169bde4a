"""Asks a running portal, told by environment variables, and prints what it found: one line a question."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from fundportal import FinanceBill, FundPortalError, Settlement, new_key

TOLD = os.environ
ACCOUNT = TOLD["FUNDPORTAL_ACCOUNT"]


def code(action):
    try:
        action()
    except FundPortalError as error:
        return f"{error.code} {'with' if error.request_id else 'without'} request id"
    return "no error"


def told(ids):
    return f"{len(ids)} rows, {len(set(ids))} different"


def bill(secret=TOLD["FUNDPORTAL_BILL_SECRET"]):
    return FinanceBill(TOLD["FUNDPORTAL_URL"], TOLD["FUNDPORTAL_FLAG"], secret)


def settlement(secret=TOLD.get("FUNDPORTAL_SECRET", "")):
    return Settlement(TOLD["FUNDPORTAL_URL"], TOLD["FUNDPORTAL_KEY"], secret)


print("bill balances:", len(bill().balances()))
print("bill transactions:", told([row["trans_id"] for row in bill().transactions(page_size=20, account_id=ACCOUNT)]))
print("bill wrong secret:", code(bill("wrong").balances))
if "FUNDPORTAL_KEY" in TOLD:
    client, key = settlement(), new_key()
    payment = {
        "accountId": ACCOUNT,
        "payeeId": TOLD["FUNDPORTAL_PAYEE"],
        "amount": "12.30",
        "purpose": "货款 Python",
        "externalRef": key,
        "duplicateReason": "a test",
    }
    print("settlement accounts:", told([row["accountId"] for row in client.accounts(limit=2)]))
    print("settlement balance:", client.balance(ACCOUNT)["accountId"] == ACCOUNT)
    print("settlement transactions:", told([row["transactionId"] for row in client.transactions(ACCOUNT, limit=20)]))
    first = client.pay(payment, key)
    print("settlement same payment:", client.pay(payment, key)["paymentId"] == first["paymentId"])
    print("settlement found again:", client.payment_by_reference(key)["paymentId"] == first["paymentId"])
    print("settlement other payment:", code(lambda: client.pay(dict(payment, amount="45.60"), key)))
    print("settlement cancelled:", client.cancel(first["paymentId"])["state"])
    print("settlement wrong secret:", code(lambda: settlement("wrong").balance(ACCOUNT)))
