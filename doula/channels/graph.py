"""What WhatsApp's Cloud API and Messenger share: Meta's Graph API and its webhooks, version 25 (2026)."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import ClassVar

from doula.channels import delivery
from doula.channels.delivery import Answer, Verdict
from doula.channels.incoming import Arrival, at
from doula.channels.messaging import MessagingChannel, same
from doula.channels.pieces import unmarked

# Error codes that mean "later": unknown, service, too many calls of an app, user, page or number, to a person
# (WhatsApp Cloud API and Messenger Platform, "Error Codes"; Graph API, "Rate Limits"; 2025).
LATER = (1, 2, 4, 17, 32, 613, 1200, 80006, 80007, 130429, 131016, 131056)


class GraphChannel(MessagingChannel):
    """Speaks with Meta."""

    api: ClassVar = "https://graph.facebook.com/v25.0"

    def is_genuine(self, arrival: Arrival) -> bool:
        """Check X-Hub-Signature-256 over the body."""
        key = self.secrets[f"{self.name()}_app_secret"].encode()
        wanted = f"sha256={hmac.new(key, arrival.body, sha256).hexdigest()}"
        return same(arrival.headers.get("x-hub-signature-256", ""), wanted)

    def challenge(self, arrival: Arrival) -> str | None:
        """Return the challenge if Meta asks for it and knows the word agreed on."""
        query = arrival.query
        agreed = same(query.get("hub.verify_token", ""), self.secrets[f"{self.name()}_verify_token"])
        return query.get("hub.challenge") if query.get("hub.mode") == "subscribe" and agreed else None

    def plain(self, said: str) -> str:
        """Return a text that WhatsApp and Messenger show as it is."""
        return unmarked(said)

    def judge(self, answer: Answer) -> Verdict:
        """Return what an answer means: Meta's error codes say more than its statuses."""
        code = at(answer.body, "error", "code")
        if answer.status >= 400 and code in LATER:
            return delivery.judge(answer, 429, code=code)
        return delivery.judge(answer, code=code if isinstance(code, int) else "")

    def headers(self) -> dict[str, str]:
        """Return the headers of a call; in an address the token would end up in logs."""
        return {"Authorization": f"Bearer {self.secrets[f'{self.name()}_token']}"}
