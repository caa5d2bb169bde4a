"""Tests without a portal: python3 -m unittest discover -s tests"""

import json
import os
import sys
import unittest
from decimal import Decimal
from unittest import mock
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import fundportal
from fundportal import FinanceBill, FundPortalError, Settlement, sign_basic, sign_bill, sign_full

CALL = {
    "flag": "erp01",
    "method": "finance.getAccountBalance",
    "ver": "1",
    "charset": "utf-8",
    "type": "json",
    "timestamp": "20240101100000",
    "account_id": "ACC001",
}


class Server:
    """Answers with what it was given, in turn, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def __call__(self, method, url, heads, body):
        self.calls.append((method, url, heads, body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, content, *heads = answer
        return status, heads[0] if heads else {}, content if isinstance(content, bytes) else json.dumps(content).encode()


def bill(*answers, **more):
    server = Server(*answers)
    return server, FinanceBill("https://portal.test", "erp01", "s3cr3t", send=server, **more)


def settlement(*answers, **more):
    server = Server(*answers)
    return server, Settlement("https://portal.test", "sk_test_1", "s3cr3t", send=server, **more)


@mock.patch("time.sleep")
class Offline(unittest.TestCase):
    def test_bill_signature_vectors(self, _):
        self.assertEqual("01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476", sign_bill("s3cr3t", CALL))
        self.assertEqual("C3D7E7510DB06D547D674136F4C4BE6B", sign_bill("s3cr3t", CALL, "oms-md5"))
        more = dict(CALL, method="finance.getTransactionList", start_time="2024-01-01 00:00:00", remark="采购付款")
        self.assertEqual("9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B", sign_bill("s3cr3t", more))

    def test_full_signature_vector(self, _):
        query = [("to", "2026-11-23"), ("limit", "500"), ("from", "2026-11-23")]
        signature = sign_full(
            "s3cr3t", "GET", "/v1/accounts/A%2F1/transactions", query, "1700000000", "0123456789abcdef", "", b""
        )
        self.assertEqual("0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f", signature)

    def test_basic_signs_time_and_key(self, _):
        self.assertEqual(
            "40242777594242d5e1f95f4fb453307fa40ed74cf5658db5c5f0046df5114b8e", sign_basic("s3cr3t", "1700000000", "sk_test_1")
        )

    def test_all_pages_of_bills_without_a_row_twice(self, _):
        row = lambda number: {"trans_id": f"T{number}", "amount": 1}
        # T3 came in between: T2 moved to the second page.
        server, client = bill(
            (200, {"count": 3, "lists": [row(2), row(1)]}),
            (200, {"response": {"count": 4, "lists": [row(1), row(0)]}}),
        )
        rows = [r["trans_id"] for r in client.transactions(account_id="A", page_size=2)]
        self.assertEqual(["T2", "T1", "T0"], rows)
        asked = [parse_qs(call[3].decode()) for call in server.calls]
        self.assertEqual([["1"], ["2"]], [a["page_no"] for a in asked])
        self.assertNotEqual(asked[0]["nonce"], asked[1]["nonce"])

    def test_amounts_are_exact(self, _):
        _, client = bill((200, b'{"accounts":[{"balance":90071992547409.93}]}'))
        self.assertEqual(Decimal("90071992547409.93"), client.balances()[0]["balance"])

    def test_bill_error(self, _):
        error = {"error_response": {"code": "1003", "msg": "签名错误", "sub_msg": "sign", "request_id": "r1"}}
        server, client = bill((200, error))
        with self.assertRaises(FundPortalError) as caught:
            client.balances()
        self.assertEqual(("1003", "签名错误 sign", "r1"), (caught.exception.code, caught.exception.message, caught.exception.request_id))
        self.assertEqual(1, len(server.calls))

    def test_too_many_requests_are_waited_out(self, sleep):
        error = {"error_response": {"code": "429", "msg": "", "sub_msg": "", "request_id": "r"}}
        _, client = bill((200, error, {"Retry-After": "7"}), (200, {"accounts": []}))
        self.assertEqual([], client.balances())
        sleep.assert_called_once_with(7)

    def test_all_pages_of_the_settlement_api(self, _):
        server, client = settlement(
            (200, {"transactions": [{"transactionId": "2"}], "nextCursor": "a&b"}),
            (200, {"transactions": [{"transactionId": "1"}], "nextCursor": None}),
        )
        rows = list(client.transactions("A/1", date_from="2026-11-23", date_to="2026-11-23"))
        self.assertEqual(["2", "1"], [row["transactionId"] for row in rows])
        self.assertEqual("/v1/accounts/A%2F1/transactions", urlsplit(server.calls[0][1]).path)
        self.assertEqual(["a&b"], parse_qs(urlsplit(server.calls[1][1]).query)["cursor"])

    def test_a_payment_is_repeated_with_its_own_key_and_a_new_nonce(self, _):
        server, client = settlement(
            FundPortalError("timeout", ""), (503, b"<html>"), (201, {"paymentId": "p"})
        )
        self.assertEqual({"paymentId": "p"}, client.pay({"amount": Decimal("12.00")}, key="order-1"))
        self.assertEqual({"order-1"}, {call[2]["Idempotency-Key"] for call in server.calls})
        self.assertEqual({b'{"amount": "12.00"}'}, {call[3] for call in server.calls})
        self.assertEqual(3, len({call[2]["X-Nonce"] for call in server.calls}))

    def test_a_payment_whose_end_is_unknown_tells_its_key(self, _):
        server, client = settlement(*[FundPortalError("timeout", "")] * 3)
        with self.assertRaises(FundPortalError) as caught:
            client.pay({"amount": "1.00"})
        self.assertEqual({caught.exception.idempotency_key}, {call[2]["Idempotency-Key"] for call in server.calls})

    def test_cancelling_is_not_repeated(self, _):
        server, client = settlement(FundPortalError("timeout", ""))
        self.assertRaises(FundPortalError, client.cancel, "p")
        self.assertEqual(1, len(server.calls))

    def test_problem_details(self, _):
        problem = {"title": "t", "status": 409, "detail": "d", "code": "idempotency_conflict", "requestId": "r2"}
        _, client = settlement((409, problem))
        with self.assertRaises(FundPortalError) as caught:
            client.pay({"amount": "1.00"}, key="k")
        error = caught.exception
        self.assertEqual(("idempotency_conflict", "d", 409, "r2"), (error.code, error.message, error.status, error.request_id))

    def test_floats_are_no_amounts(self, _):
        _, client = settlement()
        self.assertRaises(TypeError, client.pay, {"amount": 0.1})

    def test_plain_http_only_to_this_machine(self, _):
        self.assertRaises(ValueError, FinanceBill, "http://portal.test", "f", "s")
        FinanceBill("http://127.0.0.1:5000", "f", "s")

    def test_no_server_is_an_error_of_the_same_type(self, _):
        client = Settlement("http://127.0.0.1:1", "k", "s", timeout=2, attempts=1)
        with self.assertRaises(FundPortalError) as caught:
            client.balance("A")
        self.assertEqual("network", caught.exception.code)


if __name__ == "__main__":
    unittest.main()
