"""The command line as a person uses it: exit codes, streams, files written whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import suitor


def run(*words: str, lang: str = "en_US.UTF-8", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `suitor` in a process of its own."""
    program = "import sys; from suitor.cli import main; main(sys.argv[1:])"
    environment = {**os.environ, "LANG": lang, "LC_ALL": lang, "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, env=environment, cwd=cwd
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    return run("analyze", "twitter-2022", "--draws", "200", "--out", str(folder)), folder


def test_analyze_prints_a_summary_and_writes_the_report(out):
    done, folder = out
    assert done.returncode == 0, done.stderr
    assert "Twitter" in done.stdout
    assert {path.name for path in folder.iterdir()} == {"twitter-2022.en.html", "twitter-2022.en.json"}


def test_progress_goes_to_stderr_and_data_to_stdout(out):
    done, _ = out
    assert "wrote" in done.stderr
    assert "wrote" not in done.stdout


def test_json_on_stdout_can_be_read_by_a_program():
    done = run("analyze", "twitter-2022", "--draws", "50", "--json")
    figures = json.loads(done.stdout)
    assert figures["schema_version"]
    assert done.returncode == 0


def test_a_dry_run_writes_nothing(tmp_path):
    done = run("analyze", "twitter-2022", "--dry-run", "--out", str(tmp_path / "new"))
    assert done.returncode == 0
    assert "would write" in done.stdout
    assert not (tmp_path / "new").exists()


def test_a_format_asked_for_without_a_folder_goes_where_one_stands(tmp_path):
    done = run("analyze", "twitter-2022", "--draws", "20", "--format", "markdown", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["twitter-2022.en.md"], done.stderr
    assert run("analyze", "twitter-2022", "--format", "word", cwd=tmp_path).returncode == 2


def test_a_missing_file_is_one_sentence_that_names_the_cases():
    done = run("analyze", "nowhere.yaml")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "openai-2025" in done.stderr


def test_a_bad_file_gives_every_problem_and_no_traceback(tmp_path):
    (tmp_path / "bad.yaml").write_text("suitor: 1\nbid: {pricee: 3}\n")
    done = run("check", str(tmp_path / "bad.yaml"))
    assert done.returncode == 2
    assert "bad.yaml:2:7  bid.pricee" in done.stderr
    assert "Did you mean price?" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_directory_and_a_binary_file_are_refused_in_words(tmp_path):
    (tmp_path / "noise.yaml").write_bytes(bytes(range(256)))
    for path in (tmp_path, tmp_path / "noise.yaml"):
        done = run("check", str(path))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_an_unknown_format_is_refused_before_anything_is_computed(tmp_path):
    done = run("analyze", "twitter-2022", "--out", str(tmp_path), "--format", "docx")
    assert done.returncode == 2
    assert "docx" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_exits_with_2_in_both_languages():
    for lang, word in (("en_US.UTF-8", "Usage"), ("ja_JP.UTF-8", "使い方")):
        done = run("analyze", "--nonsense", lang=lang)
        assert done.returncode == 2
        assert word in done.stderr


def test_help_speaks_japanese():
    done = run("--help", lang="ja_JP.UTF-8")
    assert "使い方" in done.stdout
    assert "バージョン" in done.stdout
    assert "Show" not in done.stdout


def test_init_writes_a_file_that_runs_and_is_not_overwritten(tmp_path):
    first = run("init", "deal.yaml", cwd=tmp_path)
    again = run("init", "deal.yaml", cwd=tmp_path)
    assert (first.returncode, again.returncode) == (0, 2)
    assert run("analyze", "deal.yaml", "--draws", "50", cwd=tmp_path).returncode == 0


def test_cases_lists_the_bundled_ones():
    assert set(json.loads(run("cases", "--json").stdout)) == set(suitor.cases())


def test_schema_is_a_schema_that_the_bundled_cases_keep():
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json.loads(run("schema").stdout))


def test_explain_shows_formula_inputs_and_lines():
    done = run("explain", "value.fair", "--in", "twitter-2022", "--draws", "50")
    assert done.returncode == 0
    assert "s V (1 - d) + C + W" in done.stdout
    assert "deal.yaml:" in done.stdout


def test_explaining_what_does_not_exist_names_what_is_near():
    done = run("explain", "value.fare", "--in", "twitter-2022", "--draws", "50")
    assert done.returncode == 2
    assert "value.fair" in done.stderr


def test_set_keeps_comments_and_refuses_what_does_not_parse(tmp_path):
    file = tmp_path / "deal.yaml"
    run("init", "deal.yaml", cwd=tmp_path)
    comments = [line for line in file.read_text().splitlines() if line.lstrip().startswith("#")]
    good = run("set", str(file), "bid.price=51.50 USD/share")
    before = file.read_text()
    assert good.returncode == 0, good.stderr
    assert [line for line in before.splitlines() if line.lstrip().startswith("#")] == comments
    assert run("set", str(file), "bid.price=plenty").returncode == 2
    assert file.read_text() == before


def test_sweep_moves_the_price_and_the_answer():
    words = (
        "sweep",
        "twitter-2022",
        "--set",
        "bid.price=20 USD/share:80 USD/share:30 USD/share",
        "--draws",
        "100",
        "--json",
    )
    rows = json.loads(run(*words).stdout)
    assert [float(row["verdict.completion"]) for row in rows] == sorted(
        float(row["verdict.completion"]) for row in rows
    )
    assert len(rows) == 3


def test_solve_finds_the_price_at_which_the_holders_are_split():
    words = (
        "solve",
        "twitter-2022",
        "--target",
        "verdict.would[twitter_holders]=50%",
        "--by",
        "bid.price",
        "--draws",
        "400",
    )
    done = run(*words)
    assert done.returncode == 0, done.stderr
    price = float(done.stdout.split("=")[1].split()[0])
    fewer = suitor.analyze(suitor.read("twitter-2022"), draws=400)["verdict.reservation[twitter_holders]"].median
    shares = suitor.read("twitter-2022").file.financials.shares
    assert shares is not None
    assert abs(price * shares.median / fewer - 1) < 1e-3


def test_solve_looks_for_a_chance_up_to_certainty_and_says_what_it_found_there():
    words = ("solve", "twitter-2022", "--by", "gates[holders_vote].chance", "--draws", "100", "--target")
    done = run(*words, "verdict.if_accepted=100%")
    assert done.returncode == 3 and "from 0.0945 to 1: it is" in done.stderr and "% at last" in done.stderr
    assert run(*words, "verdict.if_accepted=30%", "--between", "5%:95%").returncode == 0


def test_compare_shows_only_what_differs():
    done = run("compare", "twitter-2022", "twitter-2022", "--set", "bid.price=60 USD/share", "--draws", "100")
    assert "bid.price" in done.stdout
    assert done.returncode == 0


def test_completion_scripts_come_for_three_shells():
    for shell in ("bash", "zsh", "fish"):
        assert "suitor" in run("completion", shell).stdout


def test_doctor_names_versions():
    assert "numpy" in run("doctor").stdout


def test_help_loads_nothing_heavy():
    program = (
        "import sys; from suitor.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert not {"numpy", "scipy", "pandas", "pydantic", "ruamel", "jinja2", "rich"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("library", "words"),
    [
        ("typst", ["analyze", "twitter-2022", "--draws", "20", "--format", "pdf"]),
        ("xlsxwriter", ["analyze", "twitter-2022", "--draws", "20", "--format", "xlsx"]),
        ("starlette", ["app", "twitter-2022"]),
        ("pyarrow", ["market", "table.parquet", "--merge", "a+b"]),
    ],
)
def test_a_missing_library_of_an_extra_is_one_sentence_that_names_the_extra(library, words, tmp_path):
    (tmp_path / "table.parquet").touch()
    without = f"import sys; sys.modules[{library!r}] = None; from suitor.cli import main; main({words!r})"
    done = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith(f"{library} is not installed. Try: pip install 'suitor[")
    assert list(tmp_path.iterdir()) == [tmp_path / "table.parquet"]
