from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from doula.settings import Settings, SettingsError, secret, settings, strangers

CLINICAL = Path(__file__).parents[2] / "clinical"
LONG = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start in a folder without settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clinical").symlink_to(CLINICAL)
    for name in [name for name in os.environ if name.startswith("DOULA_")]:
        monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_everything_has_a_default() -> None:
    assert settings().model_dump(exclude_none=True) == {
        "database_url": "sqlite:///var/knowledge.db",
        "tracker_url": "sqlite:///var/conversations.db",
        "host": "127.0.0.1",
        "port": 5005,
        "region": "international",
        "allowed_origins": (),
        "gap_days": 90,
        "keep_days": 365,
        "log_format": "text",
    }


def test_a_name_that_is_no_setting_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("DOULA_REGOIN=uk\n")
    for name in ("DOULA_DATABSE_URL", "DOULA_SOMETHING_ELSE", "DOULA_TEST_POSTGRESQL", "DOULA_PORT"):
        monkeypatch.setenv(name, "hunter2")
    assert strangers() == [
        "DOULA_DATABSE_URL is no setting; DOULA_DATABASE_URL is",
        "DOULA_REGOIN is no setting; DOULA_REGION is",
        "DOULA_SOMETHING_ELSE is no setting",
    ]


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_PORT", "8080")
    monkeypatch.setenv("DOULA_ALLOWED_ORIGINS", "https://clinic.example, http://localhost:8000")
    assert settings().port == 8080
    assert settings().allowed_origins == ("https://clinic.example", "http://localhost:8000")


def test_a_file_sets_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("DOULA_PORT=8080\nDOULA_REGION=gb\nPOSTGRES_PASSWORD=unrelated\n")
    monkeypatch.setenv("DOULA_PORT", "9090")
    assert (settings().port, settings().region) == (9090, "gb")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_REDIS_URL", "")
    monkeypatch.setenv("DOULA_PORT", "")
    assert (settings().redis_url, settings().port) == (None, 5005)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOULA_DATABASE_URL", "var/knowledge.db"),
        ("DOULA_TRACKER_URL", "conversations"),
        ("DOULA_REDIS_URL", "localhost:6379"),
        ("DOULA_AMQP_URL", "http://localhost"),
        ("DOULA_PORT", "tcp://10.0.0.1:80"),
        ("DOULA_PORT", "0"),
        ("DOULA_PORT", "65536"),
        ("DOULA_REGION", "../../etc/passwd"),
        ("DOULA_REGION", "atlantis"),
        ("DOULA_SECRET", "hunter2"),
        ("DOULA_KEEP_DAYS", "-1"),
        ("DOULA_LOG_FORMAT", "xml"),
        ("DOULA_ALLOWED_ORIGINS", "*"),
        ("DOULA_ALLOWED_ORIGINS", "https://clinic.example/page"),
        ("DOULA_ALLOWED_ORIGINS", "https://clinic.example, javascript:alert(1)"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name} is wrong: ") as error:
        settings()
    assert value not in str(error.value).removeprefix(f"{name} is wrong: ")


def test_a_region_without_help_lines_is_told_those_that_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_REGION", "england")  # not silently the international numbers
    with pytest.raises(SettingsError, match=r"^DOULA_REGION is wrong: .*\bgb\b.*\binternational\b"):
        settings()


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_PORT", "x")
    monkeypatch.setenv("DOULA_SECRET", "short")
    with pytest.raises(SettingsError) as error:
        settings()
    assert [line.split()[0] for line in str(error.value).splitlines()] == ["DOULA_PORT", "DOULA_SECRET"]


def test_passwords_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_SECRET", LONG)
    for name in ("DATABASE_URL", "TRACKER_URL"):
        monkeypatch.setenv(f"DOULA_{name}", "postgresql://her:hunter2@host/name")
    monkeypatch.setenv("DOULA_REDIS_URL", "redis://:hunter2@host")
    monkeypatch.setenv("DOULA_AMQP_URL", "amqp://her:hunter2@host")
    assert "hunter2" not in repr(settings())
    assert LONG not in repr(settings())


def test_the_secret_is_made_once_for_its_owner_only() -> None:
    made = secret()
    assert len(made) >= 32
    assert secret() == made
    assert Path("var/secret").read_text() == made
    assert Path("var/secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in Path("var").iterdir()] == ["secret"]


def test_a_chosen_secret_is_used_and_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_SECRET", LONG)
    assert secret() == LONG
    assert not Path("var").exists()


def test_all_who_start_at_once_have_one_secret() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret(), range(16)))) == 1


def test_two_installations_have_different_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = secret()
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert secret() != first


def test_a_damaged_secret_is_an_error() -> None:
    Path("var").mkdir()
    Path("var/secret").touch()
    with pytest.raises(SettingsError, match="delete var/secret"):
        secret()


def test_a_secret_that_cannot_be_kept_is_an_error() -> None:
    Path("var").write_text("a file where a folder should be")
    with pytest.raises(SettingsError, match="set DOULA_SECRET"):
        secret()


def test_importing_makes_no_file(tmp_path: Path) -> None:
    command = "import doula.settings, doula.knowledge, pathlib; print(list(pathlib.Path().iterdir()))"
    root = str(Path(__file__).parents[2])
    result = subprocess.run(  # noqa: S603 - runs the line above
        [sys.executable, "-c", command],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "[PosixPath('clinical')]\n"
