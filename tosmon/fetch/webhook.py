"""JSON sent to an address that someone gave for it.

Owns the one request: no redirect is followed, since the address may be a password, and no error
repeats it. What comes back is read no further than its status.
"""

from __future__ import annotations

from collections.abc import Mapping

import requests


def post_json(
    address: str,
    body: bytes,
    *,
    key: str,
    timeout: float,
    user_agent: str,
    proxies: Mapping[str, str],
    ca_bundle: str | None,
) -> str | None:
    """Send `body`; return None where it was taken (2xx), else why not, without the address.

    `key` is the same whenever the same is sent again (the header `Idempotency-Key`), so that a
    receiver can tell. `timeout` is seconds, to connect and between two bytes of the answer.
    """
    headers = {
        "Content-Type": "application/json",
        "User-Agent": user_agent,
        "Idempotency-Key": key,
    }
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.proxies.update(proxies)
            with session.post(
                address,
                data=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
                verify=ca_bundle or True,
            ) as answer:
                status = answer.status_code
                return None if 200 <= status < 300 else f"HTTP status {status}"
    except requests.exceptions.SSLError:
        return "no secure connection"
    except requests.exceptions.Timeout:
        return "no answer in time"
    except requests.exceptions.ConnectionError:
        return "no connection"
    except (requests.exceptions.RequestException, ValueError):
        return "the address cannot be used"
