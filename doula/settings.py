"""Settings, read from the environment and from .env; a wrong one is an error that names it."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from doula.clinical import read

_PREFIX = "DOULA_"
_TESTS = "DOULA_TEST_"  # of the tests, not of the assistant
SECRET_FILE = Path("var/secret")
_HELP_LINES = "clinical/help_lines.yml"
_LEAST_SECRET = 32  # characters; RFC 7518 asks for 256 bits


class SettingsError(ValueError):
    """A setting is wrong; the message names it and never shows its value, which may be a password."""


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _like(pattern: str, example: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"it must read like {example}")
        return value

    return AfterValidator(check)


def _with_help_lines(region: str) -> str:
    known = read(_HELP_LINES)["regions"]
    if region not in known:
        raise ValueError(f"{_HELP_LINES} knows these regions: {', '.join(sorted(known))}")
    return region


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < _LEAST_SECRET:
        raise ValueError(f"it must have at least {_LEAST_SECRET} characters")
    return value


def _secret_like(pattern: str, example: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError(f"it must read like {example}")
        return value

    return AfterValidator(check)


Database = Annotated[str, _like("[a-z][a-z0-9+]*://.*", "sqlite:///folder/file or postgresql://host/name")]
Redis = Annotated[str, _like("(rediss?|unix)://.+", "redis://host:6379/0")]
Amqp = Annotated[str, _like("amqps?://.+", "amqp://host:5672")]
Region = Annotated[str, AfterValidator(_with_help_lines)]
Origin = Annotated[str, _like(r"https?://[A-Za-z0-9.:\[\]-]+", "https://clinic.example, without a path")]
Secret = Annotated[SecretStr, AfterValidator(_long_enough)]
Address = Annotated[str, _like(r"https?://[A-Za-z0-9./:\[\]_-]*[A-Za-z0-9\]]", "https://bot.clinic.example")]
Token = Annotated[SecretStr, _secret_like(r"[\x21-\x7e]+", "what the service shows, without spaces")]
Chosen = Annotated[
    SecretStr, _secret_like(r"[A-Za-z0-9_-]{16,256}", "16 to 256 letters, digits, - and _, chosen by you")
]
Phone = Annotated[str, _like(r"\+\d{6,15}", "+441632960000")]
Digits = Annotated[str, _like(r"\d+", "106540352242922")]


class Settings(BaseSettings):
    """What can be set, all of it optional."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: Database = Field(
        default="sqlite:///var/knowledge.db", repr=False, description="knowledge base, feedback, gaps"
    )
    tracker_url: Database = Field(
        default="sqlite:///var/conversations.db", repr=False, description="conversations"
    )
    redis_url: Redis | None = Field(
        default=None, repr=False, description="locks between processes; none: one process"
    )
    amqp_url: Amqp | None = Field(
        default=None, repr=False, description="where events are sent; none: nowhere"
    )
    host: str = Field(default="127.0.0.1", description="address to serve on")
    port: int = Field(default=5005, ge=1, le=65535, description="port to serve on")
    region: Region = Field(default="international", description="whose help lines are named")
    secret: Secret | None = Field(
        default=None, description="signs tokens; none: made once and kept in var/secret"
    )
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(), description="other sites that may show the chat, split by commas"
    )
    gap_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="days for which questions that were not answered well are kept; 0: none are",
    )
    keep_days: int = Field(
        default=365,
        ge=0,
        le=36500,
        description="days for which a conversation is kept after its last message, and feedback; 0: for ever",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="how the log is written: text for people, json for programs"
    )
    public_url: Address | None = Field(
        default=None, description="where the messaging services find this server; Twilio signs it"
    )
    telegram_token: Token | None = Field(default=None, description="Telegram: the bot's token")
    telegram_secret: Chosen | None = Field(
        default=None, description="Telegram: the secret_token given to setWebhook"
    )
    twilio_account: Token | None = Field(default=None, description="WhatsApp through Twilio: Account SID")
    twilio_token: Token | None = Field(default=None, description="WhatsApp through Twilio: Auth Token")
    twilio_number: Phone | None = Field(default=None, description="WhatsApp through Twilio: the sender")
    whatsapp_token: Token | None = Field(default=None, description="WhatsApp Cloud API: access token")
    whatsapp_number: Digits | None = Field(default=None, description="WhatsApp Cloud API: Phone number ID")
    whatsapp_app_secret: Token | None = Field(default=None, description="WhatsApp Cloud API: App secret")
    whatsapp_verify_token: Chosen | None = Field(default=None, description="WhatsApp Cloud API: Verify token")
    messenger_token: Token | None = Field(default=None, description="Messenger: the page's access token")
    messenger_app_secret: Token | None = Field(default=None, description="Messenger: App secret")
    messenger_verify_token: Chosen | None = Field(default=None, description="Messenger: Verify token")
    slack_token: Token | None = Field(default=None, description="Slack: Bot User OAuth Token")
    slack_signing_secret: Token | None = Field(default=None, description="Slack: Signing Secret")


@cache
def settings() -> Settings:
    """Return the settings of this process, read at the first call; raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_sentences(error))) from None


def strangers() -> list[str]:
    """Return a sentence for each variable that looks like a setting and is none, with the nearest name."""
    known = {variable(field) for field in Settings.model_fields}
    given = {*os.environ, *dotenv_values(".env")}
    wrong = sorted(name for name in given - known if name.startswith(_PREFIX) and not name.startswith(_TESTS))
    return [f"{name} is no setting{_nearest(name, known)}" for name in wrong]


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.7)
    return f"; {near[0]} is" if near else ""


def variable(field: str) -> str:
    """Return the name of the environment variable that sets a field."""
    return f"{_PREFIX}{field.upper()}"


def value_of(field: str) -> str | None:
    """Return what a field is set to, secret or not."""
    value = getattr(settings(), field)
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def secret() -> str:
    """Return what signs tokens: the setting, or what was made once and is kept in var/secret."""
    if chosen := settings().secret:
        return chosen.get_secret_value()
    try:
        kept = _kept()
    except OSError as error:
        raise SettingsError(f"set {_PREFIX}SECRET: {SECRET_FILE} is no use ({error.strerror})") from None
    if len(kept) < _LEAST_SECRET:
        raise SettingsError(f"delete {SECRET_FILE}, which is damaged, or set {_PREFIX}SECRET")
    return kept


def _kept() -> str:
    if not SECRET_FILE.exists():
        _keep(secrets.token_urlsafe(_LEAST_SECRET))
    return SECRET_FILE.read_text().strip()


def _keep(made: str) -> None:
    """Write the secret file whole or, when another process was faster, not at all."""
    SECRET_FILE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=SECRET_FILE.parent)  # mode 600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(made)
        with suppress(FileExistsError):
            SECRET_FILE.hardlink_to(draft)
    finally:
        Path(draft).unlink()


def _sentences(error: ValidationError) -> list[str]:
    return [
        f"{variable(str(wrong['loc'][0]))} is wrong: {wrong['msg'].removeprefix('Value error, ')}"
        for wrong in error.errors()
    ]
