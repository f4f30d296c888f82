"""What is released: wheel and source distribution are whole, the version is the tag's, the workflows are pinned."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.metadata import Metadata

from tests.deploy.places import DEPLOY, ROOT, ours, read_yaml, run
from tests.deploy.test_image import copied

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
FOLDERS = ("bot", "knowledge")
PRIVATE = ("deploy/secrets/", "deploy/errcode.env", "deploy/.env")
PRIVATE_FILES = ("deploy/secrets/slack-bot-token", "deploy/errcode.env", "deploy/.env")
GIT = {
    "GIT_AUTHOR_NAME": "nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.com",
    "GIT_COMMITTER_NAME": "nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def sources(*folders: str) -> set[str]:
    """Every file that belongs into a distribution."""
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both distributions, made without a network; the wheel from the unpacked source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    build = ["build", "--offline", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(folder)]
    done = run(ours("uv"), *build, str(ROOT))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    [path] = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def sdist(dist: Path) -> Path:
    [path] = dist.glob("*.tar.gz")
    return path


def in_wheel(wheel: Path) -> set[str]:
    """What it puts beside the program's own description: the program, and what goes elsewhere (`.data`)."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    return {re.sub(r"^errcode-[^/]*\.data/", "", name) for name in names}


def in_sdist(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as archive:
        return {member.name.partition("/")[2] for member in archive if member.isfile()}


def test_the_wheel_is_the_program_and_its_knowledge(wheel: Path) -> None:
    expected = {name if name.startswith("bot/") else f"bot/{name}" for name in sources(*FOLDERS)}

    assert expected == {name for name in in_wheel(wheel) if not name.startswith("data/")}
    assert {name.split("/")[1] for name in expected} >= {"knowledge", "store", "web"}
    for part in ("knowledge/baidu-face/catalogue.toml", "web/templates/base.html", "web/static/site.css"):
        assert f"bot/{part}" in expected
    assert any(name.startswith("bot/store/migrations/versions/v0001") for name in expected)


def test_the_wheel_brings_the_guides_along(wheel: Path) -> None:
    guides = {name.removeprefix("deploy/") for name in sources("deploy/slack", "deploy/telegram")} | {"README.md"}

    assert {f"data/share/doc/errcode/{name}" for name in guides} == {
        name for name in in_wheel(wheel) if name.startswith("data/")
    }


def test_the_source_distribution_is_all_that_git_keeps(sdist: Path) -> None:
    """So that the image can be built from it, with its .dockerignore, and `make run` and `make test` work in it."""
    kept = run("git", "ls-files").stdout.split("\n") if (ROOT / ".git").exists() else []
    needed = {name for name in sources(*FOLDERS, "tests", "deploy") if not name.startswith(PRIVATE)}
    prerequisites = re.findall(r"^\.venv/\.done: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert {*prerequisites[0].split(), ".dockerignore", "Makefile", "PKG-INFO", *needed} <= in_sdist(sdist)
    assert {name for name in kept if (ROOT / name).is_file()} <= in_sdist(sdist)


def test_what_the_image_is_built_from_is_in_the_source_distribution(sdist: Path) -> None:
    inside = in_sdist(sdist)

    assert [] == [name for name in copied() if not any(f"{each}/".startswith(f"{name}/") for each in inside)]


def test_no_secret_is_ever_in_it(tree: Tree) -> None:
    """Nor where there is no git to tell what is private."""
    for name in PRIVATE_FILES:
        (tree.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (tree.folder / name).write_text("made up")
    (tree.folder / "deploy" / "Dockerfile").write_text("")
    done = run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", cwd=tree.folder)

    assert done.returncode == 0, done.stderr
    [path] = (tree.folder / "dist").glob("*.tar.gz")
    assert {"deploy/Dockerfile"} == {name for name in in_sdist(path) if name.startswith("deploy/")}


def test_the_wheel_is_sound(wheel: Path) -> None:
    done = run(ours("check-wheel-contents"), "--no-config", str(wheel))

    assert done.returncode == 0, done.stdout


def test_an_index_takes_its_metadata(wheel: Path, sdist: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        told = archive.read(name)
    with tarfile.open(sdist) as archive:
        member = archive.extractfile(f"{sdist.name.removesuffix('.tar.gz')}/PKG-INFO")
        assert member
        assert message_from_bytes(told).items() == message_from_bytes(member.read()).items()

    metadata = Metadata.from_email(told, validate=True)
    assert ("errcode", "text/markdown") == (metadata.name, metadata.description_content_type)
    assert metadata.description
    assert "## For whoever runs it" in metadata.description


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    bill = tmp_path / "errcode.cdx.json"
    binaries = Path(sys.executable).parent
    done = run("make", "--old-file=setup", "bill", f"BIN={binaries}", f"BILL={bill}")

    assert done.returncode == 0, done.stderr
    told = json.loads(bill.read_bytes())
    parts = {(part["name"], part["version"]) for part in told["components"]}
    locked = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    assert parts == set(locked)
    assert len(parts) > 20
    assert told["metadata"]["component"]["name"] == "errcode"
    assert told["metadata"]["component"]["version"] == version_of(ROOT)


def version_of(folder: Path, **told: str) -> str:
    """The version of what would be built there."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SETUPTOOLS_SCM")}
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "version"],
        cwd=folder,
        env={**environ, **GIT, **told},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Tree:
    """A small project with this one's rules for versions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in ("pyproject.toml", "README.md", ".gitattributes", ".git_archival.txt"):
            shutil.copy(ROOT / name, folder)
        (folder / "bot").mkdir()

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, env={**os.environ, **GIT}, check=True, capture_output=True)

    def committed(self, message: str = "One more") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def version(self, **told: str) -> str:
        return version_of(self.folder, **told)

    def images_version(self) -> str:
        """What deploy/version says."""
        (self.folder / "deploy").mkdir(exist_ok=True)
        shutil.copy(DEPLOY / "version", self.folder / "deploy")
        done = run(str(self.folder / "deploy" / "version"), cwd=Path("/"))
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "project")


@pytest.fixture
def repository(tree: Tree) -> Tree:
    tree.git("init", "--quiet", "--initial-branch=main")
    tree.committed("The first")
    return tree


def test_a_tree_that_git_knows_nothing_of_has_a_version(tree: Tree) -> None:
    assert tree.version() == tree.images_version() == "0.0.0"


def test_a_clone_without_tags_has_a_version(repository: Tree) -> None:
    assert re.fullmatch(r"0\.0\.1\.dev1\+g[0-9a-f]+", repository.version())
    assert repository.images_version() == "0.0.1.dev1"


def test_the_version_is_the_tags(repository: Tree) -> None:
    repository.git("tag", "v1.2.3")

    assert repository.version() == repository.images_version() == "1.2.3"


def test_after_a_tag_it_counts_towards_the_next(repository: Tree) -> None:
    repository.git("tag", "v1.2.3")
    repository.committed()

    assert re.fullmatch(r"1\.2\.4\.dev1\+g[0-9a-f]+", repository.version())
    assert repository.images_version() == "1.2.4.dev1"


@pytest.mark.parametrize(("after", "version"), [(0, "1.2.3"), (11, "1.2.4.dev11")])
def test_an_archive_has_the_version_of_its_commit(repository: Tree, tmp_path: Path, after: int, version: str) -> None:
    """What a forge offers as "source code": no git in it."""
    repository.git("tag", "v1.2.3")
    for _ in range(after):
        repository.committed()
    repository.git("archive", "--format=tar", "--prefix=archive/", f"--output={tmp_path / 'archive.tar'}", "main")
    with tarfile.open(tmp_path / "archive.tar") as archive:
        archive.extractall(tmp_path, filter="data")
    repository.folder = tmp_path / "archive"

    assert repository.version().partition("+")[0] == repository.images_version() == version


def test_a_source_distribution_has_the_version_that_it_was_made_with(tree: Tree) -> None:
    (tree.folder / "PKG-INFO").write_text(
        "Metadata-Version: 2.4\nName: errcode\nVersion: 1.2.4.dev5+g0123abc\n\nVersion: 9\n"
    )

    assert tree.images_version() == "1.2.4.dev5"


def test_where_no_version_is_known_every_place_says_the_same() -> None:
    """The version is the tag's: no file has one that somebody would have to raise."""
    image = read_yaml(DEPLOY / "kubernetes" / "image" / "kustomization.yaml")["images"][0]
    dockerfile = re.findall(r"^ARG VERSION=(.*)$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    compose = re.findall(r"VERSION: \$\{ERRCODE_VERSION:-(.*)\}", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))

    assert {PROJECT["tool"]["hatch"]["version"]["fallback-version"]} == {image["newTag"], *dockerfile, *compose}


def test_the_images_build_tells_the_version(tree: Tree) -> None:
    [variable] = re.findall(
        r'^RUN ([A-Z_]+)="\$\{VERSION\}"', (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert tree.version(**{variable: "1.2.3"}) == "1.2.3"


def test_the_workflows_are_understood_and_sound() -> None:
    paths = [str(path) for path in WORKFLOWS]
    schema = run(ours("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *paths)
    audit = run(ours("zizmor"), "--offline", "--persona=pedantic", *paths)

    assert schema.returncode == 0, schema.stdout
    assert audit.returncode == 0, audit.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_by_its_commit_and_one_version_is_used(path: Path) -> None:
    used = re.findall(r"uses: (\S+)@(\S+)(.*)", path.read_text(encoding="utf-8"))

    assert used
    for _name, commit, comment in used:
        assert re.fullmatch(r"[0-9a-f]{40}", commit)
        assert re.fullmatch(r" # v[0-9.]+", comment)
    assert len({name for name, *_ in used}) == len(set(used))


def test_every_python_that_is_promised_is_tested() -> None:
    tested = read_yaml(ROOT / ".github" / "workflows" / "test.yaml")["jobs"]["test"]["strategy"]["matrix"]["python"]

    assert PROJECT["project"]["requires-python"] == f">={tested[0]}"
    assert ["3.11", "3.12", "3.13", "3.14"] == tested
