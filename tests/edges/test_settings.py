"""Settings: where they come from; every mistake is reported, at once, without secrets."""

import pickle
from pathlib import Path

import pytest

from worker.failures import BadSettings, ExitCode
from worker.limits import CleaningLimits
from worker.settings import (
    GROUP_OF,
    GROUPS,
    CleaningSettings,
    describe,
    load_settings,
    render_configuration_doc,
)
from worker.settings.groups import SECRET_KEYS

ROOT = Path(__file__).parent.parent.parent
MIB = 1024 * 1024


def mistakes(environ=None, config_file=None, overrides=None) -> list[str]:
    with pytest.raises(BadSettings) as caught:
        load_settings(environ or {}, config_file, overrides)
    assert caught.value.exit_code == ExitCode.BAD_SETTINGS
    head, *lines = str(caught.value).splitlines()
    assert head.startswith(f"{len(lines)} mistake")
    return [line.strip() for line in lines]


def test_defaults_have_no_mistakes():
    settings = load_settings({})
    assert settings.flow.in_flight_pages == 256
    assert settings.pool.cpu_processes >= 1


def test_key_belongs_to_one_group_only():
    assert len(GROUP_OF) == sum(len(model.model_fields) for model in GROUPS.values())


def test_later_source_wins(tmp_path):
    config = tmp_path / "pagewire.toml"
    config.write_text("batch_pages = 1\ncommit_pages = 1\n[flow]\nin_flight_pages = 100\n")
    environ = {"PAGEWIRE_BATCH_PAGES": "2", "PAGEWIRE_COMMIT_PAGES": "2"}
    settings = load_settings(environ, config, {"commit_pages": 3, "http_port": None})
    assert settings.flow.in_flight_pages == 100
    assert settings.pool.batch_pages == 2
    assert settings.flow.commit_pages == 3
    assert settings.sources == {
        "in_flight_pages": "pagewire.toml [flow] in_flight_pages",
        "batch_pages": "PAGEWIRE_BATCH_PAGES",
        "commit_pages": "--commit-pages",
    }


def test_config_variable_names_the_file_and_the_flag_wins(tmp_path):
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text("group_id = 'one'")
    two.write_text("group_id = 'two'")
    environ = {"PAGEWIRE_CONFIG": str(one)}
    assert load_settings(environ).kafka.group_id == "one"
    assert load_settings(environ, two).kafka.group_id == "two"


def test_all_mistakes_are_reported_at_once(tmp_path):
    config = tmp_path / "pagewire.toml"
    config.write_text("commit_pages = 0\n[pool]\nin_flight_pages = 5\n[pols]\na = 1\n")
    environ = {
        "PAGEWIRE_HTTP_PORT": "99999",
        "PAGEWIRE_LOG_LEVEL": "loud",
        "PAGEWIRE_BATCH_PAGE": "4",
        "PAGEWIRE_OUTPUT_TOPIC": "raw-pages",
        "PAGEWIRE_BATCH_MAX_BYTES": "lots",
    }
    found = "\n".join(mistakes(environ, config, {"commit_interval_s": "-3", "nonsense": 1}))
    for part in (
        "pagewire.toml commit_pages=0: should be greater than or equal to 1",
        "pagewire.toml [pool] in_flight_pages: belongs to the table [flow]",
        "pagewire.toml [pols]: no such table; there are kafka, pipeline, cleaning, pool, flow,",
        "PAGEWIRE_HTTP_PORT=99999: should be less than or equal to 65535",
        "PAGEWIRE_LOG_LEVEL=loud: should be 'debug', 'info', 'warning' or 'error'",
        "PAGEWIRE_BATCH_PAGE: no such setting; did you mean PAGEWIRE_BATCH_PAGES?",
        "PAGEWIRE_OUTPUT_TOPIC=raw-pages",
        "PAGEWIRE_BATCH_MAX_BYTES=lots: cannot be read; write bytes",
        "--commit-interval-s -3: cannot be read; write seconds",
        "--nonsense: no such setting",
    ):
        assert part in found
    assert len(found.splitlines()) == 10


def test_key_that_is_wrong_by_itself_is_not_blamed_twice():
    (only,) = mistakes({"PAGEWIRE_PAGE_MAX_BYTES": "1TB", "PAGEWIRE_IN_FLIGHT_MAX_BYTES": "1GiB"})
    assert only.startswith("PAGEWIRE_PAGE_MAX_BYTES=1TB: cannot be read")


def test_secret_never_appears(tmp_path):
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    environ = {
        "PAGEWIRE_SASL_PASSWORD_FILE": str(secret),
        "PAGEWIRE_SSL_KEY_PASSWORD": "hunter2",
        "PAGEWIRE_SASL_PASSWORD": "hunter2",
        "PAGEWIRE_SASL_PASWORD": "hunter2",  # misspelt, and still a secret
        "PAGEWIRE_SASL_OAUTH_TOKEN": "hunter2",
    }
    found = mistakes(environ)
    assert len(found) == 5
    assert "hunter2" not in "\n".join(found)

    complete = {
        "PAGEWIRE_SASL_PASSWORD_FILE": str(secret),
        "PAGEWIRE_SASL_USERNAME": "ada",
        "PAGEWIRE_SASL_MECHANISM": "scram-sha-256",
        "PAGEWIRE_SECURITY_PROTOCOL": "sasl_ssl",
    }
    settings = load_settings(complete)
    assert settings.kafka.sasl_password is not None
    assert settings.kafka.sasl_password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(settings)
    shown = {row.key: row for row in describe(settings)}
    assert shown["sasl_password"].value == "(hidden)"
    assert shown["sasl_password"].source == "PAGEWIRE_SASL_PASSWORD_FILE"
    assert shown["ssl_key_password"].value == "(not set)"
    assert shown["http_port"].source == "default"
    assert [row.key for row in describe(settings)] == list(GROUP_OF)


def test_content_of_a_value_file_is_not_quoted(tmp_path):
    file = tmp_path / "port"
    file.write_text("perhaps-a-password")
    (only,) = mistakes({"PAGEWIRE_HTTP_PORT_FILE": str(file)})
    assert only == "PAGEWIRE_HTTP_PORT_FILE: is no whole number"


def test_value_and_its_file_together_are_a_mistake(tmp_path):
    file = tmp_path / "id"
    file.write_text("x")
    environ = {"PAGEWIRE_GROUP_ID": "y", "PAGEWIRE_GROUP_ID_FILE": str(file)}
    (only,) = mistakes(environ)
    assert only == "PAGEWIRE_GROUP_ID_FILE: PAGEWIRE_GROUP_ID is set as well; keep one of the two"


@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({"PAGEWIRE_GROUP_ID_FILE": "/no/such"}, "cannot be read: No such file"),
        ({"PAGEWIRE_CONFIG": "/no/such.toml"}, "PAGEWIRE_CONFIG=/no/such.toml: cannot be read"),
        ({"PAGEWIRE_INPUT_TOPIC": "raw pages"}, "is no Kafka name"),
        ({"PAGEWIRE_BOOTSTRAP_SERVERS": "a:1,b"}, "number 2 of 2 is no server"),
        ({"PAGEWIRE_BOOTSTRAP_SERVERS": "a:70000"}, "number 1 of 1 is no server"),
        ({"PAGEWIRE_SSL_CHECK_HOSTNAME": "perhaps"}, "is neither true nor false"),
        ({"PAGEWIRE_GROUP_ID": ""}, "PAGEWIRE_GROUP_ID='': is empty"),
        ({"PAGEWIRE_ENABLE_IDEMPOTENCE": "false"}, "no such setting"),
        ({"PAGEWIRE_ACKS": "1"}, "no such setting"),
    ],
)
def test_single_mistake_says_what_would_be_right(environ, part):
    (only,) = mistakes(environ)
    assert part in only


def test_broken_toml_is_a_mistake(tmp_path):
    config = tmp_path / "pagewire.toml"
    config.write_text("group_id = ")
    (only,) = mistakes(config_file=config)
    assert only.startswith(f"--config={config}: is no TOML file")


def test_toml_key_set_twice_is_a_mistake(tmp_path):
    config = tmp_path / "pagewire.toml"
    config.write_text("batch_pages = 3\n[pool]\nbatch_pages = 4\n")
    (only,) = mistakes(config_file=config)
    assert only == "pagewire.toml [pool] batch_pages: is also set as pagewire.toml batch_pages"


def test_toml_types_are_taken_and_true_is_no_number(tmp_path):
    config = tmp_path / "pagewire.toml"
    config.write_text(
        "[kafka]\nbootstrap_servers = ['a:1', 'b:2']\nssl_check_hostname = false\n"
        "[flow]\ncommit_interval_s = 2\nin_flight_max_bytes = '128MiB'\n"
    )
    settings = load_settings({}, config)
    assert settings.kafka.bootstrap_servers == "a:1,b:2"
    assert settings.kafka.ssl_check_hostname is False
    assert settings.flow.commit_interval_s == 2.0
    assert settings.flow.in_flight_max_bytes == 128 * MIB
    config.write_text("[pool]\nbatch_pages = true\n")
    (only,) = mistakes(config_file=config)
    assert only == "pagewire.toml [pool] batch_pages=true: is a boolean; write a number"


def test_oauth_token_file_is_read_again(tmp_path):
    file = tmp_path / "token"
    file.write_text("one\n")
    environ = {
        "PAGEWIRE_SECURITY_PROTOCOL": "SASL_SSL",
        "PAGEWIRE_SASL_MECHANISM": "OAUTHBEARER",
        "PAGEWIRE_SASL_OAUTH_TOKEN_FILE": str(file),
    }
    kafka = load_settings(environ).kafka
    assert kafka.current_sasl_oauth_token() == "one"
    file.write_text("two\n")
    assert kafka.current_sasl_oauth_token() == "two"
    file.write_text("\n")
    with pytest.raises(ValueError, match="no OAuth token"):
        kafka.current_sasl_oauth_token()
    both = mistakes(environ | {"PAGEWIRE_SASL_OAUTH_TOKEN": "three"})
    assert "either sasl_oauth_token or sasl_oauth_token_file" in both[0]


def test_variables_that_kubernetes_adds_for_a_service_are_no_mistake():
    load_settings(
        {
            "PAGEWIRE_SERVICE_HOST": "10.0.0.1",
            "PAGEWIRE_SERVICE_PORT": "9464",
            "PAGEWIRE_SERVICE_PORT_METRICS": "9464",
            "PAGEWIRE_PORT": "tcp://10.0.0.1:9464",
            "PAGEWIRE_METRICS_PORT_9464_TCP_ADDR": "10.0.0.1",
            "PAGEWIRE_METRICS_PORT": "tcp://10.0.0.1:9464",
        }
    )
    (only,) = mistakes({"PAGEWIRE_HTTTP_PORT": "9464"})
    assert only == "PAGEWIRE_HTTTP_PORT: no such setting; did you mean PAGEWIRE_HTTP_PORT?"


def test_empty_variable_means_not_set_where_that_is_allowed():
    settings = load_settings({"PAGEWIRE_INSTANCE_ID": "", "PAGEWIRE_SASL_MECHANISM": " "})
    assert settings.kafka.instance_id is None
    assert settings.kafka.sasl_mechanism is None


def test_settings_are_frozen_and_travel_to_another_process():
    settings = load_settings({}, None, {"batch_pages": 3})
    with pytest.raises(ValueError, match="frozen"):
        settings.pool.batch_pages = 4
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_limits_of_cleaning_are_the_settings_of_their_group():
    assert CleaningSettings().limits() == CleaningLimits()
    assert list(CleaningSettings.model_fields) == list(CleaningLimits.__dataclass_fields__)


def test_secret_keys_exist():
    assert set(GROUP_OF) >= SECRET_KEYS


def test_configuration_page_is_what_the_code_prints():
    printed = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert printed == render_configuration_doc(), "run: python -m worker.settings > the file"
