"""Client of FundPortal's two signed HTTP APIs: the finance bill API and the settlement API.

Standard library only, Python 3.9 or newer. Objects may be shared between threads. Amounts never become floats: numbers in an
answer are ``int`` or ``decimal.Decimal``, and texts stay texts.
"""

import hashlib
import hmac
import http.client
import json
import secrets
import socket
import ssl
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import quote, urlsplit

__all__ = ["FinanceBill", "Settlement", "FundPortalError", "new_key", "sign_bill", "sign_full", "sign_basic"]

CHINA = timezone(timedelta(hours=8))
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_WAIT = 30  # seconds; a server that asks for more is left to the caller


class FundPortalError(Exception):
    """Everything that can go wrong with a call.

    code: the API's own ("1003", "signature_invalid"), or "timeout", "network" or "http_502" when the API said nothing itself.
    request_id: stands in the portal's call log. retry_after: seconds, when the server told them.
    idempotency_key: of a payment; file it again with this key, never with a new one.
    """

    def __init__(self, code, message, status=0, request_id=None, retry_after=None):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status
        self.request_id, self.retry_after = request_id, retry_after
        self.idempotency_key = None

    @property
    def may_pass(self):
        """Whether the same call may succeed later."""
        return self.code in ("timeout", "network", "429", "500") or self.status in (429, 500, 502, 503, 504)


def new_key():
    """A new idempotency key: 32 hexadecimal digits. Keep it with your record of the payment before you file it."""
    return secrets.token_hex(16)


def canonical(parameters):
    """Pairs percent-encoded (RFC 3986), sorted by name, then value, joined with ``&``."""
    return "&".join(name + "=" + value for name, value in sorted((_encode(n), _encode(v)) for n, v in parameters))


def sign_bill(secret, parameters, scheme="hmac-sha256"):
    """Signature of a finance bill call. parameters: names and texts, without ``sign``."""
    if scheme == "hmac-sha256":
        return _hmac(secret, canonical(parameters.items())).upper()
    if scheme == "oms-md5":
        text = "".join(name + parameters[name] for name in sorted(parameters, key=lambda name: name.encode()))
        return _md5(_md5(text) + secret)
    raise ValueError(f"no such scheme: {scheme}")


def sign_full(secret, method, path, query, timestamp, nonce, key, body):
    """Signature level ``full``. path: as it goes over the wire; query: pairs; key: idempotency key or ""; body: bytes."""
    return _hmac(secret, "\n".join((method, path, canonical(query), timestamp, nonce, key, hashlib.sha256(body).hexdigest())))


def sign_basic(secret, timestamp, api_key):
    """Signature level ``basic``: proves nothing about the request, reads only."""
    return _hmac(secret, timestamp + api_key)


class _Client:
    def __init__(self, url, timeout, attempts, send):
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("the address must be https")
        self._root, self._prefix = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
        self._attempts, self._send = attempts, send or _sender(timeout)

    def _repeat(self, once):
        """Asks again, signed anew, while the error may pass. Only for what may safely arrive twice."""
        attempt = 1
        while True:
            try:
                return once()
            except FundPortalError as error:
                wait = error.retry_after if error.retry_after is not None else 0.5 * 2 ** (attempt - 1)
                if attempt >= self._attempts or not error.may_pass or wait > LONGEST_WAIT:
                    raise
            time.sleep(wait)
            attempt += 1


class FinanceBill(_Client):
    """The finance bill API.

    url: ``https://portal.example.com``. flag: names the client. scheme: ``hmac-sha256`` or ``oms-md5``. timeout: seconds.
    """

    def __init__(self, url, flag, secret, scheme="hmac-sha256", timeout=30, attempts=3, send=None):
        super().__init__(url, timeout, attempts, send)
        self._flag, self._secret, self._scheme = flag, secret, scheme

    def balances(self, account_id=None, account_type=None):
        """List of accounts with their balances; all that the client may see unless one is named."""
        return self.call("finance.getAccountBalance", account_id=account_id, account_type=account_type)["accounts"]

    def transactions(self, page_size=100, **filters):
        """Iterator over all transactions, newest first, page by page.

        filters: account_id, start_time, end_time (``yyyy-MM-dd HH:mm:ss``, China time, both inclusive), trans_type, shop_code.
        """
        page_no, passed, before = 1, 0, frozenset()
        while True:
            page = self.call("finance.getTransactionList", page_no=page_no, page_size=page_size, **filters)
            rows = page["lists"]
            # What is booked meanwhile pushes rows down onto the next page; they are not told twice.
            yield from (row for row in rows if row["trans_id"] not in before)
            before = frozenset(row["trans_id"] for row in rows)
            passed += len(rows)
            if not rows or passed >= page["count"]:
                return
            page_no += 1

    def call(self, method, **parameters):
        """Any method of the API; parameters that are None are left out. Returns the answer without its envelope."""
        return self._repeat(lambda: self._once(method, parameters))

    def _once(self, method, parameters):
        given = dict(parameters, flag=self._flag, method=method, ver=1, charset="utf-8", type="json")
        given["timestamp"] = datetime.now(CHINA).strftime("%Y%m%d%H%M%S")
        given["nonce"] = secrets.token_hex(16)
        texts = {name: _text(value) for name, value in given.items() if value is not None}
        texts["sign"] = sign_bill(self._secret, texts, self._scheme)
        heads = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        url = self._root + self._prefix + "/openapi/rpc/service"
        status, answer_heads, body = self._send("POST", url, heads, canonical(texts.items()).encode())
        answer = _json(status, answer_heads, body)
        error = answer.get("error_response")
        if error is not None:
            message = " ".join(filter(None, (error.get("msg"), error.get("sub_msg"))))
            raise FundPortalError(str(error.get("code")), message, status, error.get("request_id"), _retry_after(answer_heads))
        if status != 200:
            raise _unexpected(status, answer_heads)
        return answer.get("response", answer)


class Settlement(_Client):
    """The settlement API, version 1.

    url: ``https://portal.example.com``. level: ``full`` or ``basic`` (reads only). timeout: seconds.
    """

    def __init__(self, url, api_key, secret, level="full", timeout=30, attempts=3, send=None):
        super().__init__(url, timeout, attempts, send)
        if level not in ("full", "basic"):
            raise ValueError(f"no such level: {level}")
        self._key, self._secret, self._level = api_key, secret, level

    def balance(self, account_id):
        """Balance of one account, with the closing balances of the last days."""
        return self._read("/account/balance", accountId=account_id)

    def accounts(self, limit=None):
        """Iterator over all accounts that the client may see, with balances."""
        return self._pages("/accounts", "accounts", limit=limit)

    def transactions(self, account_id, limit=500, **filters):
        """Iterator over all transactions of an account, newest first.

        filters: date_from, date_to (``yyyy-MM-dd``, both inclusive), type, minAmount, maxAmount, q.
        """
        return self._pages(f"/accounts/{_encode(account_id)}/transactions", "transactions", limit=limit, **_days(filters))

    def statement(self, account_id, date_from, date_to):
        """Opening balance, entries, closing balance."""
        return self._read(f"/accounts/{_encode(account_id)}/statement", **{"from": date_from, "to": date_to})

    def statement_file(self, account_id, date_from, date_to, accept):
        """The statement as a file, in bytes. accept: e.g. ``text/csv`` or ``application/xml;profile=camt.053.001.08``."""
        query = {"from": date_from, "to": date_to}
        return self._repeat(lambda: self._once("GET", f"/accounts/{_encode(account_id)}/statement", query, accept=accept))

    def pay(self, payment, key=None):
        """Files a payment request and returns it as it was filed.

        The same key files once, for ever: on a time-out it is sent again with the same key and body, and so may you, days later.
        Give your own key, kept with your record; without one a new key is made, which an error carries as ``idempotency_key``.
        """
        key = key or new_key()
        _refuse_floats(payment)
        body = json.dumps(payment, ensure_ascii=False, default=_decimal).encode()
        try:
            return self._repeat(lambda: _json(200, {}, self._once("POST", "/payments", {}, body, key)))
        except FundPortalError as error:
            error.idempotency_key = key
            raise

    def payment(self, payment_id):
        """A payment of this client: state, timeline, bank reference."""
        return self._read(f"/payments/{_encode(payment_id)}")

    def payment_by_reference(self, external_ref):
        return self._read("/payments", externalRef=external_ref)

    def cancel(self, payment_id):
        """Takes a payment back while no bank has it. Not repeated by itself."""
        return self._change("POST", f"/payments/{_encode(payment_id)}/cancel")

    def webhooks(self):
        return self._read("/webhooks")

    def subscribe(self, webhook):
        """Makes an event subscription. Not repeated by itself."""
        return self._change("POST", "/webhooks", json.dumps(webhook, ensure_ascii=False).encode())

    def unsubscribe(self, webhook_id):
        self._change("DELETE", f"/webhooks/{_encode(webhook_id)}")

    def _read(self, path, **query):
        return self._repeat(lambda: _json(200, {}, self._once("GET", path, query)))

    def _change(self, method, path, body=b""):
        answer = self._once(method, path, {}, body)
        return _json(200, {}, answer) if answer else None

    def _pages(self, path, rows, **query):
        while True:
            page = self._read(path, **query)
            yield from page[rows]
            query["cursor"] = page.get("nextCursor")
            if query["cursor"] is None:
                return

    def _once(self, method, path, query, body=b"", key="", accept="application/json"):
        path = self._prefix + "/v1" + path
        pairs = [(name, _text(value)) for name, value in query.items() if value is not None]
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        if self._level == "full":
            signature = sign_full(self._secret, method, path, pairs, timestamp, nonce, key, body)
        else:
            signature = sign_basic(self._secret, timestamp, self._key)
        heads = {
            "Authorization": "Bearer " + self._key,
            "X-Timestamp": timestamp,
            "X-Nonce": nonce,
            "X-Signature": signature,
            "Accept": accept,
        }
        if key:
            heads["Idempotency-Key"] = key
        if body:
            heads["Content-Type"] = "application/json"
        url = self._root + path + ("?" + canonical(pairs) if pairs else "")
        status, answer_heads, answer = self._send(method, url, heads, body)
        if 200 <= status < 300:
            return answer
        try:
            problem = _json(status, answer_heads, answer)
        except FundPortalError:
            problem = {}
        if "code" not in problem:
            raise _unexpected(status, answer_heads)
        message = problem.get("detail") or problem.get("title") or ""
        raise FundPortalError(problem["code"], message, status, problem.get("requestId"), _retry_after(answer_heads))


def _sender(timeout):
    """Sends one request over a connection of its own; certificates are verified, redirects and proxies are not followed."""
    context = ssl.create_default_context()

    def send(method, url, heads, body):
        parts = urlsplit(url)
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        try:
            connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, heads)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except socket.timeout as error:
            raise FundPortalError("timeout", f"no answer within {timeout} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise FundPortalError("network", str(error) or type(error).__name__) from error
        finally:
            connection.close()

    return send


def _json(status, heads, body):
    try:
        answer = json.loads(body, parse_float=Decimal)
    except ValueError as error:
        if status != 200:
            raise _unexpected(status, heads) from error
        raise FundPortalError("network", "the answer is not JSON", status) from error
    if not isinstance(answer, dict):
        raise FundPortalError("network", "the answer is not an object", status)
    return answer


def _unexpected(status, heads):
    return FundPortalError(f"http_{status}", "the server gave no reason", status, retry_after=_retry_after(heads))


def _retry_after(heads):
    value = heads.get("Retry-After") or ""
    return int(value) if value.isascii() and value.isdigit() else None


def _days(filters):
    return {{"date_from": "from", "date_to": "to"}.get(name, name): value for name, value in filters.items()}


def _refuse_floats(value):
    if isinstance(value, float):
        raise TypeError("an amount is a text or a Decimal, never a float")
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_floats(inner)


def _decimal(value):
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"cannot be sent: {type(value).__name__}")


def _text(value):
    return str(int(value)) if isinstance(value, bool) else format(value, "f") if isinstance(value, Decimal) else str(value)


def _encode(text):
    return quote(text, safe="")


def _hmac(secret, text):
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _md5(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()
