"""`pagewire check-config`: what is in force, from where, or everything that is wrong."""


def rows(out: str) -> dict[str, list[str]]:
    """Value and source by setting."""
    return {line.split()[1]: line.split()[2:] for line in out.splitlines()[1:]}


def test_flag_wins_over_environment_and_environment_over_file(pagewire, monkeypatch, tmp_path):
    file = tmp_path / "pagewire.toml"
    file.write_text('group_id = "file"\nclient_id = "file"\ninput_topic = "file"\n')
    monkeypatch.setenv("PAGEWIRE_GROUP_ID", "environment")
    monkeypatch.setenv("PAGEWIRE_CLIENT_ID", "environment")
    said = pagewire("check-config", "--config", file, "--group-id", "flag")
    assert said.code == 0
    shown = rows(said.out)
    assert shown["group_id"] == ["flag", "--group-id"]
    assert shown["client_id"] == ["environment", "PAGEWIRE_CLIENT_ID"]
    assert shown["input_topic"][0] == "file"
    assert shown["output_topic"] == ["enriched-pages", "default"]


def test_secret_is_hidden(pagewire, monkeypatch):
    monkeypatch.setenv("PAGEWIRE_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("PAGEWIRE_SASL_MECHANISM", "PLAIN")
    monkeypatch.setenv("PAGEWIRE_SASL_USERNAME", "reader")
    monkeypatch.setenv("PAGEWIRE_SASL_PASSWORD", "open-sesame")
    said = pagewire("check-config")
    assert said.code == 0
    assert "open-sesame" not in said.out + said.err
    assert rows(said.out)["sasl_password"] == ["(hidden)", "PAGEWIRE_SASL_PASSWORD"]


def test_all_mistakes_are_listed_at_once(pagewire, monkeypatch):
    monkeypatch.setenv("PAGEWIRE_GRUOP_ID", "x")
    said = pagewire("check-config", "--http-port", "a lot", "--cpu-processes", "0")
    assert said.code == 3
    assert said.out == ""
    for wrong in ("PAGEWIRE_GRUOP_ID", "--http-port a lot", "--cpu-processes 0"):
        assert wrong in said.err
    assert "Traceback" not in said.err
