"""Machines as an operator finds them: a bare Debian, and what was built on it.

Nothing of the network is needed in them but Debian's packages: pip finds its wheels in a folder.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

AS_ROOT: Final = () if os.geteuid() == 0 else ("sudo", "-n")
SOURCES: Final = Path(__file__).parents[3]

_SAID: Final = "/said"

Mounts = Mapping[Path, str]


class Machines:
    """Containers without a daemon, in a storage of their own."""

    def __init__(self, folder: Path, *, wheels: Path) -> None:
        self._folder = folder
        self._pip = folder / "pip.conf"
        self._pip.write_text("[global]\nno-index = true\nfind-links = /wheels\n")
        self.said = folder / "said"
        self.said.touch()
        self.said.chmod(0o666)  # for whatever user of a machine
        self._always = {wheels: "/wheels", self._pip: "/etc/pip.conf", self.said: _SAID}

    def load(self, tarball: Path, image: str) -> None:
        """Make an image of a root file system."""
        scratch = self._do("from", "scratch")
        self._do("add", "--quiet", scratch, str(tarball), "/")
        self._do("commit", "--quiet", "--rm", scratch, image)

    def build(self, image: str, **arguments: str) -> None:
        """Build the Dockerfile, without layers between."""
        given = [f"--build-arg={name}={value}" for name, value in arguments.items()]
        isolation = ("--isolation=chroot", "--pull=never", "--format=docker", *self._mounts({}))
        self._do("bud", "--quiet", *isolation, *given, "--tag", image, str(SOURCES))

    def inspect(self, image: str, template: str) -> str:
        """What is written in an image's description, by a Go template."""
        return self._do("inspect", "--type", "image", "--format", template, image)

    def open(self, image: str) -> "Machine":
        """A machine of that image that no other test uses."""
        return Machine(self, self._do("from", "--pull=never", image))

    def unpack(self, tarball: Path) -> "Machine":
        """A machine with that root file system: an image would take three times as long to make."""
        name = self._do("from", "scratch")
        as_root("tar", "--numeric-owner", "-xf", str(tarball), "-C", self._do("mount", name))
        return Machine(self, name)

    def close(self) -> None:
        """Remove all of them, and the images."""
        self._do("rm", "--all")
        as_root("rm", "-rf", str(self._folder))

    def running(self, machine: str, mounts: Mounts) -> Sequence[str]:
        """The beginning of a command that is to run in there, on this machine's network."""
        return (*self._command, "run", "--isolation=chroot", *self._mounts(mounts), machine, "--")

    @property
    def _command(self) -> Sequence[str]:
        places = (f"--root={self._folder}/storage", f"--runroot={self._folder}/run")
        return (*AS_ROOT, "buildah", *places, "--storage-driver=vfs")

    def _mounts(self, mounts: Mounts) -> Sequence[str]:
        places = {**self._always, **mounts}
        return [f"--volume={here.resolve()}:{there}" for here, there in places.items()]

    def _do(self, *words: str) -> str:
        return told((*self._command, *words))


class Machine:
    """One of them. What is written there stays there."""

    def __init__(self, machines: Machines, name: str) -> None:
        self._machines = machines
        self._name = name

    def running(self, *words: str, mounts: Mounts | None = None) -> Sequence[str]:
        """The command that runs those words in there."""
        return (*self._machines.running(self._name, mounts or {}), *words)

    def tell(self, *words: str, mounts: Mounts | None = None, typed: str = "") -> str:
        """Run it to its end; what it said. A failure fails the test.

        By a file: buildah was seen to lose what a program says at its very end.
        """
        command = self.running("sh", "-c", f'exec "$@" > {_SAID}', "sh", *words, mounts=mounts)
        done = _run(command, typed=typed)
        said = self._machines.said.read_text().strip()
        assert done.returncode == 0, f"{words}\n{said[-3000:]}\n{done.stderr[-3000:]}"
        return said


def told(command: Sequence[str], *, typed: str = "") -> str:
    """Run a command on this machine; what it said. A failure fails the test."""
    done = _run(command, typed=typed)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout.strip()


def _run(command: Sequence[str], *, typed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, timeout=600, check=False
    )


def as_root(*words: str) -> None:
    """Do it on this machine; a failure fails the test."""
    told((*AS_ROOT, *words))


def innermost(pid: int) -> int:
    """The process that a chain of starters runs; signals to the chain do not reach it."""
    while children := [
        child
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]:
        pid = int(children[0])
    return pid
